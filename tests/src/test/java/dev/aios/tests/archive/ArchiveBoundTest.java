package dev.aios.tests.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.archive.ArchivedRun;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.tests.postgres.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where keys are forgotten, what is in the live journal does not depend on how many runs there ever
 * were.
 */
@Timeout(600)
@Tag("minute")
class ArchiveBoundTest {
  /** What each run emits. */
  record Sold(String what) {}

  private static final int AT_ONCE = 100;

  /** One row of file names, and what the last round left. */
  private static final int CONSTANT = 40;

  private static final Duration LONG = Duration.ofMinutes(2);

  private static final Saga<String, String> SAGA =
      Saga.named("selling", 1, String.class)
          .step(
              "price",
              Agent.<String, String>of(
                  "clerk",
                  (order, context) ->
                      context
                          .effects()
                          .perform(
                              Effect.named("price", order)
                                  .idempotent()
                                  .by((text, key) -> text + ": 10 EUR"))))
          .approve("allowed", proposal -> proposal.value().contains("7"))
          .await("paid", String.class, (String order, String paid) -> order + ", " + paid)
          .emit("tell", Sold::new)
          .build();

  private static final Subscription<Sold> SHIPPING =
      Subscription.of(
          "shipping",
          Sold.class,
          (sold, context) ->
              context
                  .effects()
                  .perform(
                      Effect.named("ship", sold.what()).idempotent().by((what, key) -> "shipped")));

  @TempDir Path dir;

  private ArchiveRule rule() {
    return ArchiveRule.to(dir.resolve("archive"))
        .closedFor(Duration.ZERO)
        .forgetKeysAfter(Duration.ZERO)
        .every(Duration.ofDays(1));
  }

  /** The rows of each table of a journal. */
  private interface Counts {
    Map<String, Integer> now() throws SQLException;
  }

  @Test
  void on_sqlite_the_live_rows_do_not_grow_with_the_number_of_runs() throws Exception {
    String url = "jdbc:sqlite:" + dir.resolve("company.db");
    requireBounded(
        Aios.builder().sqlite(dir.resolve("company.db")),
        1_500,
        () -> counts(url, "", "record", "stream", "row", "counter", "archived"));
  }

  @Test
  void on_postgresql_the_live_rows_do_not_grow_with_the_number_of_runs() throws Exception {
    String schema = Postgres.freshSchema();
    requireBounded(
        Aios.builder().postgres(Postgres.pool(), PostgresOptions.DEFAULTS.schema(schema)),
        600,
        () ->
            counts(Postgres.url(), schema + ".", "record", "stream", "row", "counter", "archived"));
  }

  private static Map<String, Integer> counts(String url, String schema, String... tables)
      throws SQLException {
    Map<String, Integer> counts = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String table : tables) {
        try (ResultSet result = statement.executeQuery("SELECT count(*) FROM " + schema + table)) {
          result.next();
          counts.put(table, result.getInt(1));
        }
      }
    }
    return counts;
  }

  private void requireBounded(AiosBuilder builder, int half, Counts counts) throws Exception {
    try (Aios aios = builder.saga(SAGA).archive(rule()).open()) {
      aios.events().subscribe(SHIPPING);
      work(aios, 0, half);
      Map<String, Integer> first = counts.now();
      work(aios, half, half);
      Map<String, Integer> second = counts.now();

      first.forEach(
          (table, rows) ->
              assertThat(second.get(table))
                  .as("rows of %s after %s runs: %s, then %s", table, half, first, second)
                  .isBetween(rows - CONSTANT, rows + CONSTANT)
                  .isLessThan(CONSTANT + 20));
      Verification found = aios.archive().verify();
      assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
      requireFound(aios, half);
    }
  }

  private static void work(Aios aios, int from, int runs) {
    for (int first = from; first < from + runs; first += AT_ONCE) {
      List<Run<String>> all = new ArrayList<>();
      for (int i = first; i < first + AT_ONCE; i++) {
        all.add(aios.start(SAGA, "order " + i, "order/" + i));
      }
      all.forEach(run -> run.signal("paid", "cash"));
      for (Run<String> run : all) {
        while (!run.status().state().isFinal()) {
          for (InboxItem item : aios.inbox().open()) {
            aios.inbox().decide(item, new Verdict.Approve(), "owner");
          }
          LockSupport.parkNanos(1_000_000);
        }
        assertThat(run.await(LONG)).endsWith("cash");
      }
      if (first % 500 == 400) {
        settle(aios);
      }
    }
    settle(aios);
  }

  private static void settle(Aios aios) {
    long last =
        aios.journal().readStream("event", 0, Integer.MAX_VALUE).stream()
            .mapToLong(record -> record.position())
            .max()
            .orElse(0);
    while (aios.events().position("shipping") < last) {
      LockSupport.parkNanos(5_000_000);
    }
    // the last move of the subscription is written a moment after
    for (int quiet = 0; quiet < 3; quiet++) {
      LockSupport.parkNanos(50_000_000);
      aios.archive().now();
    }
  }

  /** A key that was forgotten starts a new run; the old one is in its archive. */
  private static void requireFound(Aios aios, int half) {
    RunId id = new RunId("selling", "order/" + (half - 5));
    assertThat(aios.runs().find(id)).isEmpty();
    List<ArchivedRun> found = aios.archive().find(id);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).status()).isNotNull();
    assertThat(found.get(0).history())
        .extracting(one -> one.kind())
        .startsWith("run.started")
        .endsWith("run.ended");
    Run<String> again = aios.start(SAGA, "another order", id.key());
    again.signal("paid", "card");
    assertThat(again.await(LONG)).isEqualTo("another order: 10 EUR, card");
    settle(aios);
    assertThat(aios.archive().find(id)).hasSize(2);
  }
}
