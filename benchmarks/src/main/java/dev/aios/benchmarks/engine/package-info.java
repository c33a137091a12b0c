/**
 * The suite {@code engine}: durable steps and the journal, beside the raw limits of disk and
 * SQLite.
 */
@NullMarked
package dev.aios.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
