package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Journal;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.MemoryJournal;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;

/** A program that starts what another process has left under way, as soon as it is open. */
class SecondStartTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final Saga<Order, Order> PAYING =
      Saga.named("paying", 1, Order.class)
          .await("paid", String.class, (order, by) -> order.plus(1))
          .build();

  /** Looks so rarely that what is overlooked stays so. */
  private static Aios open(SystemWorld world, Journal journal) {
    return Aios.builder().world(world).journal(journal).poll(Duration.ofDays(1)).open();
  }

  @RepeatedTest(40)
  void a_parked_run_goes_on_at_once_though_it_is_started_again_while_it_is_taken_up() {
    try (SystemWorld world = new SystemWorld();
        Journal journal = new MemoryJournal(world)) {
      Order order = new Order("lamp", 1);
      RunId id;
      try (Aios first = open(world, journal)) {
        id = first.start(PAYING, order, "1").id();
      }
      try (Aios second = open(world, journal)) {
        Run<Object> parked = second.runs().get(id);
        parked.signal("paid", "bank");
        Site.until(() -> parked.status().why().startsWith("parked"));

        second.register(PAYING);
        Run<Order> run = second.start(PAYING, order, "1");

        assertThat(run.await(LONG)).isEqualTo(new Order("lamp", 2));
      }
    }
  }
}
