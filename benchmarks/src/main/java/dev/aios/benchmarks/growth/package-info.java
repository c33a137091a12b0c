/** The suite {@code growth}: what a long journal costs. */
@NullMarked
package dev.aios.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
