package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while the journal is in use. */
@Timeout(60)
class SqliteFullDiskTest {
  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  @AfterEach
  void close() {
    world.close();
  }

  private static Write large(int i) {
    return Write.of(
        new Draft("note", "s" + i % 5, Json.of("\"" + "x".repeat(20_000) + "\"")),
        new RowChange.Put("t", "k" + i, RowChange.ABSENT, "", 0, Json.NULL));
  }

  /** Writes until it fails; returns how many writes it took. */
  private static int fill(SqliteJournal journal) {
    int written = 0;
    while (true) {
      try {
        journal.writeNow(large(written));
        written++;
      } catch (StorageException e) {
        assertThat(e).hasMessageContaining("full").hasMessageContaining("company.db");
        return written;
      }
    }
  }

  private static void requireNothingLost(SqliteJournal journal, int written) {
    assertThat(journal.head()).isEqualTo(written);
    assertThat(journal.row("t", "k" + (written - 1))).isPresent();
    assertThat(journal.row("t", "k" + written)).isEmpty();
    assertThat(journal.verify().problem()).isNull();
    assertThat(journal.verify().records()).isEqualTo(written);
  }

  @Test
  void on_a_full_disk_a_write_fails_and_the_journal_goes_on_once_there_is_room() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        Commands.succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
        "not allowed to mount a small disk");
    try {
      Path ballast = disk.resolve("ballast");
      Files.write(ballast, new byte[1 << 20]);
      try (SqliteJournal journal = SqliteJournal.open(disk.resolve("company.db"), world)) {
        int written = fill(journal);
        assertThat(written).isGreaterThan(20);
        requireNothingLost(journal, written);
        assertThatThrownBy(() -> journal.writeNow(large(written)))
            .isInstanceOf(StorageException.class);
        Files.delete(ballast);
        assertThat(journal.writeNow(large(written)).lastPosition()).isEqualTo(written + 1);
        requireNothingLost(journal, written + 1);
      }
      try (SqliteJournal journal = SqliteJournal.open(disk.resolve("company.db"), world)) {
        assertThat(journal.verify().problem()).isNull();
      }
    } finally {
      Commands.succeeds("umount", disk.toString());
    }
  }

  @Test
  void a_file_that_may_not_grow_fails_whole_groups_and_nothing_of_them_is_applied() {
    Path file = folder.resolve("company.db");
    SqliteOptions small = SqliteOptions.DEFAULTS.maxPages(100);
    int written;
    try (SqliteJournal journal = SqliteJournal.open(file, world, small)) {
      written = fill(journal);
      assertThat(written).isBetween(5, 100);
      List<CompletableFuture<Commit>> commits = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        commits.add(journal.write(large(written + i)));
      }
      for (CompletableFuture<Commit> commit : commits) {
        assertThatThrownBy(commit::join).hasCauseInstanceOf(StorageException.class);
      }
      requireNothingLost(journal, written);
      // What fits into the pages that are there is still taken.
      Write tiny = Write.builder().row(new RowChange.Put("t", "x", 0, "", 0, Json.NULL)).build();
      assertThat(journal.writeNow(tiny).lastPosition()).isEqualTo(written);
    }
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      journal.writeNow(large(written));
      requireNothingLost(journal, written + 1);
    }
  }
}
