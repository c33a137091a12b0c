/**
 * The test kit's front door: a runtime with all of the kit around it ({@link
 * dev.aios.testkit.TestBed}), and the same for JUnit 5 ({@link dev.aios.testkit.AiosTest}). For the
 * tests of hosts.
 */
@NullMarked
package dev.aios.testkit;

import org.jspecify.annotations.NullMarked;
