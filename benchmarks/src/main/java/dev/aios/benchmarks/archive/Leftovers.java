package dev.aios.benchmarks.archive;

import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.benchmarks.Report;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveRule;
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

/**
 * Runs that each perform an effect, wait for an approval and a signal, and emit an event: what of
 * them is still in the journal once all is archived, by table and index.
 */
final class Leftovers {
  /** What each run emits. */
  record Sold(String what) {}

  private static final int AT_ONCE = 200;
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final Saga<String, String> SAGA =
      Saga.named("selling", 1, String.class)
          .step(
              "look-up",
              Agent.<String, String>of(
                  "clerk",
                  (order, context) ->
                      context
                          .effects()
                          .perform(
                              Effect.named("price", order)
                                  .idempotent()
                                  .by((text, key) -> text + ": 10 EUR"))))
          .approve("allowed")
          .await("paid", String.class, (String order, String paid) -> order + ", " + paid)
          .emit("tell", Sold::new)
          .build();

  private Leftovers() {}

  static void measure(Path folder, boolean forgets, int runs, Report report)
      throws SQLException, InterruptedException {
    String suffix = forgets ? "_forgetting" : "";
    Path file = folder.resolve("left" + suffix + ".db");
    ArchiveRule keeping =
        ArchiveRule.to(folder.resolve("left" + suffix))
            .closedFor(Duration.ZERO)
            .every(Duration.ofDays(1));
    ArchiveRule rule = forgets ? keeping.forgetKeysAfter(Duration.ZERO) : keeping;
    try (Aios aios = Aios.builder().sqlite(file).saga(SAGA).archive(rule).open()) {
      aios.events().subscribe(Subscription.of("noting", Sold.class, (sold, context) -> {}));
      for (int done = 0; done < runs; done += AT_ONCE) {
        some(aios, done);
      }
      while (aios.events().position("noting") < aios.journal().head() - AT_ONCE) {
        Thread.sleep(50);
      }
      // the last move of the subscription is written a moment after
      for (int quiet = 0; quiet < 3; quiet++) {
        Thread.sleep(300);
        aios.archive().now();
      }
    }
    Map<String, Long> bytes = bytes(file);
    bytes.forEach(
        (name, size) ->
            report.result("archive_left_" + name + suffix, (double) size / runs, "bytes/run"));
    report.result(
        "archive_left_a_run" + suffix,
        bytes.values().stream().mapToLong(Long::longValue).sum() / (double) runs,
        "bytes/run");
    texts(file)
        .forEach(
            (name, size) ->
                report.result("archive_left_" + name + suffix, (double) size / runs, "bytes/run"));
  }

  private static void some(Aios aios, int first) {
    List<Run<String>> all = new ArrayList<>();
    for (int i = first; i < first + AT_ONCE; i++) {
      all.add(aios.start(SAGA, "order " + i, "order/2026/" + i));
    }
    all.forEach(run -> run.signal("paid", "cash"));
    for (int left = AT_ONCE; left > 0; ) {
      for (InboxItem item : aios.inbox().open()) {
        aios.inbox().decide(item, new Verdict.Approve(), "owner");
        left--;
      }
    }
    all.forEach(run -> run.await(LONG));
  }

  /** The bytes of all that is stored, by table and index; pages that are free do not count. */
  private static Map<String, Long> bytes(Path file) throws SQLException {
    Map<String, Long> bytes = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                """
                SELECT name, sum(payload) + sum(ncell) * 6 FROM dbstat
                WHERE name NOT LIKE 'sqlite_schema' GROUP BY name
                """)) {
      while (found.next()) {
        bytes.put(found.getString(1), found.getLong(2));
      }
    }
    return bytes;
  }

  /** The bytes of the texts in rows, by projection, and in records, by kind. */
  private static Map<String, Long> texts(Path file) throws SQLException {
    Map<String, Long> bytes = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                """
                SELECT 'row_' || tab, sum(length(tab) + length(key) + length(grp) + length(body))
                FROM row GROUP BY tab UNION ALL
                SELECT 'record_' || kind, sum(length(kind) + length(body) + 32)
                FROM record GROUP BY kind
                """)) {
      while (found.next()) {
        bytes.put(found.getString(1), found.getLong(2));
      }
    }
    return bytes;
  }
}
