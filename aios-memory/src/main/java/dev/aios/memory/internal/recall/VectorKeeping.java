package dev.aios.memory.internal.recall;

import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an index of vectors needs to keep them in files.
 *
 * @param folder the folder of all models' files
 * @param model whose vectors they are
 * @param dimension their length
 * @param exclusive keeps out searches and changes
 * @param position the journal's position that the index has seen
 * @param rows a vector by its ordinal as the rows have it, where the file is damaged
 */
public record VectorKeeping(
    Path folder,
    String model,
    int dimension,
    Lock exclusive,
    LongSupplier position,
    IntFunction<float @Nullable []> rows) {}
