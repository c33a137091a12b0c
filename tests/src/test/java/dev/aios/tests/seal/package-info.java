/** Statements about what is kept sealed. */
@org.jspecify.annotations.NullMarked
package dev.aios.tests.seal;
