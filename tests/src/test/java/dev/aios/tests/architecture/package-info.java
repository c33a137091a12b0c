/**
 * Rules of the design that no compiler holds: which way dependencies point, what public types show,
 * where time and threads come from, that there is one door.
 */
package dev.aios.tests.architecture;
