package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors between their arrival and their file, and on their way out of it. */
class VectorSpillTest {
  @TempDir Path folder;

  private KeptVectors kept = new KeptVectors(Path.of("unused"));

  @BeforeEach
  void keep() {
    kept = new KeptVectors(folder);
  }

  private List<Path> spills() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".spill")).toList();
    }
  }

  /** An index whose upkeep is done when the test says so. */
  private VectorIndex waiting(Deque<Runnable> later) {
    VectorIndex index =
        new VectorIndex(
            KeptVectors.EXACT,
            later::add,
            new VectorKeeping(
                folder,
                "model",
                KeptVectors.DIMENSION,
                new ReentrantLock(),
                () -> 7,
                kept.rows::get));
    index.open(7);
    index.loaded();
    return index;
  }

  private int nearest(VectorIndex index, float[] to) {
    return index.nearest(to, 1, 100)[0];
  }

  @Test
  void vectors_without_a_file_are_on_disk_until_they_have_one() throws Exception {
    Deque<Runnable> later = new ArrayDeque<>();
    VectorIndex index = waiting(later);
    for (int i = 0; i < 700; i++) {
      float[] vector = kept.vector();
      kept.rows.put(i, vector);
      index.add(i, 5, i, () -> vector);
    }
    assertThat(spills()).hasSize(1);
    assertThat(KeptVectors.holds(spills().get(0), kept.rows.get(600))).isTrue();
    kept.rows.forEach((i, vector) -> assertThat(nearest(index, vector)).isEqualTo(i));

    while (!later.isEmpty()) {
      later.remove().run();
    }
    assertThat(index.inFile()).isEqualTo(700);
    assertThat(spills()).isEmpty();
    kept.rows.forEach((i, vector) -> assertThat(nearest(index, vector)).isEqualTo(i));
    index.close();
  }

  @Test
  void a_vector_that_is_removed_before_it_has_a_file_leaves_the_disk_at_once() throws Exception {
    VectorIndex index = waiting(new ArrayDeque<>());
    for (int i = 0; i < 700; i++) {
      float[] vector = kept.vector();
      kept.rows.put(i, vector);
      index.add(i, 5, i, () -> vector);
    }
    float[] gone = kept.rows.remove(600);
    assertThat(KeptVectors.holds(spills().get(0), gone)).isTrue();

    index.remove(600);
    index.settle();

    assertThat(KeptVectors.holds(spills().get(0), gone)).isFalse();
    kept.rows.forEach((i, vector) -> assertThat(nearest(index, vector)).isEqualTo(i));
    index.close();
    assertThat(spills()).isEmpty();
  }

  @Test
  void what_a_killed_process_left_is_gone_after_the_next_start() throws Exception {
    kept.filled(700).close();
    Path beside = kept.files().get(0).resolveSibling("9.spill");
    Path half = kept.files().get(0).resolveSibling("3.vectors.new");
    Files.write(beside, new byte[10_000]);
    Files.copy(kept.files().get(0), half);

    try (KeptVectors.Opened opened = kept.new Opened()) {
      assertThat(opened.index.inFile()).isEqualTo(700);
      assertThat(beside).doesNotExist();
      assertThat(half).doesNotExist();
      kept.assertRight(opened);
    }
  }

  /** Of a vector that is gone neither its components nor its code remain. */
  @Test
  void a_removed_vector_s_code_leaves_the_file_too() throws Exception {
    try (KeptVectors.Opened opened = kept.filled(700)) {
      Path path = kept.files().get(0);
      long[] code;
      try (VectorFile file = VectorFile.open(path, "model", KeptVectors.DIMENSION, 7)) {
        code = new long[file.signs().length()];
        file.signs().encode(kept.rows.get(123), code, 0);
      }
      assertThat(holds(path, code)).isTrue();

      opened.remove(123);

      assertThat(holds(path, code)).isFalse();
    }
  }

  private static boolean holds(Path file, long[] code) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(code.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(code);
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        .contains(new String(bytes.array(), StandardCharsets.ISO_8859_1));
  }

  @Test
  void many_removals_cost_no_answer_even_after_a_restart() throws Exception {
    try (KeptVectors.Opened opened = kept.filled(3_600)) {
      for (int i = 0; i < 3_600; i += 6) {
        opened.remove(i);
      }
      kept.assertRight(opened);
    }
    try (KeptVectors.Opened opened = kept.new Opened()) {
      assertThat(opened.index.inFile()).isEqualTo(3_000);
      kept.assertRight(opened);
    }
  }

  @Test
  void removals_of_more_than_a_quarter_give_the_space_back() throws Exception {
    try (KeptVectors.Opened opened = kept.filled(3_600)) {
      long before = Files.size(kept.files().get(0));
      for (int i = 0; i < 3_600; i += 2) {
        opened.remove(i);
      }
      assertThat(kept.files().size()).isLessThanOrEqualTo(2); // One may be in the making.
      for (int i = 0; i < 6_000 && Files.size(kept.files().get(0)) > before * 3 / 4; i++) {
        Thread.sleep(20);
      }
      assertThat(Files.size(kept.files().get(0))).isLessThan(before * 3 / 4);
      kept.assertRight(opened);
    }
    try (KeptVectors.Opened opened = kept.new Opened()) {
      assertThat(kept.files()).hasSize(1);
      kept.assertRight(opened);
    }
  }

  /** Removals while a file is made do not make it begin again, and none of them is in it. */
  @Test
  void what_is_removed_while_a_file_is_made_is_not_in_it() throws Exception {
    List<float[]> gone = new ArrayList<>();
    try (KeptVectors.Opened opened = kept.filled(3_000)) {
      for (int i = 3_000; i < 4_500; i++) {
        opened.add(i);
        gone.add(kept.rows.get(i - 3_000));
        opened.remove(i - 3_000);
      }
      opened.awaitFile(3_000 / 4 + KeptVectors.EXACT);
      kept.assertRight(opened);
    }
    assertThat(kept.files()).isNotEmpty();
    for (Path file : kept.files()) {
      for (int i = 0; i < gone.size(); i += 50) {
        assertThat(KeptVectors.holds(file, gone.get(i))).isFalse();
      }
      long number = Long.parseLong(file.getFileName().toString().replace(".vectors", ""));
      assertThat(number).as("files begun").isLessThan(12);
    }
    try (KeptVectors.Opened opened = kept.new Opened()) {
      kept.assertRight(opened);
    }
  }

  /** A disk of a megabyte, for two of vectors: they are in memory then. */
  @Test
  void on_a_full_disk_everything_is_found() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc")), "a disk in memory needs Linux");
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString())
            .redirectErrorStream(true)
            .start();
    assumeTrue(mount.waitFor() == 0, "a disk in memory needs root");
    try {
      for (int i = 0; i < 3_000; i++) {
        kept.rows.put(i, kept.vector());
      }
      try (KeptVectors.Opened opened = kept.new Opened()) {
        kept.assertRight(opened);
        for (int i = 3_000; i < 3_600; i++) {
          opened.add(i);
        }
        for (int i = 0; i < 3_600; i += 5) {
          opened.remove(i);
        }
        kept.assertRight(opened);
        assertThat(kept.files()).isEmpty();
      }
      try (KeptVectors.Opened opened = kept.new Opened()) {
        kept.assertRight(opened);
      }
    } finally {
      new ProcessBuilder("umount", "-l", folder.toString()).inheritIO().start().waitFor();
    }
  }
}
