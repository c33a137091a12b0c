package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal in memory does beyond the contract that the conformance kit checks. */
class MemoryJournalTest {
  @TempDir Path folder;

  @Test
  void a_write_is_done_before_the_call_returns() {
    try (SystemWorld world = new SystemWorld();
        MemoryJournal journal = new MemoryJournal(world)) {
      assertThat(journal.write(note(1, "{}"))).isCompleted();
    }
  }

  @Test
  void a_body_changed_after_its_hash_was_asked_for_is_found_out() {
    byte[] body = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
    try (SystemWorld world = new SystemWorld();
        MemoryJournal journal = new MemoryJournal(world)) {
      journal.writeNow(note(1, "{}"));
      journal.writeNow(Write.of(new Draft("note", "a", Json.ofUtf8(body))));
      journal.writeNow(note(3, "{}"));
      assertThat(journal.verify().ok()).isTrue();
      body[5] = '9';
      Verification found = journal.verify();
      assertThat(found.firstBad()).isEqualTo(2);
      assertThat(found.problem()).contains("record 2");
    }
  }

  @Test
  void the_same_writes_at_the_same_time_have_the_same_hashes_as_on_sqlite() {
    List<Write> writes = List.of(note(1, "{}"), note(2, "\"é\""), note(3, "[1,2]"));
    Clock stopped = Clock.fixed(Clock.systemUTC().instant(), java.time.ZoneOffset.UTC);
    try (SystemWorld world = new SystemWorld(stopped);
        MemoryJournal memory = new MemoryJournal(world);
        SqliteJournal sqlite = SqliteJournal.open(folder.resolve("j.db"), world)) {
      for (Write write : writes) {
        memory.writeNow(write);
        sqlite.writeNow(write);
      }
      assertThat(memory.read(0, 10)).isEqualTo(sqlite.read(0, 10)).hasSize(3);
      assertThat(memory.verify()).isEqualTo(sqlite.verify());
    }
  }

  private static Write note(int i, String body) {
    return Write.of(new Draft("note.added", "client/" + i, Json.of(body)));
  }
}
