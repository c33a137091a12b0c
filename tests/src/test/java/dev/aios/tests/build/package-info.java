/** Rules on the sources themselves that no compiler option holds. */
package dev.aios.tests.build;
