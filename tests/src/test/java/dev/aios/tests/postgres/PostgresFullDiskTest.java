package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up under the tables, while there is room for the server's log. */
@Timeout(180)
class PostgresFullDiskTest {
  @TempDir Path temp;

  /** Random text, which is not compressed away. */
  private static Write large(int n) {
    StringBuilder text = new StringBuilder();
    SplittableRandom random = new SplittableRandom(n);
    while (text.length() < 100_000) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return Write.of(
        new Draft("note", "s" + n % 5, Json.of("\"" + text + "\"")),
        new RowChange.Put("t", "k" + n, RowChange.ABSENT, "", 0, Json.NULL));
  }

  private static boolean succeeds(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  @Test
  void on_a_full_disk_a_write_fails_and_the_journal_goes_on_once_there_is_room() throws Exception {
    Path disk = Files.createDirectory(temp.resolve("disk"));
    assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()),
        "not allowed to mount a small disk");
    try {
      fill(disk);
    } finally {
      assertThat(succeeds("umount", disk.toString())).isTrue();
    }
  }

  private static void fill(Path disk) throws Exception {
    Path ballast = disk.resolve("ballast");
    Files.write(ballast, new byte[4 << 20]);
    Path space = Files.createDirectory(disk.resolve("space"));
    Postgres.execute("CREATE TABLESPACE small LOCATION '" + space + "'");
    Postgres.execute("CREATE DATABASE small TABLESPACE small");
    try {
      String url = Postgres.url().replace("/postgres", "/small");
      try (Journal journal = PostgresJournal.open(url, VirtualWorld.builder().build())) {
        int written = 0;
        for (boolean full = false; !full; written += full ? 0 : 1) {
          full = !fits(journal, written);
        }
        assertThat(written).isGreaterThan(10);
        int next = written;
        assertThatThrownBy(() -> journal.writeNow(large(next)))
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("full");
        requireNothingLost(journal, written);

        Files.delete(ballast);
        journal.writeNow(large(written));
        requireNothingLost(journal, written + 1);
      }
    } finally {
      Postgres.execute("DROP DATABASE small WITH (FORCE)");
      Postgres.execute("DROP TABLESPACE small");
    }
  }

  private static boolean fits(Journal journal, int n) {
    try {
      journal.writeNow(large(n));
      return true;
    } catch (StorageException e) {
      assertThat(e).hasMessageContaining("full");
      return false;
    }
  }

  private static void requireNothingLost(Journal journal, int written) {
    assertThat(journal.verify().problem()).isNull();
    assertThat(journal.verify().records()).isEqualTo(written);
    assertThat(journal.row("t", "k" + (written - 1))).isPresent();
    assertThat(journal.row("t", "k" + written)).isEmpty();
  }
}
