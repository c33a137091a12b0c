package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Json;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes that look by themselves only once in ten minutes hear of each other at once. */
@Timeout(120)
class PostgresWakeUpTest {
  private String schema = Postgres.freshSchema();

  private AiosBuilder node() {
    return Aios.builder()
        .postgres(Postgres.pool(), PostgresOptions.DEFAULTS.schema(schema))
        .poll(Duration.ofMinutes(10));
  }

  private static Saga<String, String> waiting() {
    return Saga.named("waiting", 1, String.class)
        .await("go", String.class, (String value, String word) -> value + word)
        .build();
  }

  @Test
  void a_run_of_one_node_goes_on_when_another_node_signals_it() throws Exception {
    try (Aios one = node().saga(waiting()).open();
        Aios two = node().open()) {
      Run<String> run = one.start(waiting(), "ready, ", "k");
      two.signal(run.id(), "go", "go");
      assertThat(run.await(Duration.ofSeconds(60))).isEqualTo("ready, go");
    }
  }

  @Test
  void hearing_survives_the_loss_of_the_connection() throws Exception {
    try (Aios one = node().saga(waiting()).open();
        Aios two = node().open()) {
      Run<String> run = one.start(waiting(), "ready, ", "k");
      Thread.sleep(500);
      String listeners =
          "FROM pg_stat_activity WHERE query LIKE 'LISTEN%"
              + schema
              + "%' AND pid <> pg_backend_pid()";
      assertThat(Postgres.number("SELECT count(pg_terminate_backend(pid)) " + listeners))
          .isEqualTo(2);
      Thread.sleep(3000);
      two.signal(run.id(), "go", "go");
      assertThat(run.await(Duration.ofSeconds(60))).isEqualTo("ready, go");
    }
  }

  @Test
  void nodes_hear_each_other_though_the_name_of_their_schema_is_the_longest_possible()
      throws Exception {
    schema = schema + "_" + "x".repeat(62 - schema.length());
    a_run_of_one_node_goes_on_when_another_node_signals_it();
  }

  @Test
  void a_listener_that_fails_is_told_of_the_next_write_and_not_again_and_again() throws Exception {
    AtomicInteger told = new AtomicInteger();
    PostgresOptions options = PostgresOptions.DEFAULTS.schema(schema);
    try (Journal one =
            PostgresJournal.open(Postgres.pool(), VirtualWorld.builder().seed(1).build(), options);
        Journal two =
            PostgresJournal.open(
                Postgres.pool(), VirtualWorld.builder().seed(2).build(), options)) {
      one.onForeignWrites(
          () -> {
            told.incrementAndGet();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a failure of the test's own");
          });
      for (int n = 1; n <= 3; n++) {
        while (told.get() < n) {
          Thread.sleep(10);
        }
        Thread.sleep(500);
        assertThat(told).hasValue(n);
        two.writeNow(Write.of(new Draft("note.added", "a", Json.of("1"))));
      }
    }
  }

  @Test
  void what_a_host_was_told_by_a_connection_of_its_pool_wakes_nobody_up() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Postgres.url());
    config.setMaximumPoolSize(8);
    AtomicInteger told = new AtomicInteger();
    try (HikariDataSource pool = new HikariDataSource(config)) {
      List<Connection> all = new ArrayList<>();
      for (int i = 0; i < config.getMaximumPoolSize(); i++) {
        all.add(pool.getConnection());
      }
      for (String sql : List.of("LISTEN news", "NOTIFY news, 'of the host'", "UNLISTEN *")) {
        for (Connection each : all) {
          try (Statement statement = each.createStatement()) {
            statement.execute(sql);
          }
        }
      }
      for (Connection each : all) {
        each.close();
      }
      try (Journal journal =
          PostgresJournal.open(
              pool,
              VirtualWorld.builder().seed(1).build(),
              PostgresOptions.DEFAULTS.schema(schema))) {
        journal.onForeignWrites(told::incrementAndGet);
        while (told.get() == 0) {
          Thread.sleep(10);
        }
        Thread.sleep(500);
        assertThat(told).hasValue(1);
      }
    }
  }
}
