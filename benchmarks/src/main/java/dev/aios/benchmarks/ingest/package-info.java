/** How fast texts become findable. Run by {@code Main}. */
@NullMarked
package dev.aios.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
