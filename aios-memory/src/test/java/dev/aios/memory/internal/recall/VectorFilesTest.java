package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of vectors in files, beside rows that are the truth. */
class VectorFilesTest {
  @TempDir Path folder;

  private KeptVectors kept = new KeptVectors(Path.of("unused"));

  @BeforeEach
  void keep() {
    kept = new KeptVectors(folder);
  }

  @Test
  void vectors_are_in_a_file_and_found_there_after_a_restart() throws Exception {
    kept.filled(1_500).close();
    assertThat(kept.files()).hasSize(1);

    try (KeptVectors.Opened opened = kept.new Opened()) {
      assertThat(opened.index.inFile()).isEqualTo(1_500);
      kept.assertRight(opened);
    }
    assertThat(kept.readFromRows).hasValue(0);
  }

  @Test
  void what_is_new_goes_into_the_next_file_with_what_was_there() throws Exception {
    try (KeptVectors.Opened opened = kept.filled(800)) {
      for (int i = 800; i < 2_600; i++) {
        opened.add(i);
      }
      for (int i = 0; i < 2_600; i += 9) {
        opened.remove(i);
      }
      kept.assertRight(opened);
      opened.awaitFile(2_600 / 4 + KeptVectors.EXACT);
      kept.assertRight(opened);
    }
    assertThat(kept.files()).hasSize(1);
    try (KeptVectors.Opened opened = kept.new Opened()) {
      assertThat(opened.index.inFile()).isGreaterThan(1_000);
      kept.assertRight(opened);
    }
  }

  @Test
  void a_filter_that_leaves_few_of_many_finds_all_of_them() throws Exception {
    try (KeptVectors.Opened opened = kept.filled(6_000)) {
      BitSet few = new BitSet();
      few.set(17);
      few.set(4_711);
      float[] question = kept.vector();
      assertThat(opened.nearest(question, few, 10))
          .isEqualTo(kept.truly(question, few, 10))
          .hasSize(2);
      BitSet some = new BitSet(); // More than are compared exactly, few of all.
      for (int i = 0; i < 6_000; i += 20) {
        some.set(i);
      }
      assertThat(opened.nearest(question, some, 10)).isEqualTo(kept.truly(question, some, 10));
    }
  }

  @Test
  void a_removed_vector_leaves_the_file_at_once() throws Exception {
    float[] gone;
    try (KeptVectors.Opened opened = kept.filled(700)) {
      gone = kept.rows.get(123);
      assertThat(KeptVectors.holds(kept.files().get(0), gone)).isTrue();

      opened.remove(123);

      assertThat(KeptVectors.holds(kept.files().get(0), gone)).isFalse();
      kept.assertRight(opened);
    }
    try (KeptVectors.Opened opened = kept.new Opened()) {
      kept.assertRight(opened);
    }
  }

  @Test
  void what_was_removed_while_nobody_had_the_file_leaves_it_when_it_is_opened() throws Exception {
    kept.filled(700).close();
    float[] gone = kept.rows.remove(55);
    assertThat(KeptVectors.holds(kept.files().get(0), gone)).isTrue();

    try (KeptVectors.Opened opened = kept.new Opened()) {
      assertThat(KeptVectors.holds(kept.files().get(0), gone)).isFalse();
      kept.assertRight(opened);
    }
  }

  @Test
  void a_file_that_is_older_than_the_rows_is_filled_up_from_them() throws Exception {
    kept.filled(700).close();
    for (int i = 0; i < 900; i += 3) {
      kept.rows.put(i, kept.vector());
      if (i < 700) {
        kept.rows.put(i + 1_000, kept.rows.remove(i)); // Another id.
      }
    }
    try (KeptVectors.Opened opened = kept.new Opened()) {
      kept.assertRight(opened);
    }
  }

  @Test
  void a_file_that_is_newer_than_the_journal_is_not_used() throws Exception {
    kept.filled(700).close();
    try (KeptVectors.Opened opened = kept.new Opened("model", 3, 3)) {
      assertThat(kept.files()).isEmpty();
      kept.assertRight(opened);
    }
  }

  @Test
  void a_file_of_another_model_is_not_used_and_deleted() throws Exception {
    kept.filled(700).close();
    Path old = kept.files().get(0);
    try (KeptVectors.Opened opened = kept.new Opened("other", 7, 7)) {
      assertThat(old).doesNotExist();
      kept.assertRight(opened);
    }
  }

  @Test
  void two_on_one_folder_do_not_share_it() throws Exception {
    try (KeptVectors.Opened first = kept.filled(700);
        KeptVectors.Opened second = kept.new Opened()) {
      assertThat(second.index.inFile()).isZero();
      kept.assertRight(first);
      kept.assertRight(second);
    }
    assertThat(kept.files()).hasSize(1);
  }

  /** Flipped bits and cut ends, at random: the rows are the truth. */
  @Test
  void a_damaged_file_never_makes_an_answer_wrong() throws Exception {
    kept.filled(700).close();
    byte[] whole = Files.readAllBytes(kept.files().get(0));
    int times = Integer.getInteger("aios.vectors.damages", 20);
    for (int i = 0; i < times; i++) {
      Files.write(
          kept.files().isEmpty() ? folder.resolve("x.vectors") : kept.files().get(0), whole);
      Path file = kept.files().get(0);
      try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
        if (i % 4 == 3) {
          damaged.setLength((long) (kept.random.nextDouble() * whole.length));
        } else {
          int at = i % 4 == 0 ? kept.random.nextInt(4096) : kept.random.nextInt(whole.length);
          damaged.seek(at);
          damaged.write(whole[at] ^ (1 << kept.random.nextInt(8)));
        }
      }
      try (KeptVectors.Opened opened = kept.new Opened()) {
        kept.assertRight(opened);
        opened.awaitFile(0);
        kept.assertRight(opened);
      }
      assertThat(kept.files()).hasSize(1);
    }
  }

  @Test
  void churn_leaves_the_index_as_large_as_what_is_in_it() throws Exception {
    try (KeptVectors.Opened opened = kept.filled(600)) {
      for (int i = 0; i < 12_000; i++) {
        opened.remove(i);
        opened.add(i + 600);
        if (i % 4_000 == 0) {
          kept.assertRight(opened);
        }
      }
      opened.awaitFile(600);
      kept.assertRight(opened);
      assertThat(opened.index.inGraph()).isLessThan(600 + 3 * 1_024);
      for (Path file : kept.files()) {
        assertThat(Files.size(file)).isLessThan(4_000L * (KeptVectors.DIMENSION * 4 + 300));
      }
    }
  }
}
