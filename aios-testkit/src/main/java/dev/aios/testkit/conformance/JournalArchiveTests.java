package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the journal promises about records that leave it for an archive. */
interface JournalArchiveTests extends JournalStore {
  private static void fill(Journal journal, int records) {
    for (int i = 1; i <= records; i++) {
      journal.writeNow(Sample.note("s" + i % 3, "n" + i));
    }
  }

  private static Write archive(long... positions) {
    Write.Builder write = Write.builder().record(Sample.draft("journal", "archived"));
    for (long position : positions) {
      write.archived(position);
    }
    return write.build();
  }

  private static List<Long> positions(List<JournalRecord> records) {
    return records.stream().map(JournalRecord::position).toList();
  }

  @Test
  default void archived_records_are_gone_and_the_chain_verifies() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 9);
      String head = journal.read(8, 1).get(0).hash();
      assertThat(journal.writeNow(archive(1, 4, 5, 6)).lastPosition()).isEqualTo(10);
      assertThat(positions(journal.read(0, 100))).containsExactly(2L, 3L, 7L, 8L, 9L, 10L);
      assertThat(positions(journal.read(3, 2))).containsExactly(7L, 8L);
      assertThat(positions(journal.readStream("s1", 0, 100))).containsExactly(7L);
      assertThat(positions(journal.readStream("s2", 2, 1))).containsExactly(8L);
      assertThat(journal.read(8, 1).get(0).hash()).isEqualTo(head);
      Verification found = journal.verify();
      assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
      assertThat(found.records()).isEqualTo(6);
      assertThat(found.archived()).isEqualTo(4);
    }
  }

  @Test
  default void a_journal_goes_on_after_all_that_it_held_was_archived() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 3);
      journal.writeNow(archive(2));
      journal.writeNow(archive(1, 3, 4));
      assertThat(journal.head()).isEqualTo(5);
      assertThat(journal.writeNow(Sample.note("s1", "more")).firstPosition()).isEqualTo(6);
      assertThat(positions(journal.read(0, 10))).containsExactly(5L, 6L);
      assertThat(journal.verify().ok()).isTrue();
      assertThat(journal.verify().archived()).isEqualTo(4);
    }
  }

  @Test
  default void a_record_is_archived_once() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 4);
      journal.writeNow(archive(2));
      Write again =
          Write.builder()
              .all(archive(3, 2))
              .row(new RowChange.Put("t", "k", RowChange.ANY, "", 0, Sample.json("v")))
              .build();
      assertThatThrownBy(() -> journal.writeNow(again))
          .isInstanceOfSatisfying(
              WriteRejectedException.class,
              e -> assertThat(e.reason()).isEqualTo(WriteRejectedException.Reason.RECORD_ARCHIVED));
      assertThat(positions(journal.read(0, 10))).containsExactly(1L, 3L, 4L, 5L);
      assertThat(journal.row("t", "k")).isEmpty();
      assertThatThrownBy(() -> journal.writeNow(archive(99)))
          .isInstanceOf(WriteRejectedException.class);
      assertThat(journal.writeNow(archive(3)).lastPosition()).isGreaterThan(5);
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  default void nothing_is_archived_by_a_write_that_is_rejected() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 4);
      Write conditional =
          Write.builder()
              .all(archive(1, 2))
              .row(new RowChange.Put("t", "k", 7, "", 0, Sample.json("v")))
              .build();
      assertThatThrownBy(() -> journal.writeNow(conditional))
          .isInstanceOf(WriteRejectedException.class);
      assertThat(journal.read(0, 10)).hasSize(4);
      assertThat(journal.verify().archived()).isZero();
    }
  }

  @Test
  default void a_write_that_archives_says_so_in_a_record_and_names_each_once() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 2);
      assertThatThrownBy(
              () -> journal.writeNow(new Write(List.of(), List.of(), List.of(), List.of(1L))))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> journal.writeNow(archive(1, 1)))
          .isInstanceOf(InvalidInputException.class);
      assertThat(journal.read(0, 10)).hasSize(2);
    }
  }

  @Test
  default void whatever_is_archived_in_whatever_order_the_rest_is_whole() throws Exception {
    Random random = new Random(20);
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 120);
      TreeMap<Long, JournalRecord> left = new TreeMap<>();
      journal.read(0, 200).forEach(record -> left.put(record.position(), record));
      long archived = 0;
      while (left.size() > 30) {
        List<Long> candidates = new ArrayList<>(left.keySet());
        int from = random.nextInt(candidates.size() - 10);
        Write.Builder write = Write.builder().record(Sample.draft("journal", "archived"));
        for (long position : candidates.subList(from, from + 1 + random.nextInt(9))) {
          if (random.nextInt(4) > 0) {
            write.archived(position);
            left.remove(position);
            archived++;
          }
        }
        long last = journal.writeNow(write.build()).lastPosition();
        left.put(last, journal.read(last - 1, 1).get(0));
        assertThat(journal.read(0, 500)).containsExactlyElementsOf(left.values());
        Verification found = journal.verify();
        assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
        assertThat(found.archived()).isEqualTo(archived);
      }
    }
  }

  @Test
  default void a_stream_that_ended_may_begin_anew() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 7);
      journal.writeNow(Write.builder().all(archive(1, 4, 7)).ended("s1").build());
      assertThat(journal.readStream("s1", 0, 10)).isEmpty();
      long again = journal.writeNow(Sample.note("s1", "again")).lastPosition();
      assertThat(positions(journal.readStream("s1", 0, 10))).containsExactly(again);
      assertThat(positions(journal.readStream("s2", 0, 10))).containsExactly(2L, 5L);
      assertThat(journal.read(again - 1, 1).get(0).stream()).isEqualTo("s1");
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  default void a_stream_that_holds_a_record_does_not_end() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 5);
      Write.Builder write = Write.builder().all(archive(1)).record(Sample.draft("s2", "its last"));
      write.archived(2).archived(5).ended("s1").ended("s2").ended("never there");
      long last = journal.writeNow(write.build()).lastPosition();
      assertThat(positions(journal.readStream("s1", 0, 10))).containsExactly(4L);
      assertThat(positions(journal.readStream("s2", 0, 10))).containsExactly(last);
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  default void each_record_knows_its_place_in_its_chain() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 6);
      journal.writeNow(archive(2, 3));
      List<JournalRecord> records = journal.read(0, 10);
      assertThat(records).extracting(JournalRecord::chain).containsOnly(records.get(0).chain());
      assertThat(records).extracting(JournalRecord::index).containsExactly(1L, 4L, 5L, 6L, 7L);
    }
  }

  @Test
  default void a_change_behind_a_gap_is_named_by_verify() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      fill(journal, 6);
      journal.writeNow(archive(2, 3));
      assertThat(journal.verify().ok()).isTrue();
      Assumptions.assumeTrue(
          overwriteBody(4, Sample.json("other")), "cannot be changed from outside");
      assertThat(journal.verify().firstBad()).isEqualTo(4);
      assertThat(journal.verify().problem()).isNotBlank();
    }
  }
}
