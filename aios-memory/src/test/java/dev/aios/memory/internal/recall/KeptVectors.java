package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/** Rows that are the truth, and indexes of them in files, for tests. */
final class KeptVectors {
  static final int DIMENSION = 192;
  static final int EXACT = 200;

  final Path folder;

  /** The rows: vectors by ordinal, which here is their id as well. */
  final Map<Integer, float[]> rows = new TreeMap<>();

  final Random random = new Random(42);

  final AtomicInteger readFromRows = new AtomicInteger();

  KeptVectors(Path folder) {
    this.folder = folder;
  }

  /** Clusters, as embeddings lie. */
  float[] vector() {
    Random centre = new Random(random.nextInt(40));
    float[] vector = new float[DIMENSION];
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (centre.nextGaussian() + 0.8 * random.nextGaussian());
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  /** An index as a process has it: opened from the file and the rows. */
  final class Opened implements AutoCloseable {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final ExecutorService threads = Executors.newFixedThreadPool(2);
    final VectorIndex index;

    Opened(String model, long position, long head) {
      index =
          new VectorIndex(
              EXACT,
              threads,
              new VectorKeeping(
                  folder,
                  model,
                  DIMENSION,
                  lock.writeLock(),
                  () -> position,
                  ordinal -> {
                    readFromRows.incrementAndGet();
                    return rows.get(ordinal);
                  }));
      changing(
          () -> {
            index.open(head);
            rows.forEach(this::told);
            index.loaded();
          });
    }

    Opened() {
      this("model", 7, 7);
    }

    private void told(int ordinal, float[] vector) {
      index.add(ordinal, 5, ordinal, () -> vector);
    }

    void changing(Runnable change) {
      lock.writeLock().lock();
      try {
        change.run();
      } finally {
        lock.writeLock().unlock();
      }
    }

    void add(int ordinal) {
      rows.put(ordinal, vector());
      changing(() -> told(ordinal, rows.get(ordinal)));
    }

    void remove(int ordinal) {
      rows.remove(ordinal);
      changing(
          () -> {
            index.remove(ordinal);
            index.settle();
          });
    }

    void awaitFile(int most) throws InterruptedException {
      for (int i = 0; i < 6_000; i++) {
        lock.readLock().lock();
        try {
          if (index.inFile() >= rows.size() - most) {
            return;
          }
        } finally {
          lock.readLock().unlock();
        }
        Thread.sleep(20);
      }
      throw new AssertionError("No file came to be");
    }

    List<Integer> nearest(float[] question, BitSet allowed, int most) {
      lock.readLock().lock();
      try {
        Best best = new Best(most, Integer::compare);
        index.search(index.target(question), allowed, best, most);
        return best.list().stream().map(Ranked::chunk).toList();
      } finally {
        lock.readLock().unlock();
      }
    }

    @Override
    public void close() {
      changing(index::close);
      threads.shutdownNow();
      try {
        assertThat(threads.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  List<Integer> truly(float[] question, BitSet allowed, int most) {
    Best best = new Best(most, Integer::compare);
    rows.forEach(
        (ordinal, vector) -> {
          double dot = 0;
          for (int i = 0; i < DIMENSION; i++) {
            dot += vector[i] * question[i];
          }
          if (allowed == null || allowed.get(ordinal)) {
            best.offer(ordinal, dot);
          }
        });
    return best.list().stream().map(Ranked::chunk).toList();
  }

  /** Each vector is found once by itself, and nearly all of the true nearest are found. */
  void assertRight(Opened opened) {
    int found = 0;
    int of = 0;
    for (int i = 0; i < 40; i++) {
      float[] question = vector();
      List<Integer> nearest = opened.nearest(question, null, 10);
      assertThat(nearest).doesNotHaveDuplicates().isSubsetOf(rows.keySet());
      assertThat(nearest).hasSize(Math.min(10, rows.size()));
      Set<Integer> right = new HashSet<>(truly(question, null, 10));
      found += (int) nearest.stream().filter(right::contains).count();
      of += right.size();
    }
    assertThat((double) found / of).isGreaterThanOrEqualTo(0.95);
    int step = Math.max(1, rows.size() / 50);
    int at = 0;
    for (Map.Entry<Integer, float[]> row : rows.entrySet()) {
      if (at++ % step == 0) {
        assertThat(opened.nearest(row.getValue(), null, 1)).containsExactly(row.getKey());
      }
    }
  }

  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".vectors")).toList();
    }
  }

  Opened filled(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      rows.put(i, vector());
    }
    Opened opened = new Opened();
    opened.awaitFile(0);
    return opened;
  }

  static boolean holds(Path file, float[] vector) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer wanted = ByteBuffer.allocate(8 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    wanted.asFloatBuffer().put(vector, 0, 8);
    for (int at = 0; at + 32 <= bytes.length; at += 4) {
      if (ByteBuffer.wrap(bytes, at, 32).equals(wanted.clear())) {
        return true;
      }
    }
    return false;
  }
}
