package dev.aios.testkit.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.testkit.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayHarnessTest {
  record Order(String client, int hours) {}

  record Offer(String client, int price) {}

  /** What a version of the saga does differently. */
  private record Change(int rate, String effect, String step, int failsFrom, int version) {
    static final Change NONE = new Change(100, "look-up", "issue", 1000, 1);
  }

  private final AtomicInteger outside = new AtomicInteger();
  private TestBed bed;

  @BeforeEach
  void open() {
    bed = TestBed.memory().open();
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private Saga<Order, Offer> saga(Change change) {
    Agent<Order, Offer> pricer =
        Agent.of(
            "pricer",
            (order, context) -> {
              int base =
                  context
                      .effects()
                      .perform(
                          Effect.named(change.effect(), order.client())
                              .by((client, call) -> outside.incrementAndGet()));
              return new Offer(order.client(), base + order.hours() * change.rate());
            });
    return Saga.named("offers", change.version(), Order.class)
        .step("price", pricer)
        .approve("owner", when -> when.value().price() > 500)
        .sleep("think", Duration.ofDays(1))
        .branch(
            "size",
            on ->
                on.when(
                        "large",
                        (Offer offer) -> offer.price() > 800,
                        f -> f.map("discount", o -> new Offer(o.client(), o.price() - 10)))
                    .otherwise(f -> f.map("keep", o -> o)))
        .step(
            change.step(),
            (Offer offer) -> {
              outside.incrementAndGet();
              if (offer.price() > change.failsFrom()) {
                throw new IllegalStateException("too dear");
              }
              return offer;
            })
        .build();
  }

  /** Records runs of the unchanged saga: one small, one with an approval, one that fails. */
  private List<Run<Offer>> record() {
    Saga<Order, Offer> unchanged = saga(Change.NONE);
    List<Run<Offer>> runs =
        List.of(
            bed.aios().start(unchanged, new Order("acme", 3), "small"),
            bed.aios().start(unchanged, new Order("acme", 9), "large"),
            bed.aios().start(unchanged, new Order("acme", 20), "failing"));
    bed.world().runUntilIdle();
    bed.aios().inbox().open().forEach(item -> bed.aios().inbox().approve(item, "ada"));
    bed.world().advance(Duration.ofDays(2));
    return runs;
  }

  private List<Replayed> replayed(Change change) {
    try (ReplayHarness harness = ReplayHarness.of(saga(change))) {
      return harness.replayAll(bed.aios().runs());
    }
  }

  @Test
  void the_same_definition_answers_the_same_and_performs_nothing() {
    record();
    int performed = outside.get();

    List<Replayed> replayed = replayed(Change.NONE);

    assertThat(replayed).hasSize(3).allSatisfy(Replayed::requireSame);
    assertThat(outside).hasValue(performed);
  }

  @Test
  void another_answer_is_told_with_both() {
    record();

    Replayed small = byKey(replayed(new Change(101, "look-up", "issue", 1000, 1)), "small");

    assertThat(small.isSame()).isFalse();
    assertThat(small.differences())
        .anyMatch(
            text ->
                text.startsWith("price gave Offer[client=acme, price=30")
                    && text.contains(", and now Offer[client=acme, price=30"));
    assertThatThrownBy(small::requireSame)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("offers/small is answered differently")
        .hasMessageContaining("step.completed");
  }

  @Test
  void another_way_is_told() {
    record();

    Replayed large = byKey(replayed(new Change(80, "look-up", "issue", 1000, 1)), "large");

    assertThat(large.differences())
        .anyMatch(text -> text.startsWith("discount gave") && text.endsWith("not reached any more"))
        .anyMatch(text -> text.startsWith("keep was not reached, and now gives"));
  }

  @Test
  void an_effect_that_is_not_in_the_record_is_told_and_not_performed() {
    record();
    int performed = outside.get();

    Replayed small = byKey(replayed(new Change(100, "new-look-up", "issue", 1000, 1)), "small");

    assertThat(small.differences())
        .anyMatch(text -> text.contains("it ended COMPLETED, and now FAILED"))
        .anyMatch(text -> text.contains("no outcome of effect new-look-up"));
    assertThat(outside).hasValue(performed);
  }

  @Test
  void a_step_that_is_not_in_the_record_is_told() {
    record();

    Replayed small = byKey(replayed(new Change(100, "look-up", "issue2", 1000, 1)), "small");

    assertThat(small.differences())
        .anyMatch(text -> text.startsWith("issue gave"))
        .anyMatch(text -> text.contains("no outcome of issue2"));
  }

  @Test
  void a_run_that_goes_on_is_compared_as_far_as_its_record_goes() {
    bed.aios().start(saga(Change.NONE), new Order("acme", 3), "waiting");
    bed.world().runUntilIdle();

    assertThat(replayed(Change.NONE)).singleElement().satisfies(Replayed::requireSame);
    assertThat(replayed(new Change(99, "look-up", "issue", 1000, 1)))
        .singleElement()
        .matches(one -> !one.isSame());
  }

  @Test
  void a_file_kept_from_production_is_replayed(@TempDir Path folder) {
    Run<Offer> run = record().get(1);
    Path file = folder.resolve("large.jsonl");
    bed.aios().runs().export(run.id(), file);

    try (ReplayHarness harness = ReplayHarness.of(saga(Change.NONE))) {
      harness.replay(file).requireSame();
    }
  }

  @Test
  void a_run_of_another_version_is_refused_with_what_to_do() {
    Run<Offer> run = record().get(0);

    try (ReplayHarness harness =
        ReplayHarness.of(saga(new Change(100, "look-up", "issue", 1000, 2)))) {
      assertThat(harness.replayAll(bed.aios().runs())).isEmpty();
      assertThatThrownBy(() -> harness.replay(bed.aios().runs(), run.id()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("recorded by offers v1, to be answered by offers v2");
    }
  }

  private static Replayed byKey(List<Replayed> all, String key) {
    return all.stream().filter(one -> one.run().key().equals(key)).findFirst().orElseThrow();
  }
}
