package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import dev.aios.tests.postgres.Wire.Break;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a node treats its connections when nothing is wrong with them, and when much is. */
@Timeout(180)
class PostgresConnectionsTest {
  private final String schema = Postgres.freshSchema();
  private final PostgresOptions options =
      PostgresOptions.DEFAULTS.schema(schema).patience(Duration.ofSeconds(20));
  private final Wire wire = new Wire(Postgres.url());

  private Journal node() {
    return PostgresJournal.open(wire.source(), VirtualWorld.builder().seed(1).build(), options);
  }

  private static Draft note(String text) {
    return new Draft("note.added", "a", Json.of("\"" + text + "\""));
  }

  private static RowChange tooLongForAnIndex() {
    StringBuilder key = new StringBuilder();
    // Random text: compression does not make it fit.
    SplittableRandom random = new SplittableRandom(7);
    while (key.length() < 4000) {
      key.append((char) random.nextInt('a', 'z' + 1));
    }
    return new RowChange.Put("t", key.toString(), RowChange.ANY, "", 0, Json.of("1"));
  }

  @Test
  void a_write_that_the_database_refuses_does_not_cost_the_connection() {
    try (Journal node = node()) {
      node.writeNow(Write.of(note("one")));
      wire.asked.clear();
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> node.writeNow(Write.of(note("bad"), tooLongForAnIndex())))
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("index");
      }
      node.writeNow(Write.of(note("two")));
      assertThat(wire.asked)
          .as("no chain is taken anew")
          .noneMatch(call -> call.contains("SET writer"));
      assertThat(node.readStream("a", 0, 9)).hasSize(2);
      assertThat(node.verify().problem()).isNull();
    }
  }

  @Test
  void an_interrupted_writer_waits_for_the_database_like_others_and_stays_interrupted() {
    try (Journal node = node()) {
      wire.breaks.add(Break.AFTER_GROUP);
      wire.meanwhile =
          () -> {
            long back = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            wire.up = () -> System.nanoTime() - back > 0;
          };
      Thread.currentThread().interrupt();
      node.writeNow(Write.of(note("kept")));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(wire.breaks).isEmpty();
      assertThat(node.readStream("a", 0, 9)).hasSize(1);
    }
  }

  @Test
  void a_reader_asks_the_database_nothing_but_what_it_is_asked() {
    try (Journal node = node()) {
      node.writeNow(Write.of(note("one")));
      wire.asked.clear();
      node.counter("c");
      assertThat(wire.asked)
          .filteredOn(call -> !List.of("getAutoCommit", "close").contains(call))
          // The node may be telling others just now of what it wrote.
          .filteredOn(call -> !call.contains("pg_notify"))
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith("prepareStatement SELECT value");
    }
  }

  @Test
  void a_connection_that_cannot_be_prepared_is_given_back() {
    AtomicInteger given = new AtomicInteger();
    AtomicInteger back = new AtomicInteger();
    Connection broken =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    back.incrementAndGet();
                    return null;
                  }
                  throw new SQLException("broken", "08006");
                });
    DataSource source =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> {
                  given.incrementAndGet();
                  return broken;
                });
    assertThatThrownBy(
            () -> PostgresJournal.open(source, VirtualWorld.builder().build(), options).close())
        .isInstanceOf(StorageException.class);
    assertThat(given.get()).isPositive().isEqualTo(back.get());
  }
}
