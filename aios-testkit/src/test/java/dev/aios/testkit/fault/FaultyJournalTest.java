package dev.aios.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FaultyJournalTest {
  private final VirtualWorld world = VirtualWorld.create();
  private final Journal underneath = new MemoryJournal(world);
  private final FaultyJournal journal = FaultyJournal.over(underneath);

  private static Write write(String kind) {
    return Write.of(new Draft(kind, "stream", Json.of("{}")));
  }

  private List<String> kinds() {
    return underneath.read(0, 100).stream().map(JournalRecord::kind).toList();
  }

  @Test
  void without_faults_it_is_the_journal_underneath() {
    Write both =
        Write.of(
            new Draft("a", "stream", Json.of("1")),
            new RowChange.Put("table", "key", RowChange.ABSENT, "group", 1, Json.of("2")));

    assertThat(journal.writeNow(both)).isEqualTo(new Commit(1, 1));

    assertThat(journal.head()).isEqualTo(1);
    assertThat(journal.read(0, 10)).isEqualTo(underneath.read(0, 10)).hasSize(1);
    assertThat(journal.readStream("stream", 0, 10)).hasSize(1);
    assertThat(journal.row("table", "key")).isPresent();
    assertThat(journal.rows(RowQuery.table("table"))).hasSize(1);
    assertThat(journal.counter("none")).isZero();
    assertThat(journal.verify().ok()).isTrue();
    assertThat(journal.fired()).isEmpty();
  }

  @Test
  void a_rejected_write_is_told_as_the_journal_tells_it() {
    Write twice =
        Write.builder().row(new RowChange.Put("table", "key", 5, "group", 1, Json.of("2"))).build();
    AtomicReference<Throwable> told = new AtomicReference<>();

    var unused = journal.write(twice).whenComplete((commit, failure) -> told.set(failure));

    assertThat(told.get()).isInstanceOf(WriteRejectedException.class);
    assertThatThrownBy(() -> journal.writeNow(twice)).isInstanceOf(WriteRejectedException.class);
  }

  @Test
  void a_write_that_fails_is_not_applied_and_the_next_is() {
    journal.onRecord("b").nth(1).fail();

    journal.writeNow(write("a"));
    assertThatThrownBy(() -> journal.writeNow(write("b")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("nothing applied");
    journal.writeNow(write("b"));

    assertThat(kinds()).containsExactly("a", "b");
    assertThat(journal.fired()).isEqualTo(Map.of(FaultKind.FAIL_BEFORE, 1));
  }

  @Test
  void a_lost_acknowledgement_is_of_a_write_that_was_applied() {
    journal.onWrite().nth(2).loseAcknowledgement();

    journal.writeNow(write("a"));
    assertThatThrownBy(() -> journal.writeNow(write("b"))).isInstanceOf(StorageException.class);
    journal.writeNow(write("c"));

    assertThat(kinds()).containsExactly("a", "b", "c");
    assertThat(journal.fired(FaultKind.LOSE_OUTCOME)).isEqualTo(1);
  }

  @Test
  void a_crash_before_a_write_ends_everything() {
    journal.onWrite("big writes", write -> write.records().size() > 1).nth(1).crashBefore();
    Write big = Write.builder().all(write("b")).all(write("c")).build();

    journal.writeNow(write("a"));
    assertThatThrownBy(() -> journal.writeNow(big)).isInstanceOf(StorageException.class);

    assertThat(kinds()).containsExactly("a");
    assertEverythingFails(journal);
    assertThat(kinds()).containsExactly("a");
  }

  @Test
  void a_crash_after_a_write_leaves_it_applied_and_untold() {
    journal.onWrite().nth(2).crashAfter();

    journal.writeNow(write("a"));
    assertThatThrownBy(() -> journal.writeNow(write("b")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("dead");

    assertThat(kinds()).containsExactly("a", "b");
    assertEverythingFails(journal);
    assertThat(kinds()).containsExactly("a", "b");
  }

  private static void assertEverythingFails(Journal dead) {
    List<Runnable> calls =
        List.of(
            () -> dead.writeNow(write("late")),
            () -> dead.read(0, 1),
            () -> dead.readStream("stream", 0, 1),
            dead::head,
            () -> dead.row("table", "key"),
            () -> dead.rows(RowQuery.table("table")),
            () -> dead.counter("counter"),
            dead::verify);
    for (Runnable call : calls) {
      assertThatThrownBy(call::run).isInstanceOf(StorageException.class);
    }
  }

  @Test
  void the_next_process_finds_what_was_applied_and_the_dead_one_stays_dead() {
    journal.onWrite().nth(1).crashAfter();
    SimulatedProcess second = new SimulatedProcess();
    assertThatThrownBy(() -> journal.writeNow(write("a"))).isInstanceOf(StorageException.class);

    FaultyJournal next = journal.in(second);
    next.writeNow(write("b"));

    assertThat(next.read(0, 10)).hasSize(2);
    assertEverythingFails(journal);
    assertThat(next.fired(FaultKind.CRASH_AFTER)).isEqualTo(1);
  }

  @Test
  void a_crash_at_the_door_takes_the_journal_with_it() {
    SimulatedProcess process = new SimulatedProcess();
    FaultyJournal ofProcess = journal.in(process);

    process.kill();

    assertEverythingFails(ofProcess);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void closing_lets_go_of_the_journal_and_leaves_it_open() {
    journal.close();

    assertEverythingFails(journal);
    underneath.writeNow(write("a"));
    assertThat(kinds()).containsExactly("a");
  }

  @Test
  void random_faults_come_from_the_seed_and_lose_nothing_that_was_acknowledged() {
    FaultyJournal random = journal.seeded(3);
    random.onWrite().randomly(0.3).fail();
    random.onWrite().randomly(0.3).loseAcknowledgement();
    List<String> acknowledged = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      try {
        random.writeNow(write("w" + i));
        acknowledged.add("w" + i);
      } catch (StorageException e) {
        // may or may not have been applied
      }
    }

    random.requireFired();
    assertThat(acknowledged).hasSizeBetween(10, 40);
    assertThat(kinds()).containsAll(acknowledged).hasSizeGreaterThan(acknowledged.size());
    assertThat(kinds()).hasSizeLessThan(50);
  }

  @Test
  void faults_that_never_fired_are_named() {
    journal.onRecord("never").nth(1).crashBefore();
    journal.writeNow(write("a"));

    assertThatThrownBy(journal::requireFired)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("writes of a record never: seen 0 times");
  }

  @Test
  void it_works_over_a_journal_that_commits_on_threads_of_its_own(@TempDir Path folder)
      throws Exception {
    try (SqliteJournal sqlite = SqliteJournal.open(folder.resolve("a.db"), world)) {
      FaultyJournal over = FaultyJournal.over(sqlite);
      over.onRecord("b").nth(1).crashAfter();

      over.write(write("a")).get(30, TimeUnit.SECONDS);
      CompletableFuture<Commit> lost = over.write(write("b"));
      CompletableFuture<Commit> late = over.write(write("c"));

      assertThatThrownBy(() -> lost.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(StorageException.class);
      assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(StorageException.class);
      assertThat(sqlite.read(0, 10)).extracting(JournalRecord::kind).containsExactly("a", "b");
    }
  }
}
