package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is made of a damaged one, while the rows cannot be read as they should. */
class VectorFilingFailuresTest {
  @TempDir Path folder;

  private KeptVectors kept = new KeptVectors(Path.of("unused"));
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  @BeforeEach
  void keep() {
    kept = new KeptVectors(folder);
  }

  private VectorIndex damagedAndGrown(IntFunction<float[]> rows) throws Exception {
    kept.filled(700).close();
    try (RandomAccessFile file = new RandomAccessFile(kept.files().get(0).toFile(), "rw")) {
      file.seek(file.length() - 2); // In the last vector.
      file.write(77);
    }
    VectorIndex index =
        new VectorIndex(
            KeptVectors.EXACT,
            later::add,
            new VectorKeeping(
                folder, "model", KeptVectors.DIMENSION, lock.writeLock(), () -> 7, rows));
    index.open(7);
    kept.rows.forEach((i, vector) -> index.add(i, 5, i, () -> vector));
    index.loaded();
    for (int i = 700; i < 1_000; i++) {
      float[] vector = kept.vector();
      kept.rows.put(i, vector);
      index.add(i, 5, i, () -> vector);
    }
    return index;
  }

  private boolean isHalfAFileThere() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.anyMatch(file -> file.toString().endsWith(".new"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void half_a_file_does_not_stay_when_the_rows_cannot_be_read() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    VectorIndex index =
        damagedAndGrown(
            ordinal -> {
              if (isHalfAFileThere()) {
                asked.incrementAndGet();
                throw new IllegalStateException("no row can be read");
              }
              return kept.rows.get(ordinal);
            });
    for (int i = 0; i < 10 && !later.isEmpty(); i++) {
      later.remove().run();
    }
    assertThat(asked).hasPositiveValue();
    assertThat(isHalfAFileThere()).isFalse();
    index.close();
  }

  @Test
  void the_rows_are_read_while_searches_and_changes_wait() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger unguarded = new AtomicInteger();
    VectorIndex index =
        damagedAndGrown(
            ordinal -> {
              asked.incrementAndGet();
              unguarded.addAndGet(lock.isWriteLockedByCurrentThread() ? 0 : 1);
              return kept.rows.get(ordinal);
            });
    while (!later.isEmpty()) {
      later.remove().run();
    }
    assertThat(asked).hasPositiveValue();
    assertThat(unguarded).hasValue(0);
    assertThat(index.inFile()).isEqualTo(1_000);
    kept.rows.forEach((i, vector) -> assertThat(index.nearest(vector, 1, 100)).containsExactly(i));
    index.close();
  }
}
