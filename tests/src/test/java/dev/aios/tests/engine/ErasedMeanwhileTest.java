package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.Run;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.MemoryJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An erasure is owed before it is done, and whoever looks first does it. */
class ErasedMeanwhileTest {
  private static final Saga<String, String> SAGA =
      Saga.named("letter", 1, String.class).step("write", (value, context) -> value + "!").build();

  private static boolean owes(Write write) {
    return write.rows().stream().anyMatch(row -> row.table().equals("erasure.owed"));
  }

  private static void check(Function<Run<String>, Function<Aios, ErasedRuns>> erasing) {
    try (SystemWorld world = new SystemWorld();
        Journal journal = new MemoryJournal(world)) {
      MortalJournal seenByOne = new MortalJournal(journal);
      try (Aios one = Aios.builder().journal(seenByOne).world(world).saga(SAGA).open();
          Aios other = Aios.builder().journal(journal).world(world).saga(SAGA).open()) {
        Run<String> run = one.start(SAGA, "Dear Anna", "1", StartOptions.NONE.about("anna"));
        run.await(Duration.ofMinutes(1));
        AtomicBoolean first = new AtomicBoolean(true);
        List<ErasedRuns> byOther = new ArrayList<>();
        seenByOne.failAt(
            write -> {
              if (owes(write) && first.getAndSet(false)) {
                byOther.add(other.runs().eraseAbout(List.of("anna")));
              }
              return false;
            });

        ErasedRuns erased = erasing.apply(run).apply(one);

        assertThat(byOther)
            .singleElement()
            .extracting(ErasedRuns::erased)
            .isEqualTo(List.of(run.id()));
        assertThat(erased.erased())
            .as("what is gone since it was asked for")
            .containsExactly(run.id());
        assertThat(erased.underWay()).isEmpty();
        assertThat(one.runs().eraseAbout("anna").erased()).isEmpty();
      }
    }
  }

  @Test
  void what_is_erased_by_another_node_while_it_is_asked_for_is_among_the_erased() {
    check(run -> aios -> aios.runs().eraseAbout("anna"));
  }

  @Test
  void so_it_is_where_a_run_is_named() {
    check(run -> aios -> aios.runs().erase(run.id()));
  }

  @Test
  void and_where_several_are() {
    check(run -> aios -> aios.runs().erase(List.of(run.id())));
  }
}
