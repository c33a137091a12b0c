package dev.aios.benchmarks.vectors;

import dev.aios.memory.internal.recall.VectorIndex;
import dev.aios.memory.internal.recall.VectorKeeping;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Recall's index of vectors with its file, locked as recall locks it. */
final class Kept implements AutoCloseable {
  private static final int EXACT = 10_000;

  private final ExecutorService builder = Executors.newFixedThreadPool(2);
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Source source;
  private final VectorIndex index;

  Kept(Path folder, Source source) {
    this.source = source;
    this.index =
        new VectorIndex(
            EXACT,
            builder,
            new VectorKeeping(
                folder, "model", Cloud.DIMENSION, lock.writeLock(), () -> 0, source::vector));
  }

  void open() {
    open(0);
  }

  /** Opens it as after a restart, when so many are there. */
  void open(int count) {
    lock.writeLock().lock();
    try {
      index.open(0);
      for (int i = 0; i < count; i++) {
        int number = i;
        index.add(i, 1, i, () -> source.vector(number));
      }
      index.loaded();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Adds so many and waits until all are in one file, as Lucene's are in one segment. */
  void fill(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      add(i);
    }
    while (covered() < count) {
      Thread.sleep(20);
    }
  }

  private int covered() {
    lock.readLock().lock();
    try {
      return index.inFile();
    } finally {
      lock.readLock().unlock();
    }
  }

  int inFile() {
    return index.inFile();
  }

  void add(int number) {
    float[] vector = source.vector(number);
    lock.writeLock().lock();
    try {
      index.add(number, 1, number, () -> vector);
    } finally {
      lock.writeLock().unlock();
    }
  }

  int[] nearest(float[] question, int most, int beam) {
    lock.readLock().lock();
    try {
      return index.nearest(question, most, beam);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      index.close();
    } finally {
      lock.writeLock().unlock();
    }
    builder.shutdownNow();
  }
}
