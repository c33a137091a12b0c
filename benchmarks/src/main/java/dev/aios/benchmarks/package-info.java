/** Benchmarks beside limits and peers: how a suite is run and how its figures are printed. */
@NullMarked
package dev.aios.benchmarks;

import org.jspecify.annotations.NullMarked;
