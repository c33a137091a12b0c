package dev.aios.core.internal.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * Whatever fails, waits, crashes, hangs, closes and starts, in whatever order: no event is lost,
 * the order of keys is kept, and the dead letters are those of the events that failed too often.
 */
class DeliveryPropertiesTest {
  /** One thing that happens. */
  sealed interface Happening {
    /** Events are published; each fails and is suspended so many times. */
    record Published(String key, int failures, int suspensions) implements Happening {}

    record TimePassed(int millis) implements Happening {}

    record NodeStarted() implements Happening {}

    record NodeClosed(int which) implements Happening {}

    record NodeCrashed(int which, int tasks) implements Happening {}

    /** A node stands still until the next of these, and then goes on. */
    record NodeHung(int which, int tasks) implements Happening {}

    record LettersRetried() implements Happening {}
  }

  @Provide
  Arbitrary<List<Happening>> orderly() {
    return happenings(false);
  }

  @Provide
  Arbitrary<List<Happening>> disorderly() {
    return happenings(true);
  }

  private Arbitrary<List<Happening>> happenings(boolean crashes) {
    Arbitrary<Happening> published =
        Combinators.combine(
                Arbitraries.of("", "a", "a", "b", "c"),
                Arbitraries.frequency(
                    Tuple.of(6, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3), Tuple.of(1, 5)),
                Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(1, 1), Tuple.of(1, 3)))
            .as(Happening.Published::new);
    Arbitrary<Happening> passed =
        Arbitraries.of(0, 50, 300, 2_000, 20_000).map(Happening.TimePassed::new);
    Arbitrary<Integer> which = Arbitraries.integers().between(0, 9);
    Arbitrary<Integer> tasks = Arbitraries.integers().between(0, 6);
    Arbitrary<Happening> any =
        Arbitraries.frequencyOf(
            Tuple.of(10, published),
            Tuple.of(5, passed),
            Tuple.of(1, Arbitraries.create(Happening.NodeStarted::new)),
            Tuple.of(1, which.map(Happening.NodeClosed::new)),
            Tuple.of(
                crashes ? 1 : 0, Combinators.combine(which, tasks).as(Happening.NodeCrashed::new)),
            Tuple.of(
                crashes ? 1 : 0, Combinators.combine(which, tasks).as(Happening.NodeHung::new)),
            Tuple.of(1, Arbitraries.create(Happening.LettersRetried::new)));
    return any.list().ofMinSize(1).ofMaxSize(60);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void without_a_crash_every_event_is_delivered_exactly_once_and_in_the_order_of_its_key(
      @ForAll("orderly") List<Happening> happenings) {
    DeliverySimulation simulation = new DeliverySimulation();
    happenings.forEach(each -> happen(simulation, each));
    simulation.finish();
    assertThat(simulation.faults()).isEmpty();
    for (DeliverySimulation.Scripted event : simulation.published()) {
      boolean dead = event.isDead();
      assertThat(event.successes()).as("%s", event).isEqualTo(dead && !event.retried() ? 0 : 1);
      if (!event.retried()) {
        int attempts = dead ? 3 : event.failures + 1;
        assertThat(event.attempts())
            .as("%s", event)
            .isEqualTo(IntStream.rangeClosed(1, attempts).boxed().toList());
      }
      assertThat(simulation.letters(event)).as("%s", event).isEqualTo(dead ? 1 : 0);
    }
  }

  @Property(tries = 250, shrinking = ShrinkingMode.BOUNDED)
  void with_crashes_every_event_is_delivered_at_least_once_and_in_the_order_of_its_key(
      @ForAll("disorderly") List<Happening> happenings) {
    DeliverySimulation simulation = new DeliverySimulation();
    happenings.forEach(each -> happen(simulation, each));
    simulation.finish();
    assertThat(simulation.faults()).isEmpty();
    for (DeliverySimulation.Scripted event : simulation.published()) {
      boolean dead = event.isDead();
      if (simulation.deaths(event) > 0) {
        // The deaths count beside the failures that are scripted.
        assertThat(event.successes() + simulation.letters(event)).as("%s", event).isPositive();
        continue;
      }
      if (dead && !event.retried()) {
        assertThat(event.successes()).as("%s", event).isZero();
      } else {
        assertThat(event.successes()).as("%s", event).isPositive();
      }
      assertThat(simulation.letters(event)).as("%s", event).isEqualTo(dead ? 1 : 0);
    }
  }

  private static void happen(DeliverySimulation simulation, Happening what) {
    if (what instanceof Happening.Published event) {
      simulation.publish(event.key(), event.failures(), event.suspensions());
    } else if (what instanceof Happening.TimePassed time) {
      simulation.pass(Duration.ofMillis(time.millis()));
    } else if (what instanceof Happening.NodeStarted) {
      simulation.start();
    } else if (what instanceof Happening.NodeClosed node) {
      simulation.close(node.which());
    } else if (what instanceof Happening.NodeCrashed node) {
      simulation.crash(node.which(), node.tasks());
    } else if (what instanceof Happening.NodeHung node) {
      simulation.hang(node.which(), node.tasks());
    } else {
      for (InboxItem item : simulation.inbox().open()) {
        simulation.decide(item, new Verdict.Retry());
      }
    }
  }
}
