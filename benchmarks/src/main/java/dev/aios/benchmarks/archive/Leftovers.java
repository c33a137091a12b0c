package dev.aios.benchmarks.archive;

import dev.aios.api.effect.Effect;
import dev.aios.api.event.Subscription;
import dev.aios.api.agent.Agent;
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

  static void measure(Path folder, String suffix, ArchiveRule rule, int runs, Report report)
      throws SQLException, InterruptedException {
    Path file = folder.resolve("left" + suffix + ".db");
    try (Aios aios = Aios.builder().sqlite(file).saga(SAGA).archive(rule).open()) {
      aios.events().subscribe(Subscription.of("noting", Sold.class, (sold, context) -> {}));
      for (int done = 0; done < runs; done += AT_ONCE) {
        some(aios, done);
      }
      while (aios.events().position("noting") < aios.journal().head() - AT_ONCE) {
        Thread.sleep(50);
      }
      while (!aios.archive().now().isEmpty()) {
        Thread.sleep(10);
      }
    }
    Map<String, Long> bytes = bytes(file);
    bytes.forEach(
        (name, size) -> report.result("archive_left_" + name + suffix, (double) size / runs, "bytes/run"));
    report.result(
        "archive_left_a_run" + suffix,
        bytes.values().stream().mapToLong(Long::longValue).sum() / (double) runs,
        "bytes/run");
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
}
