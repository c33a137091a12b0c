package dev.aios.memory.internal.recall;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;

/**
 * What an index needs to keep its texts in files.
 *
 * @param folder where
 * @param made how it was made: files of an index that was made otherwise are of no use
 * @param enough so many chunks in memory are worth a file
 * @param executor puts files together in the background
 * @param exclusive keeps out searches and changes
 * @param rows where the key is, and the hashes of records
 */
record SegmentKeeping(
    Path folder, String made, int enough, Executor executor, Lock exclusive, RecallRows rows) {}
