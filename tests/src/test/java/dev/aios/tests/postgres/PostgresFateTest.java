package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import dev.aios.tests.postgres.Wire.Break;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node finds out about a group whose connection broke, if more goes wrong meanwhile. */
@Timeout(180)
class PostgresFateTest {
  private final PostgresOptions options =
      PostgresOptions.DEFAULTS.schema(Postgres.freshSchema()).patience(Duration.ofSeconds(20));
  private final Wire wire = new Wire(Postgres.url());

  private Journal node() {
    return PostgresJournal.open(wire.source(), VirtualWorld.builder().seed(1).build(), options);
  }

  private void anotherNodeWrites() {
    try (Journal other =
        PostgresJournal.open(Postgres.url(), VirtualWorld.builder().seed(2).build(), options)) {
      other.writeNow(note("other"));
    }
  }

  private static Write note(String text) {
    return Write.of(new Draft("note.added", "a", Json.of("\"" + text + "\"")));
  }

  private static List<String> notes(Journal journal) {
    return journal.read(0, 100).stream().map(record -> record.body().toString()).toList();
  }

  @Test
  void a_lost_write_is_not_taken_for_durable_because_another_node_wrote_to_its_chain() {
    try (Journal node = node()) {
      wire.meanwhile = this::anotherNodeWrites;
      wire.breaks.addAll(List.of(Break.BEFORE_GROUP, Break.AFTER_CLAIM));
      assertThatThrownBy(() -> node.writeNow(note("lost")))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("not known");
      assertThat(wire.breaks).isEmpty();
      node.writeNow(note("next"));
      assertThat(notes(node)).containsExactly("\"other\"", "\"next\"");
      assertThat(node.verify().problem()).isNull();
    }
  }

  @Test
  void a_durable_write_is_reported_though_the_connection_that_asks_breaks_as_well() {
    try (Journal node = node()) {
      wire.breaks.addAll(List.of(Break.AFTER_GROUP, Break.AFTER_CLAIM, Break.AFTER_CLAIM));
      assertThat(node.writeNow(note("kept")).firstPosition()).isEqualTo(1);
      assertThat(wire.breaks).isEmpty();
      assertThat(notes(node)).containsExactly("\"kept\"");
    }
  }

  @Test
  void a_write_that_did_not_arrive_is_written_once_though_more_connections_break() {
    try (Journal node = node()) {
      wire.breaks.addAll(List.of(Break.BEFORE_GROUP, Break.AFTER_CLAIM, Break.AFTER_GROUP));
      node.writeNow(note("kept"));
      assertThat(wire.breaks).isEmpty();
      assertThat(notes(node)).containsExactly("\"kept\"");
      assertThat(node.verify().problem()).isNull();
    }
  }
}
