/** Faults at each SQL statement of both journals, under a company's work. */
@NullMarked
package dev.aios.tests.faults;

import org.jspecify.annotations.NullMarked;
