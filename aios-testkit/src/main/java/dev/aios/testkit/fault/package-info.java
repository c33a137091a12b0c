/**
 * Faults on purpose: at the door, at the journal, and the death of the process. Each counts what it
 * did, so that a test can prove that its faults fired.
 */
@NullMarked
package dev.aios.testkit.fault;

import org.jspecify.annotations.NullMarked;
