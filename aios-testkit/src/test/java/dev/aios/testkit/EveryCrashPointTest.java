package dev.aios.testkit;

import static dev.aios.testkit.assertion.AiosAssertions.assertThat;

import dev.aios.api.StorageException;
import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Write;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.testkit.fault.Faults;
import dev.aios.testkit.fault.FaultyJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the process at every write to the journal and at every effect of a run, before and after,
 * and starts it again: the run ends as without the crash, and what is not idempotent happened once.
 */
class EveryCrashPointTest {
  private enum Kept {
    IN_MEMORY,
    ON_SQLITE
  }

  private enum Side {
    BEFORE,
    AFTER;

    void crash(FaultyJournal.Strike fault) {
      if (this == BEFORE) {
        fault.crashBefore();
      } else {
        fault.crashAfter();
      }
    }

    void crash(Faults.Strike fault) {
      if (this == BEFORE) {
        fault.crashBefore();
      } else {
        fault.crashAfter();
      }
    }
  }

  private static final RunId ID = new RunId("every", "1");

  @TempDir private Path folder;
  private int lives;

  private Life life(Kept kept) {
    return new Life(kept == Kept.IN_MEMORY ? null : folder.resolve("life-" + lives++ + ".db"));
  }

  static Stream<Arguments> everywhere() {
    return Stream.of(Kept.values())
        .flatMap(kept -> Stream.of(Side.values()).map(side -> Arguments.of(kept, side)));
  }

  @ParameterizedTest
  @EnumSource(Kept.class)
  void without_a_crash_the_run_ends(Kept kept) {
    assertThat(life(kept).writesOfARun()).isBetween(7, 40);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void a_death_at_any_write_is_survived(Kept kept, Side side) {
    int writes = life(kept).writesOfARun();
    for (int write = 1; write <= writes; write++) {
      int nth = write;
      life(kept)
          .survive(
              bed ->
                  side.crash(
                      bed.journalFaults()
                          .onWrite("writes of runs", EveryCrashPointTest::isOfRuns)
                          .nth(nth)),
              side + " write " + write + " of " + writes);
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void a_death_at_any_effect_is_survived(Kept kept, Side side) {
    for (String effect : List.of("look-up", "charge", "mail")) {
      life(kept)
          .survive(
              bed -> side.crash(bed.faults().onEffect(effect).nth(1)), side + " effect " + effect);
    }
  }

  /** Renewals of leases are many, and each like the other. */
  private static boolean isOfRuns(Write write) {
    return !write.records().isEmpty()
        || write.rows().stream().anyMatch(row -> !row.table().equals("node"));
  }

  /** One run from its first start to its end, over all processes that it takes. */
  private static final class Life {
    private final @Nullable Path file;

    Life(@Nullable Path file) {
      this.file = file;
    }

    /**
     * What the world outside holds; addresses by key, as a mail server that drops repeated keys.
     */
    private final List<String> charged = new ArrayList<>();

    private final Set<String> mailed = new LinkedHashSet<>();

    private final Saga<String, String> saga =
        Saga.named("every", 1, String.class)
            .step("draft", drafter())
            .step("charge", this::charge)
            .undo(receipt -> {})
            .approve("check")
            .sleep("rest", Duration.ofHours(2))
            .step(
                "mail",
                (String receipt, EffectCall call) -> {
                  mailed.add(call.idempotencyKey());
                  return receipt + " mailed";
                })
            .idempotent()
            .build();

    private static Agent<String, String> drafter() {
      return Agent.of(
          "drafter",
          (input, context) -> {
            String looked =
                context
                    .effects()
                    .perform(
                        Effect.named("look-up", input)
                            .kind(EffectKind.HTTP)
                            .idempotent()
                            .by((asked, call) -> asked + "!"));
            return looked + " drafted";
          });
    }

    private String charge(String draft) {
      charged.add(draft);
      return draft + " charged";
    }

    private TestBed bed() {
      TestBed.Builder bed = file == null ? TestBed.memory() : TestBed.sqlite(file);
      return bed.oneAtATime().with(aios -> aios.saga(saga)).open();
    }

    /** Drives the run to its end through as many processes as it takes; a person decides. */
    private void finish(TestBed bed) {
      start(bed.aios());
      for (int i = 0; i < 40; i++) {
        bed.world().advance(Duration.ofMinutes(30));
        if (bed.process().isDead()) {
          start(bed.restart());
        } else if (bed.aios().runs().get(ID).status().state().isFinal()) {
          return;
        } else {
          bed.aios().inbox().open().forEach(item -> decide(bed.aios(), item));
        }
      }
    }

    /** The host asks for its run at every start; the same key is the same run. */
    private void start(Aios aios) {
      try {
        aios.start(saga, "order", ID.key());
      } catch (StorageException e) {
        // it died at this very write; the next process asks again
      }
    }

    private void decide(Aios aios, InboxItem item) {
      try {
        if (item.kind() == InboxItem.Kind.APPROVAL) {
          aios.inbox().approve(item, "ada");
        } else {
          assertThat(item).isOfKind(InboxItem.Kind.IN_DOUBT);
          // the person looks at what the bank says
          aios.inbox()
              .decide(
                  item,
                  charged.isEmpty()
                      ? new Verdict.DidNotHappen()
                      : new Verdict.Happened(charged.get(0) + " charged"),
                  "ada");
        }
      } catch (StorageException e) {
        // it died at this very write; the item is still open, or decided
      }
    }

    private void assertDone(TestBed bed) {
      Run<Object> run = bed.aios().runs().get(ID);
      assertThat(run)
          .hasResult("order! drafted charged mailed")
          .completedExactly("draft", "charge", "check", "rest", "mail")
          .undidNothing();
      assertThat(charged).containsExactly("order! drafted");
      assertThat(mailed).hasSize(1);
      assertThat(bed.aios().inbox()).isEmpty();
      assertThat(bed.journal()).verifies().hasRecords("run.started", 1).hasRecords("run.ended", 1);
    }

    private int writesOfARun() {
      try (TestBed bed = bed()) {
        // counts, and never fires
        int[] writes = {0};
        bed.journalFaults()
            .onWrite(
                "counting",
                write -> {
                  writes[0] += isOfRuns(write) ? 1 : 0;
                  return false;
                })
            .every()
            .fail();
        finish(bed);
        assertDone(bed);
        return writes[0];
      }
    }

    private void survive(Consumer<TestBed> fault, String where) {
      try (TestBed bed = bed()) {
        fault.accept(bed);
        finish(bed);
        assertDone(bed);
        bed.journalFaults().requireFired();
        bed.faults().requireFired();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("killed " + where + ": " + e.getMessage(), e);
      }
    }
  }
}
