package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Both journals, given the same bursts of writes, accept and reject the same ones and hold the same
 * in the end. On SQLite a burst shares commits, so that conditions are decided between writes of
 * one group; in memory each is decided by itself.
 */
class JournalsAgreeTest {
  private Path folder;
  private int tries;

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("journals-agree");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void both_journals_decide_alike(@ForAll("bursts") List<List<Write>> bursts) {
    SetWorld world = new SetWorld();
    Path file = folder.resolve("try-" + tries++ + ".db");
    SqliteJournal sqlite = SqliteJournal.open(file, world);
    try (MemoryJournal memory = new MemoryJournal(world)) {
      for (List<Write> burst : bursts) {
        world.set(world.instant().plusMillis(7));
        List<CompletableFuture<Commit>> commits = new ArrayList<>();
        for (Write write : burst) {
          commits.add(sqlite.write(write));
        }
        for (int i = 0; i < burst.size(); i++) {
          assertThat(outcome(commits.get(i)))
              .as("write %s", burst.get(i))
              .isEqualTo(outcome(memory.write(burst.get(i))));
        }
        if (burst.size() % 3 == 0) {
          sqlite.close();
          sqlite = SqliteJournal.open(file, world);
        }
      }
      requireSame(sqlite, memory);
    } finally {
      sqlite.close();
    }
  }

  private static Object outcome(CompletableFuture<Commit> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      WriteRejectedException rejected = (WriteRejectedException) e.getCause();
      return rejected.reason() + " " + rejected.subject() + " " + rejected.getMessage();
    }
  }

  private static void requireSame(Journal one, Journal other) {
    assertThat(one.read(0, 10_000)).isEqualTo(other.read(0, 10_000));
    assertThat(one.verify()).isEqualTo(other.verify());
    for (String table : List.of("t", "u")) {
      assertThat(one.rows(RowQuery.table(table))).isEqualTo(other.rows(RowQuery.table(table)));
      for (String group : List.of("", "A", "B")) {
        RowQuery query = RowQuery.group(table, group).upTo(1).limit(3);
        assertThat(one.rows(query)).isEqualTo(other.rows(query));
      }
    }
    for (String name : List.of("c", "d")) {
      assertThat(one.counter(name)).isEqualTo(other.counter(name));
      assertThat(one.readStream(name, 2, 5)).isEqualTo(other.readStream(name, 2, 5));
    }
  }

  @Provide
  Arbitrary<List<List<Write>>> bursts() {
    return writes().list().ofMinSize(1).ofMaxSize(12).list().ofMinSize(1).ofMaxSize(8);
  }

  private Arbitrary<Write> writes() {
    Arbitrary<Draft> records =
        Combinators.combine(
                Arbitraries.of("c", "d", "run/1"), Arbitraries.integers().between(0, 999))
            .as((stream, n) -> new Draft("n", stream, Json.of("{\"n\":" + n + "}")));
    Arbitrary<List<RowChange>> rows =
        changes().list().ofMaxSize(3).uniqueElements(change -> change.table() + change.key());
    Arbitrary<CounterChange> counters =
        Combinators.combine(
                Arbitraries.of("c", "d"),
                Arbitraries.longs().between(-5, 9),
                Arbitraries.longs().between(0, 30))
            .as(CounterChange::new);
    return Combinators.combine(records.list().ofMaxSize(3), rows, counters.list().ofMaxSize(2))
        .as(Write::new)
        .filter(
            write ->
                !(write.records().isEmpty()
                    && write.rows().isEmpty()
                    && write.counters().isEmpty()));
  }

  private static Arbitrary<RowChange> changes() {
    Arbitrary<String> tables = Arbitraries.of("t", "u");
    Arbitrary<String> keys = Arbitraries.of("1", "2", "3");
    // Few versions, so that about half of the conditions hold.
    Arbitrary<Long> versions = Arbitraries.longs().between(-1, 3);
    Arbitrary<RowChange> puts =
        Combinators.combine(
                tables,
                keys,
                versions,
                Arbitraries.of("", "A", "B"),
                Arbitraries.longs().between(-1, 3))
            .as(
                (table, key, version, group, rank) ->
                    new RowChange.Put(table, key, version, group, rank, Json.of("" + rank)));
    Arbitrary<RowChange> deletes =
        Combinators.combine(tables, keys, versions.filter(version -> version != 0))
            .as(RowChange.Delete::new);
    return Arbitraries.frequencyOf(Tuple.of(4, puts), Tuple.of(1, deletes));
  }
}
