package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the journal promises if its store outlives it, and to two that share one store. */
interface JournalSharingTests extends JournalStore {
  @Test
  default void everything_is_there_after_opening_it_again() throws Exception {
    Assumptions.assumeTrue(isShared(), "the store does not outlive its journal");
    List<JournalRecord> before;
    try (Journal journal = open(new SetWorld())) {
      for (int i = 0; i < 20; i++) {
        Write write =
            Write.builder()
                .record(Sample.draft("s" + i % 2, "n" + i))
                .row(Sample.put("k" + i, RowChange.ABSENT, "OPEN", i))
                .counter(CounterChange.add("c", i))
                .build();
        journal.writeNow(write);
      }
      before = journal.read(0, 100);
    }
    try (Journal journal = open(new SetWorld())) {
      assertThat(journal.read(0, 100)).isEqualTo(before);
      assertThat(journal.readStream("s1", 0, 100)).hasSize(10);
      assertThat(journal.row("task", "k7").orElseThrow().position()).isEqualTo(8);
      assertThat(journal.counter("c")).isEqualTo(190);
      assertThat(journal.writeNow(Sample.note("s1", "next"))).isEqualTo(new Commit(21, 21));
      assertThat(journal.verify().ok()).isTrue();
      assertThat(journal.verify().records()).isEqualTo(21);
    }
  }

  @Test
  default void two_journals_on_one_store_see_each_others_writes() throws Exception {
    Assumptions.assumeTrue(isShared(), "the store cannot be open twice");
    try (Journal one = open(new SetWorld());
        Journal two = open(new SetWorld())) {
      one.writeNow(Write.of(Sample.draft("a", "one"), Sample.put("k", 0, "OPEN", 0)));
      assertThat(two.head()).isEqualTo(1);
      two.writeNow(Write.of(Sample.draft("a", "two"), Sample.put("k", 1, "OPEN", 0)));
      Write stale = Write.of(Sample.draft("a", "stale"), Sample.put("k", 1, "OPEN", 0));
      assertThatThrownBy(() -> one.writeNow(stale)).isInstanceOf(WriteRejectedException.class);
      one.writeNow(Write.of(Sample.draft("a", "three"), Sample.put("k", 2, "DONE", 0)));
      two.writeNow(Sample.only(Sample.delete("k", 3)));
      one.writeNow(Sample.only(Sample.put("k", RowChange.ABSENT, "OPEN", 0)));
      assertThat(two.row("task", "k").orElseThrow().version()).isEqualTo(1);
      assertThat(two.readStream("a", 0, 10)).hasSize(3);
      assertThat(one.verify().ok()).isTrue();
      assertThat(two.verify().records()).isEqualTo(3);
    }
  }

  @Test
  default void two_journals_on_one_store_share_its_caps() throws Exception {
    Assumptions.assumeTrue(isShared(), "the store cannot be open twice");
    Write three = Write.builder().counter(new CounterChange("budget", 3, 10)).build();
    try (Journal one = open(new SetWorld());
        Journal two = open(new SetWorld())) {
      one.writeNow(three);
      two.writeNow(three);
      one.writeNow(three);
      assertThatThrownBy(() -> two.writeNow(three)).isInstanceOf(WriteRejectedException.class);
      assertThat(two.counter("budget")).isEqualTo(9);
    }
  }

  @Test
  default void two_journals_that_write_at_once_make_one_chain() throws Exception {
    Assumptions.assumeTrue(isShared(), "the store cannot be open twice");
    try (Journal one = open(new SetWorld());
        Journal two = open(new SetWorld())) {
      Racers.run(
          4,
          racer -> {
            Journal mine = racer % 2 == 0 ? one : two;
            for (int i = 0; i < 100; i++) {
              RowChange row = Sample.put("k" + racer, i, "OPEN", i);
              mine.writeNow(Write.of(Sample.draft("racer/" + racer, "n" + i), row));
            }
          });
      assertThat(one.head()).isEqualTo(400);
      assertThat(one.verify().ok()).isTrue();
      assertThat(one.verify().records()).isEqualTo(400);
      assertThat(two.readStream("racer/1", 0, 1000)).hasSize(100);
      assertThat(two.row("task", "k0").orElseThrow().version()).isEqualTo(100);
    }
  }

  @Test
  default void times_do_not_go_backwards_between_two_journals() throws Exception {
    Assumptions.assumeTrue(isShared(), "the store cannot be open twice");
    SetWorld ahead = new SetWorld();
    ahead.set(SetWorld.START.plusSeconds(30));
    try (Journal one = open(ahead);
        Journal two = open(new SetWorld())) {
      one.writeNow(Sample.note("a", "one"));
      two.writeNow(Sample.note("a", "two"));
      assertThat(two.read(0, 10))
          .extracting(JournalRecord::time)
          .containsExactly(ahead.instant(), ahead.instant());
    }
  }
}
