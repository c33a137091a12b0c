package dev.aios.memory.internal.recall;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an index is of and where it is kept.
 *
 * @param model the name of the model whose vectors are used, or null for none
 * @param dimension their length
 * @param exactUpTo the most vectors that are compared one by one
 * @param executor makes the graph of vectors, and files
 * @param hash makes terms of words
 * @param stem what of a word counts
 * @param stems a name for that
 * @param files the folder of files, or null for none
 * @param rows the rows
 * @param exclusive keeps out searches and changes
 */
record IndexSetup(
    @Nullable String model,
    int dimension,
    int exactUpTo,
    Executor executor,
    KeyedHash hash,
    UnaryOperator<String> stem,
    String stems,
    @Nullable Path files,
    RecallRows rows,
    Lock exclusive) {
  /** An empty index of vectors. */
  VectorIndex vectors(LongSupplier position, IntFunction<float @Nullable []> fromRows) {
    Path folder = files;
    String its = model;
    if (folder != null && its == null) {
      VectorFolder.sweep(folder, null);
    }
    return new VectorIndex(
        exactUpTo,
        executor,
        folder == null || its == null
            ? null
            : new VectorKeeping(folder, its, dimension, exclusive, position, fromRows));
  }

  /** How its texts are kept in files, or null if they are not. */
  @Nullable SegmentKeeping keeping() {
    Path folder = files;
    return folder == null
        ? null
        : new SegmentKeeping(
            folder,
            model + "/" + dimension + "/" + stems,
            Math.max(1, exactUpTo),
            executor,
            exclusive,
            rows);
  }
}
