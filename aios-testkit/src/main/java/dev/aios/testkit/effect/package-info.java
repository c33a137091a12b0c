/**
 * What really left the process: counts the performances of effects, for exactly-once assertions.
 */
@NullMarked
package dev.aios.testkit.effect;

import org.jspecify.annotations.NullMarked;
