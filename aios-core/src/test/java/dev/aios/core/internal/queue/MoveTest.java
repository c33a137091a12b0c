package dev.aios.core.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.queue.Place;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.RunId;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.MemoryJournal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A move sees what others do in its midst. */
class MoveTest {
  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");

  private final SystemWorld world = new SystemWorld();
  private final Journal journal = new MemoryJournal(world);
  private final Begins begins =
      new Begins() {
        @Override
        public boolean knows(String saga, int version) {
          return saga.equals("known");
        }

        @Override
        public List<Integer> versions(String saga) {
          return knows(saga, 1) ? List.of(1) : List.of();
        }

        @Override
        public void look(RunId run) {}

        @Override
        public void again(RunId failed, String key, Entry entry) {}
      };

  @BeforeEach
  void define() {
    write(QueueRow.of(WorkQueue.named("q")).put("q", RowChange.ABSENT));
  }

  @AfterEach
  void close() {
    journal.close();
    world.close();
  }

  private void write(RowChange... changes) {
    journal.writeNow(new Write(List.of(), List.of(changes), List.of()));
  }

  private void comes(String saga, String key) {
    Entry entry = Entry.of(saga, 1, Place.in("q"), NOW);
    write(Entries.put(saga + "/" + key, RowChange.ANY, Entries.COME, 0, entry));
  }

  private List<String> move(Journal seen) {
    Row row = journal.row(QueueRow.TABLE, "q").orElseThrow();
    return new Move(seen, begins, "node", row, NOW).make();
  }

  /** The journal, in which something happens after each look at a group. */
  private Journal after(String state, Runnable happens) {
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(journal, arguments);
                if (method.getName().equals("rows")
                    && ("q#" + state).equals(((RowQuery) arguments[0]).group())) {
                  happens.run();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void an_entry_that_begins_between_two_looks_still_counts() {
    comes("known", "1");
    comes("known", "2");
    move(journal);
    assertThat(move(journal)).containsExactly("known/1");
    for (String state : List.of(Entries.ADMITTED, Entries.RUNNING)) {
      Runnable begin =
          () ->
              journal
                  .row(Entries.TABLE, "known/1")
                  .filter(row -> Entries.isIn(row, Entries.ADMITTED))
                  .ifPresent(
                      row ->
                          write(
                              Entries.put(
                                  row.key(),
                                  row.version(),
                                  Entries.RUNNING,
                                  row.rank(),
                                  Entry.of(row))));
      assertThat(move(after(state, begin))).as("after a look at " + state).isEmpty();
    }
  }

  @Test
  void another_nodes_move_in_between_refuses_this_one() {
    comes("known", "1");
    comes("known", "2");
    move(journal);
    assertThatThrownBy(() -> move(after(Entries.RUNNING, () -> move(journal))))
        .isInstanceOf(WriteRejectedException.class);
    assertThat(Entries.in(journal, "q", Entries.ADMITTED, 10)).hasSize(1);
  }

  @Test
  void entries_of_sagas_that_are_not_known_here_are_passed_over() {
    for (int i = 0; i < 600; i++) {
      comes("unknown", "" + i);
    }
    comes("known", "last");
    move(journal);
    move(journal);
    assertThat(move(journal)).containsExactly("known/last");
  }

  @Test
  void the_bucket_holds_as_many_tokens_as_the_rate_and_fills_evenly() {
    QueueRow queue = QueueRow.of(WorkQueue.named("q").rate(3, Duration.ofMinutes(1)));
    assertThat(queue.tokens(NOW)).isEqualTo(3);
    QueueRow taken = queue.taking(2, NOW);
    assertThat(taken.tokens(NOW)).isEqualTo(1);
    QueueRow empty = taken.taking(1, NOW);
    assertThat(empty.tokens(NOW)).isZero();
    assertThat(empty.nextToken()).isEqualTo(NOW.plusSeconds(20));
    assertThat(empty.tokens(NOW.plusMillis(19_999))).isZero();
    assertThat(empty.tokens(NOW.plusSeconds(20))).isEqualTo(1);
    assertThat(empty.tokens(NOW.plusSeconds(3_600))).isEqualTo(3);
  }

  private QueueRow queue() {
    return QueueRow.of(journal.row(QueueRow.TABLE, "q").orElseThrow());
  }

  @Test
  void a_rate_does_not_wait_for_a_clock_that_was_ahead_and_was_set_back() {
    WorkQueue limited = WorkQueue.named("q").concurrency(10).rate(1, Duration.ofHours(1));
    QueueRow ahead = QueueRow.of(limited).taking(1, NOW.plus(Duration.ofDays(365)));
    write(ahead.put("q", RowChange.ANY));
    comes("known", "1");

    move(journal);
    move(journal);

    assertThat(queue().tokens(NOW)).isZero();
    assertThat(queue().nextToken()).isEqualTo(NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void clocks_of_nodes_that_differ_a_little_open_no_bucket() {
    WorkQueue limited = WorkQueue.named("q").concurrency(10).rate(1, Duration.ofHours(1));
    QueueRow row = QueueRow.of(limited).taking(1, NOW.plusSeconds(30));
    assertThat(row.settled(NOW)).isEqualTo(row);
  }

  @Test
  void another_rate_counts_at_once() {
    QueueRow daily = QueueRow.of(WorkQueue.named("q").rate(1, Duration.ofDays(1))).taking(1, NOW);
    QueueRow often = daily.by(WorkQueue.named("q").rate(60, Duration.ofMinutes(1)), NOW);
    assertThat(often.tokens(NOW.plusSeconds(1))).isEqualTo(1);
    assertThat(
            daily.by(WorkQueue.named("q").rate(1, Duration.ofDays(1)).concurrency(9), NOW).full())
        .isEqualTo(daily.full());
  }
}
