package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.identity.Inventory;
import dev.aios.api.identity.Inventory.RetentionRule;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Sessions;
import dev.aios.api.memory.Turn;
import dev.aios.api.value.Taint;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.derived.DerivedStore;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.Retention;
import dev.aios.memory.erasure.Retention.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that could not be scrubbed are scrubbed later, and are not called clean before. */
class ScrubbingTest {
  private static final Instant LONG_AGO = Instant.parse("2020-11-02T10:00:00Z");

  @TempDir Path folder;

  /** What deletes, and says whether the files are clean. */
  private enum Deletion {
    SESSION,
    SOURCE,
    SWEEP;

    boolean of(Aios aios) {
      return switch (this) {
        case SESSION -> aios.service(Erasure.class).session("chat").filesClean();
        case SOURCE -> aios.service(Erasure.class).source("note:n1").filesClean();
        case SWEEP -> aios.service(Retention.class).sweep().filesClean();
      };
    }
  }

  /** A journal of a disk that is full for a while. */
  private static final class Full extends ForwardingJournal {
    private final Journal journal;
    private boolean full;
    private int scrubs;
    private Runnable beforeDerived = () -> {};

    Full(Journal journal) {
      this.journal = journal;
    }

    @Override
    protected Journal delegate() {
      return journal;
    }

    @Override
    public CompletableFuture<Commit> write(Write write) {
      if (write.records().stream().anyMatch(record -> record.kind().equals("derived.made"))) {
        beforeDerived.run();
      }
      return super.write(write);
    }

    @Override
    public boolean scrub() {
      if (full) {
        throw new StorageException("the disk is full");
      }
      scrubs++;
      return super.scrub();
    }
  }

  private static Aios open(SystemWorld world, Journal journal) {
    return Aios.builder().world(world).journal(journal).extension(Memory.builder().build()).open();
  }

  private static void live(Aios aios) {
    aios.service(Sessions.class).add("chat", new Turn("user", "Hello.", LONG_AGO, Taint.NONE));
    aios.service(Recall.class).add(List.of(Company.passage("n1", "The roof is due.")));
    aios.service(Inventory.class)
        .register(new RetentionRule("short", Duration.ofDays(30), "consent"));
    aios.service(Retention.class).rule(Kept.SESSION, "short");
  }

  @ParameterizedTest
  @EnumSource(Deletion.class)
  void what_could_not_be_scrubbed_is_scrubbed_when_it_is_tried_again(Deletion deletion) {
    try (SystemWorld world = new SystemWorld();
        Full journal = new Full(SqliteJournal.open(folder.resolve("company.db"), world));
        Aios aios = open(world, journal)) {
      live(aios);
      journal.full = true;
      assertThatThrownBy(() -> deletion.of(aios)).isInstanceOf(StorageException.class);
      assertThatThrownBy(() -> deletion.of(aios))
          .as("there is nothing left to delete, and the files are not clean")
          .isInstanceOf(StorageException.class);
      journal.full = false;

      assertThat(deletion.of(aios)).isTrue();
      assertThat(journal.scrubs).isEqualTo(1);
      assertThat(journal.rows(RowQuery.table("erasure"))).isEmpty();
      assertThat(deletion.of(aios)).isTrue();
      assertThat(journal.scrubs).as("nothing is owed any more").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Deletion.class)
  void what_could_not_be_scrubbed_is_scrubbed_at_the_next_start(Deletion deletion) {
    try (SystemWorld world = new SystemWorld();
        Full journal = new Full(SqliteJournal.open(folder.resolve("company.db"), world))) {
      try (Aios aios = open(world, journal)) {
        live(aios);
        journal.full = true;
        assertThatThrownBy(() -> deletion.of(aios)).isInstanceOf(StorageException.class);
      }
      journal.full = false;

      open(world, journal).close();

      assertThat(journal.scrubs).isEqualTo(1);
      assertThat(journal.rows(RowQuery.table("erasure"))).isEmpty();
    }
  }

  @Test
  void what_was_erased_while_something_derived_from_it_was_written_is_in_no_file()
      throws IOException {
    String secret = "Smaragdvogel";
    try (SystemWorld world = new SystemWorld();
        Full journal = new Full(SqliteJournal.open(folder.resolve("company.db"), world));
        Aios aios = open(world, journal)) {
      aios.service(Recall.class).add(List.of(Company.passage("n1", "The roof is due.")));
      journal.beforeDerived =
          () -> assertThat(aios.service(Erasure.class).source("note:n1").filesClean()).isTrue();

      aios.service(DerivedStore.class)
          .put(
              new Derived(
                  "d1",
                  "digest",
                  secret.repeat(500),
                  Set.of("passage:n1"),
                  LONG_AGO,
                  "digester",
                  Taint.NONE));

      assertThat(journal.rows(RowQuery.table("derived"))).isEmpty();
      assertThat(journal.rows(RowQuery.table("derived.from"))).isEmpty();
      assertThat(journal.rows(RowQuery.table("erasure"))).isEmpty();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret))
              .as("%s in %s", secret, file)
              .isFalse();
        }
      }
    }
  }
}
