package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of vectors in files, beside rows that are the truth. */
class VectorFilesTest {
  private static final int DIMENSION = 192;
  private static final int EXACT = 200;

  @TempDir Path folder;

  /** The rows: vectors by ordinal, which here is their id as well. */
  private final Map<Integer, float[]> rows = new TreeMap<>();

  private final Random random = new Random(42);
  private final AtomicInteger readFromRows = new AtomicInteger();

  /** Clusters, as embeddings lie. */
  private float[] vector() {
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
  private final class Opened implements AutoCloseable {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final ExecutorService threads = Executors.newSingleThreadExecutor();
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
        index.search(question, allowed, best, most);
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

  private List<Integer> truly(float[] question, BitSet allowed, int most) {
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
  private void assertRight(Opened opened) {
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

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".vectors")).toList();
    }
  }

  private Opened filled(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      rows.put(i, vector());
    }
    Opened opened = new Opened();
    opened.awaitFile(0);
    return opened;
  }

  private static boolean holds(Path file, float[] vector) throws IOException {
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

  @Test
  void vectors_are_in_a_file_and_found_there_after_a_restart() throws Exception {
    filled(1_500).close();
    assertThat(files()).hasSize(1);

    try (Opened opened = new Opened()) {
      assertThat(opened.index.inFile()).isEqualTo(1_500);
      assertRight(opened);
    }
    assertThat(readFromRows).hasValue(0);
  }

  @Test
  void what_is_new_goes_into_the_next_file_with_what_was_there() throws Exception {
    try (Opened opened = filled(800)) {
      for (int i = 800; i < 2_600; i++) {
        opened.add(i);
      }
      for (int i = 0; i < 2_600; i += 9) {
        opened.remove(i);
      }
      assertRight(opened);
      opened.awaitFile(2_600 / 4 + EXACT);
      assertRight(opened);
    }
    assertThat(files()).hasSize(1);
    try (Opened opened = new Opened()) {
      assertThat(opened.index.inFile()).isGreaterThan(1_000);
      assertRight(opened);
    }
  }

  @Test
  void a_filter_that_leaves_few_of_many_finds_all_of_them() throws Exception {
    try (Opened opened = filled(6_000)) {
      BitSet few = new BitSet();
      few.set(17);
      few.set(4_711);
      float[] question = vector();
      assertThat(opened.nearest(question, few, 10)).isEqualTo(truly(question, few, 10)).hasSize(2);
      BitSet some = new BitSet(); // More than are compared exactly, few of all.
      for (int i = 0; i < 6_000; i += 20) {
        some.set(i);
      }
      assertThat(opened.nearest(question, some, 10)).isEqualTo(truly(question, some, 10));
    }
  }

  @Test
  void a_removed_vector_leaves_the_file_at_once() throws Exception {
    float[] gone;
    try (Opened opened = filled(700)) {
      gone = rows.get(123);
      assertThat(holds(files().get(0), gone)).isTrue();

      opened.remove(123);

      assertThat(holds(files().get(0), gone)).isFalse();
      assertRight(opened);
    }
    try (Opened opened = new Opened()) {
      assertRight(opened);
    }
  }

  @Test
  void what_was_removed_while_nobody_had_the_file_leaves_it_when_it_is_opened() throws Exception {
    filled(700).close();
    float[] gone = rows.remove(55);
    assertThat(holds(files().get(0), gone)).isTrue();

    try (Opened opened = new Opened()) {
      assertThat(holds(files().get(0), gone)).isFalse();
      assertRight(opened);
    }
  }

  @Test
  void a_file_that_is_older_than_the_rows_is_filled_up_from_them() throws Exception {
    filled(700).close();
    for (int i = 0; i < 900; i += 3) {
      rows.put(i, vector());
      if (i < 700) {
        rows.put(i + 1_000, rows.remove(i)); // Another id.
      }
    }
    try (Opened opened = new Opened()) {
      assertRight(opened);
    }
  }

  @Test
  void a_file_that_is_newer_than_the_journal_is_not_used() throws Exception {
    filled(700).close();
    try (Opened opened = new Opened("model", 3, 3)) {
      assertThat(files()).isEmpty();
      assertRight(opened);
    }
  }

  @Test
  void a_file_of_another_model_is_not_used_and_deleted() throws Exception {
    filled(700).close();
    Path old = files().get(0);
    try (Opened opened = new Opened("other", 7, 7)) {
      assertThat(old).doesNotExist();
      assertRight(opened);
    }
  }

  @Test
  void two_on_one_folder_do_not_share_it() throws Exception {
    try (Opened first = filled(700);
        Opened second = new Opened()) {
      assertThat(second.index.inFile()).isZero();
      assertRight(first);
      assertRight(second);
    }
    assertThat(files()).hasSize(1);
  }

  /** Flipped bits and cut ends, at random: the rows are the truth. */
  @Test
  void a_damaged_file_never_makes_an_answer_wrong() throws Exception {
    filled(700).close();
    byte[] whole = Files.readAllBytes(files().get(0));
    int times = Integer.getInteger("aios.vectors.damages", 20);
    for (int i = 0; i < times; i++) {
      Files.write(files().isEmpty() ? folder.resolve("x.vectors") : files().get(0), whole);
      Path file = files().get(0);
      try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
        if (i % 4 == 3) {
          damaged.setLength((long) (random.nextDouble() * whole.length));
        } else {
          int at = i % 4 == 0 ? random.nextInt(4096) : random.nextInt(whole.length);
          damaged.seek(at);
          damaged.write(whole[at] ^ (1 << random.nextInt(8)));
        }
      }
      try (Opened opened = new Opened()) {
        assertRight(opened);
        opened.awaitFile(0);
        assertRight(opened);
      }
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void churn_leaves_the_index_as_large_as_what_is_in_it() throws Exception {
    try (Opened opened = filled(600)) {
      for (int i = 0; i < 12_000; i++) {
        opened.remove(i);
        opened.add(i + 600);
        if (i % 4_000 == 0) {
          assertRight(opened);
        }
      }
      opened.awaitFile(600);
      assertRight(opened);
      assertThat(opened.index.inGraph()).isLessThan(600 + 3 * 1_024);
      for (Path file : files()) {
        assertThat(Files.size(file)).isLessThan(4_000L * (DIMENSION * 4 + 300));
      }
    }
  }
}
