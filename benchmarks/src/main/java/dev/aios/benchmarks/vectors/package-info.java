/** How fast the nearest of many vectors are found, beside Lucene. Run by {@code Main}. */
@NullMarked
package dev.aios.benchmarks.vectors;

import org.jspecify.annotations.NullMarked;
