/**
 * Conformance kits: JUnit 5 classes that an implementation of an SPI extends to show that it keeps
 * the contract. Called by test code only.
 */
@NullMarked
package dev.aios.testkit.conformance;

import org.jspecify.annotations.NullMarked;
