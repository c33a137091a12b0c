/** What archiving does to a journal's size, and to those who write meanwhile. */
@NullMarked
package dev.aios.benchmarks.archive;

import org.jspecify.annotations.NullMarked;
