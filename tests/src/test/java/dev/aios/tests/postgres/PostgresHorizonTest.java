package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a reader sees while one node's group has its positions and is not committed, and another
 * node's group behind it is.
 */
@Timeout(180)
class PostgresHorizonTest {
  private final String schema = Postgres.freshSchema();
  private final List<Journal> open = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Journal slow;
  private Journal fast;

  private Journal node(Duration patience) {
    Journal node =
        PostgresJournal.open(
            Postgres.url(),
            VirtualWorld.builder().seed(open.size() + 1L).build(),
            PostgresOptions.DEFAULTS.schema(schema).patience(patience));
    open.add(node);
    return node;
  }

  @BeforeEach
  void open() {
    slow = node(Duration.ofSeconds(60));
    fast = node(Duration.ofSeconds(60));
    slow.writeNow(note("one"));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    open.forEach(Journal::close);
  }

  private static Write note(String text) {
    return Write.builder()
        .record(new Draft("note.added", "a", Json.of("\"" + text + "\"")))
        .counter(CounterChange.add(text, 1))
        .build();
  }

  private static List<String> texts(List<JournalRecord> records) {
    return records.stream().map(record -> record.body().toString()).toList();
  }

  /** Holds up whoever changes the counter, until it is closed. */
  private Connection hold(String counter) throws SQLException {
    Connection held = DriverManager.getConnection(Postgres.url());
    held.setAutoCommit(false);
    try (Statement statement = held.createStatement()) {
      statement.execute(
          "UPDATE %s.counter SET value = value WHERE name = '%s'".formatted(schema, counter));
    }
    return held;
  }

  /** A group of two records stands between the first record and the last. */
  private Future<?> between() throws Exception {
    Future<?> group =
        threads.submit(
            () ->
                slow.writeNow(
                    Write.builder()
                        .record(new Draft("note.added", "a", Json.of("\"two\"")))
                        .record(new Draft("note.added", "a", Json.of("\"three\"")))
                        .counter(CounterChange.add("one", 1))
                        .build()));
    awaitOne("wait_event_type = 'Lock' AND query LIKE '%" + schema + "%append%'");
    fast.writeNow(note("four"));
    return group;
  }

  private static void awaitOne(String condition) throws Exception {
    while (Postgres.number("SELECT count(*) FROM pg_stat_activity WHERE " + condition) == 0) {
      Thread.sleep(10);
    }
  }

  @Test
  void a_page_that_fills_up_while_it_is_waited_for_stays_within_its_limit() throws Exception {
    Future<List<JournalRecord>> page;
    Future<List<JournalRecord>> stream;
    try (Connection held = hold("one")) {
      Future<?> group = between();
      page = threads.submit(() -> fast.read(0, 2));
      stream = threads.submit(() -> fast.readStream("a", 0, 2));
      Thread.sleep(300);
      assertThat(page.isDone() || stream.isDone()).as("they wait").isFalse();
      held.rollback();
      group.get();
    }
    assertThat(texts(page.get())).containsExactly("\"one\"", "\"two\"");
    assertThat(texts(stream.get())).containsExactly("\"one\"", "\"two\"");
    assertThat(texts(fast.read(2, 100))).containsExactly("\"three\"", "\"four\"");
  }

  /** A group of many rows as well, of which one cannot be changed yet. */
  @Test
  void whoever_comes_first_has_the_lower_transaction_id_and_the_lower_positions() throws Exception {
    Write.Builder made = Write.builder().record(new Draft("rows.made", "a", Json.of("\"rows\"")));
    Write.Builder changed =
        Write.builder().record(new Draft("rows.changed", "a", Json.of("\"two\"")));
    for (int i = 0; i < 6; i++) {
      made.row(row("k" + i, RowChange.ABSENT));
      changed.row(row("k" + i, 1));
    }
    slow.writeNow(made.build());
    Future<?> group;
    try (Connection held = DriverManager.getConnection(Postgres.url())) {
      held.setAutoCommit(false);
      try (Statement statement = held.createStatement()) {
        statement.execute("UPDATE %s.row SET rank = 7 WHERE key = 'k3'".formatted(schema));
      }
      group = threads.submit(() -> slow.writeNow(changed.build()));
      awaitOne("wait_event_type = 'Lock' AND query LIKE '%" + schema + "%append%'");
      fast.writeNow(note("four"));
      held.rollback();
    }
    group.get();
    assertThat(
            Postgres.number(
                """
                SELECT count(*) FROM %1$s.record one JOIN %1$s.record other
                ON one.position < other.position AND one.tx > other.tx
                """
                    .formatted(schema)))
        .as("records whose transaction is later than one behind them")
        .isZero();
    assertThat(texts(fast.read(0, 100))).endsWith("\"two\"", "\"four\"");
  }

  private static RowChange row(String key, long version) {
    return new RowChange.Put("sample", key, version, "", 0, Json.of("{}"));
  }

  @Test
  void an_interrupted_reader_waits_like_others_and_stays_interrupted() throws Exception {
    AtomicBoolean stayed = new AtomicBoolean();
    Future<List<String>> page;
    Future<Long> head;
    try (Connection held = hold("one")) {
      Future<?> group = between();
      page =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                List<String> read = texts(fast.read(0, 100));
                stayed.set(Thread.interrupted());
                return read;
              });
      head =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                return fast.head();
              });
      Thread.sleep(1000);
      assertThat(page.isDone() || head.isDone()).as("they wait").isFalse();
      held.rollback();
      group.get();
    }
    assertThat(page.get()).containsExactly("\"one\"", "\"two\"", "\"three\"", "\"four\"");
    assertThat(stayed).isTrue();
    assertThat(head.get()).isEqualTo(4);
  }

  @Test
  void a_reader_without_patience_knows_what_is_settled_and_waits_for_nothing() throws Exception {
    Journal hasty = node(Duration.ZERO);
    assertThat(hasty.head()).isEqualTo(1);
    try (Connection held = hold("one")) {
      Future<?> group = between();
      assertThat(hasty.head()).isEqualTo(1);
      assertThatThrownBy(() -> hasty.read(0, 100))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("still open");
      held.rollback();
      group.get();
    }
    assertThat(hasty.head()).isEqualTo(4);
    assertThat(hasty.read(0, 100)).hasSize(4);
  }
}
