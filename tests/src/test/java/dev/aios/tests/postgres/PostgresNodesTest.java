package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several nodes on one schema: what each may rely on while the others write. */
@Timeout(180)
class PostgresNodesTest {
  private final String schema = Postgres.freshSchema();
  private final List<Journal> open = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Journal node() {
    Journal node =
        PostgresJournal.open(
            Postgres.url(),
            VirtualWorld.builder().seed(open.size() + 1L).build(),
            PostgresOptions.DEFAULTS.schema(schema).readers(2));
    open.add(node);
    return node;
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    open.forEach(Journal::close);
  }

  private static Draft draft(String stream, String text) {
    return new Draft("note.added", stream, Json.of("\"" + text + "\""));
  }

  private static RowChange put(String key, long expected) {
    return new RowChange.Put("task", key, expected, "OPEN", 0, Json.of("1"));
  }

  private <T> List<T> together(List<Callable<T>> all) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> each : threads.invokeAll(all)) {
      results.add(each.get());
    }
    return results;
  }

  @Test
  void a_reader_that_follows_three_writing_nodes_misses_no_record() throws Exception {
    List<Journal> nodes = List.of(node(), node(), node());
    Journal reader = node();
    AtomicBoolean writing = new AtomicBoolean(true);
    Future<List<Long>> all = threads.submit(() -> follow(reader, null, writing));
    Future<List<Long>> shared = threads.submit(() -> follow(reader, "shared", writing));
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int w = 0; w < 6; w++) {
      int writer = w;
      Journal node = nodes.get(w % 3);
      writers.add(() -> contend(node, writer));
    }
    int rejected = together(writers).stream().mapToInt(Integer::intValue).sum();
    writing.set(false);

    List<Long> positions =
        reader.read(0, Integer.MAX_VALUE).stream().map(JournalRecord::position).toList();
    assertThat(positions).hasSize(6 * 150 * 2);
    assertThat(all.get()).isEqualTo(positions);
    assertThat(shared.get()).hasSize(6 * 150).isSorted();
    assertThat(rejected).as("races were lost, or this proves little").isPositive();
    assertThat(reader.verify().problem()).isNull();
    assertThat(reader.verify().records()).isEqualTo(positions.size());
  }

  /** Reads on from where it stands until all is written, then once more. */
  private static List<Long> follow(Journal reader, String stream, AtomicBoolean writing) {
    List<Long> seen = new ArrayList<>();
    boolean last;
    do {
      last = !writing.get();
      List<JournalRecord> page;
      do {
        long after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
        page = stream == null ? reader.read(after, 50) : reader.readStream(stream, after, 50);
        page.forEach(record -> seen.add(record.position()));
      } while (!page.isEmpty());
    } while (!last);
    return seen;
  }

  /** Writes that change one of a few rows which all want; returns how often another was first. */
  private static int contend(Journal node, int writer) {
    int rejected = 0;
    for (int done = 0; done < 150; ) {
      String key = "hot" + done % 3;
      long version = node.row("task", key).map(Row::version).orElse(RowChange.ABSENT);
      try {
        node.writeNow(
            Write.builder()
                .record(draft("own/" + writer, "n" + done))
                .record(draft("shared", "n" + done))
                .row(put(key, version))
                .build());
        done++;
      } catch (WriteRejectedException e) {
        rejected++;
      }
    }
    return rejected;
  }

  @Test
  void of_nodes_that_change_one_row_each_version_goes_to_exactly_one() throws Exception {
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int writer = w;
      Journal node = node();
      writers.add(() -> contend(node, writer));
    }
    together(writers);
    long changes = 0;
    for (int i = 0; i < 3; i++) {
      changes += open.get(0).row("task", "hot" + i).orElseThrow().version();
    }
    assertThat(changes).isEqualTo(4 * 150);
  }

  @Test
  void rows_changed_in_opposite_orders_by_two_nodes_all_get_changed() throws Exception {
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      boolean forward = w == 0;
      Journal node = node();
      writers.add(
          () -> {
            for (int round = 0; round < 60; round++) {
              List<CompletableFuture<?>> burst = new ArrayList<>();
              for (int i = 0; i < 20; i++) {
                String key = "k" + (forward ? i : 19 - i);
                burst.add(node.write(Write.builder().row(put(key, RowChange.ANY)).build()));
              }
              burst.forEach(CompletableFuture::join);
            }
            return 0;
          });
    }
    together(writers);
    for (int i = 0; i < 20; i++) {
      assertThat(open.get(0).row("task", "k" + i).orElseThrow().version()).isEqualTo(120);
    }
  }

  @Test
  void reservations_of_several_nodes_never_pass_the_cap() throws Exception {
    AtomicInteger granted = new AtomicInteger();
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int w = 0; w < 6; w++) {
      Journal node = w < 3 ? node() : open.get(w - 3);
      writers.add(
          () -> {
            for (int i = 0; i < 80; i++) {
              try {
                node.writeNow(Write.builder().counter(new CounterChange("b", 3, 700)).build());
                granted.incrementAndGet();
              } catch (WriteRejectedException e) {
                assertThat(node.counter("b")).isGreaterThan(697);
              }
            }
            return 0;
          });
    }
    together(writers);
    assertThat(granted).hasValue(233);
    assertThat(open.get(0).counter("b")).isEqualTo(699);
  }

  @Test
  void each_node_has_a_chain_of_its_own_and_a_new_one_goes_on_with_that_of_one_that_closed()
      throws Exception {
    Journal one = node();
    Journal two = node();
    one.writeNow(Write.of(draft("a", "one")));
    two.writeNow(Write.of(draft("a", "two")));
    assertThat(chains()).isEqualTo(2);
    one.close();
    Journal three = node();
    three.writeNow(Write.of(draft("a", "three")));
    assertThat(chains()).isEqualTo(2);
    assertThat(three.verify().ok()).isTrue();
    assertThat(three.verify().records()).isEqualTo(3);
  }

  private int chains() throws Exception {
    return Postgres.number("SELECT count(*) FROM " + schema + ".chain");
  }

  @Test
  void records_that_were_changed_cut_off_or_removed_are_found_in_each_chain() throws Exception {
    Journal one = node();
    Journal two = node();
    for (int i = 0; i < 3; i++) {
      one.writeNow(Write.of(draft("a", "one" + i)));
      two.writeNow(Write.of(draft("a", "two" + i)));
    }
    assertThat(one.verify().ok()).isTrue();
    String record = schema + ".record";
    Postgres.execute("CREATE TABLE " + schema + ".saved AS SELECT * FROM " + record);
    for (String damage :
        List.of(
            "UPDATE %s SET body = '\"x\"' WHERE position = 4",
            "UPDATE %s SET time = time - 1 WHERE position = 4",
            "UPDATE %s SET position = 100 WHERE position = 2",
            "DELETE FROM %s WHERE position = 3",
            "DELETE FROM %s WHERE position = 6",
            "DELETE FROM %s WHERE chain = 2")) {
      Postgres.execute(damage.formatted(record));
      assertThat(one.verify().ok()).as(damage).isFalse();
      Postgres.execute("DELETE FROM " + record);
      Postgres.execute("INSERT INTO " + record + " SELECT * FROM " + schema + ".saved");
      assertThat(one.verify().problem()).as("restored").isNull();
    }
    Postgres.execute("DELETE FROM " + schema + ".chain WHERE id = 2");
    assertThat(one.verify().ok()).isFalse();
  }

  @Test
  void a_write_that_the_database_cannot_hold_does_not_harm_those_beside_it() {
    Journal node = node();
    // Random text, so that compression does not make it fit into an index page.
    StringBuilder key = new StringBuilder();
    var random = new java.util.SplittableRandom(7);
    while (key.length() < 4000) {
      key.append((char) random.nextInt('a', 'z' + 1));
    }
    List<CompletableFuture<?>> good = new ArrayList<>();
    CompletableFuture<?> bad = null;
    for (int i = 0; i < 20; i++) {
      good.add(node.write(Write.of(draft("a", "n" + i), put("k" + i, RowChange.ABSENT))));
      if (i == 10) {
        bad = node.write(Write.of(draft("a", "bad"), put(key.toString(), RowChange.ABSENT)));
      }
    }
    assertThatThrownBy(bad::join)
        .hasCauseInstanceOf(dev.aios.api.StorageException.class)
        .hasMessageContaining("index");
    good.forEach(CompletableFuture::join);
    assertThat(node.readStream("a", 0, 100)).hasSize(20);
    assertThat(node.verify().ok()).isTrue();
  }
}
