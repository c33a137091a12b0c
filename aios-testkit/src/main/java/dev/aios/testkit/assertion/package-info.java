/**
 * Assertions on runs, inbox items and journals, in the manner of AssertJ. Their failures show the
 * history of the run. For tests of hosts.
 */
@NullMarked
package dev.aios.testkit.assertion;

import org.jspecify.annotations.NullMarked;
