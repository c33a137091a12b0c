package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the journal promises about records, their order, times and hashes. */
interface JournalRecordTests extends JournalStore {
  @Test
  default void an_empty_journal_ends_at_0_and_verifies() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      assertThat(journal.head()).isZero();
      assertThat(journal.read(0, 10)).isEmpty();
      assertThat(journal.verify().ok()).isTrue();
      assertThat(journal.verify().records()).isZero();
      assertThat(journal.verify().headHash()).isEqualTo("0".repeat(64));
    }
  }

  @Test
  default void records_get_consecutive_positions_from_1() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      assertThat(journal.writeNow(Sample.note("a", "one"))).isEqualTo(new Commit(1, 1));
      Write three =
          Write.builder()
              .record(Sample.draft("a", "two"))
              .record(Sample.draft("b", "three"))
              .record(Sample.draft("a", "four"))
              .build();
      assertThat(journal.writeNow(three)).isEqualTo(new Commit(2, 4));
      assertThat(journal.head()).isEqualTo(4);
      assertThat(journal.read(0, 10))
          .extracting(JournalRecord::position)
          .containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Test
  default void a_record_is_read_back_as_it_was_written() throws Exception {
    Draft draft =
        new Draft("mail.received", "client/Zoë & Søn 🚀", Json.of("{\"n\": 1.50,\n\"s\":\"é🚀\"}"));
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Write.of(draft));
      JournalRecord record = journal.read(0, 1).get(0);
      assertThat(record.kind()).isEqualTo(draft.kind());
      assertThat(record.stream()).isEqualTo(draft.stream());
      assertThat(record.body()).isEqualTo(draft.body());
      assertThat(record.time()).isEqualTo(SetWorld.START);
      assertThat(journal.readStream(draft.stream(), 0, 10)).containsExactly(record);
    }
  }

  @Test
  default void a_body_of_a_megabyte_is_kept_whole() throws Exception {
    Json body = Sample.json("x".repeat(1 << 20));
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Write.of(new Draft("file.read", "file/1", body)));
      assertThat(journal.read(0, 1).get(0).body()).isEqualTo(body);
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  default void reading_in_pages_finds_every_record_once() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      for (int i = 1; i <= 25; i++) {
        journal.writeNow(Sample.note("s" + i % 3, "n" + i));
      }
      List<JournalRecord> paged = new ArrayList<>();
      List<JournalRecord> page = journal.read(0, 7);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(7);
        paged.addAll(page);
        page = journal.read(page.get(page.size() - 1).position(), 7);
      }
      assertThat(paged).isEqualTo(journal.read(0, Integer.MAX_VALUE)).hasSize(25);
    }
  }

  @Test
  default void hashes_are_read_without_the_records_and_in_the_same_pages() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      assertThat(journal.hashes(0, 10).size()).isZero();
      for (int i = 1; i <= 25; i++) {
        journal.writeNow(Sample.note("s" + i % 3, "n" + i));
      }
      for (long after : new long[] {-5, 0, 3, 20, 25, Long.MAX_VALUE}) {
        List<JournalRecord> records = journal.read(after, 7);
        RecordHashes hashes = journal.hashes(after, 7);
        assertThat(hashes.size()).isEqualTo(records.size());
        for (int i = 0; i < hashes.size(); i++) {
          assertThat(hashes.position(i)).isEqualTo(records.get(i).position());
          assertThat(HexFormat.of().formatHex(hashes.hash(i))).isEqualTo(records.get(i).hash());
        }
      }
    }
  }

  @Test
  default void a_record_is_read_as_its_hash_covers_it() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      for (int i = 1; i <= 4; i++) {
        journal.writeNow(Sample.note("client/Zoë", "n" + i));
      }
      List<JournalRecord> records = journal.read(0, 10);
      for (JournalRecord record : records) {
        HashedRecord hashed = journal.hashed(record.position()).orElseThrow();
        assertThat(hashed.hash()).isEqualTo(record.hash());
        assertThat(hashed.time()).isEqualTo(record.time());
        assertThat(hashed.kind()).isEqualTo(record.kind());
        assertThat(hashed.stream()).isEqualTo(record.stream());
        assertThat(hashed.body()).isEqualTo(record.body());
        assertThat(HashedRecord.ofBytes(hashed.bytes())).isEqualTo(hashed);
      }
      assertThat(journal.hashed(0)).isEmpty();
      assertThat(journal.hashed(-1)).isEmpty();
      assertThat(journal.hashed(records.get(3).position() + 1)).isEmpty();
    }
  }

  @Test
  default void a_stream_holds_its_own_records_in_order() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      for (int i = 1; i <= 9; i++) {
        journal.writeNow(Sample.note("s" + i % 3, "n" + i));
      }
      assertThat(journal.readStream("s1", 0, 10))
          .extracting(JournalRecord::position)
          .containsExactly(1L, 4L, 7L);
      assertThat(journal.readStream("s1", 0, 2))
          .extracting(JournalRecord::position)
          .containsExactly(1L, 4L);
      assertThat(journal.readStream("s1", 1, 10))
          .extracting(JournalRecord::position)
          .containsExactly(4L, 7L);
      assertThat(journal.readStream("s1", 5, 10))
          .extracting(JournalRecord::position)
          .containsExactly(7L);
      assertThat(journal.readStream("s1", 7, 10)).isEmpty();
      assertThat(journal.readStream("s", 0, 10)).isEmpty();
    }
  }

  @Test
  default void reading_past_the_end_or_before_the_beginning_is_no_error() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Sample.note("a", "one"));
      assertThat(journal.read(1, 10)).isEmpty();
      assertThat(journal.read(Long.MAX_VALUE, 10)).isEmpty();
      assertThat(journal.read(-5, 10)).hasSize(1);
      assertThat(journal.readStream("a", Long.MAX_VALUE, 10)).isEmpty();
      assertThat(journal.readStream("a", -5, 10)).hasSize(1);
    }
  }

  @Test
  default void times_never_go_backwards_even_if_the_clock_does() throws Exception {
    SetWorld world = new SetWorld();
    Instant later = SetWorld.START.plusSeconds(60);
    try (Journal journal = open(world)) {
      journal.writeNow(Sample.note("a", "one"));
      world.set(later);
      journal.writeNow(Sample.note("a", "two"));
      world.set(SetWorld.START.minusSeconds(3600));
      journal.writeNow(Sample.note("a", "three"));
      assertThat(journal.read(0, 10))
          .extracting(JournalRecord::time)
          .containsExactly(SetWorld.START, later, later);
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  default void the_hash_of_a_record_covers_it_and_the_hash_before_it() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Sample.note("a", "one"));
      journal.writeNow(Sample.note("ü/🚀", "two"));
      byte[] previous = new byte[32];
      for (JournalRecord record : journal.read(0, 10)) {
        byte[] hash = documentedHash(previous, record);
        assertThat(record.hash()).isEqualTo(HexFormat.of().formatHex(hash));
        previous = hash;
      }
      assertThat(journal.verify().headHash()).isEqualTo(HexFormat.of().formatHex(previous));
    }
  }

  /** As docs/journal-format.md has it, written down a second time on purpose. */
  private static byte[] documentedHash(byte[] previous, JournalRecord record) throws Exception {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, record.time());
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(previous);
    sha256.update(ByteBuffer.allocate(16).putLong(record.position()).putLong(micros).array());
    List<byte[]> texts =
        List.of(
            record.kind().getBytes(StandardCharsets.UTF_8),
            record.stream().getBytes(StandardCharsets.UTF_8),
            record.body().utf8());
    for (byte[] text : texts) {
      sha256.update(ByteBuffer.allocate(4).putInt(text.length).array());
      sha256.update(text);
    }
    return sha256.digest();
  }

  @Test
  default void a_changed_record_is_named_by_verify() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      for (int i = 1; i <= 5; i++) {
        journal.writeNow(Sample.note("a", "n" + i));
      }
      assertThat(journal.verify().ok()).isTrue();
      Assumptions.assumeTrue(
          overwriteBody(3, Sample.json("other")), "cannot be changed from outside");
      assertThat(journal.verify().ok()).isFalse();
      assertThat(journal.verify().firstBad()).isEqualTo(3);
      assertThat(journal.verify().records()).isEqualTo(2);
      assertThat(journal.verify().problem()).isNotBlank();
    }
  }
}
