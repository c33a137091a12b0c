package dev.aios.tests.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A runtime with something of everything in it, at which bad input is thrown. */
final class Shop implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  /** What is sold. */
  record Order(@NotBlank String item, @PositiveOrZero int amount) {}

  /** A value without a JSON form. */
  record Odd(Thread thread) {}

  /** An order that waits for approval, then for the payment. */
  final Saga<Order, Order> selling =
      Saga.named("sell", 1, Order.class)
          .map("same", order -> order)
          .approve("look", proposal -> proposal.value().amount() > 100)
          .await("paid", Integer.class, (Order order, Integer amount) -> order)
          .build();

  /** An order that is done at once. */
  final Saga<Order, Order> giving =
      Saga.named("give", 1, Order.class).step("give", (Order order) -> order).build();

  final Path dir;
  final Aios aios;
  final Run<Order> waiting;
  final Run<Order> done;
  final InboxItem item;

  Shop(Path dir, AiosBuilder builder) {
    this.dir = dir;
    this.aios = builder.maxPayloadBytes(100_000).open();
    aios.events().subscribe(Subscription.of("listener", Order.class, (order, context) -> {}));
    aios.start(selling, new Order("lamp", 500), "asks");
    waiting = aios.start(selling, new Order("lamp", 1), "waits");
    done = aios.start(giving, new Order("lamp", 1), "done");
    done.await(SOON);
    until(() -> !aios.inbox().open().isEmpty());
    until(() -> waiting.status().state() == RunState.WAITING);
    item = aios.inbox().open().get(0);
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** The position of the first record of the run that is done. */
  long begin() {
    return done.history().get(0).position();
  }

  /** Nothing is broken: new work is done, what waited goes on, the journal verifies. */
  void stillWorks() {
    assertThat(aios.start(giving, new Order("chair", 2), "after").await(SOON))
        .isEqualTo(new Order("chair", 2));
    waiting.signal("paid", 1);
    assertThat(waiting.await(SOON)).isEqualTo(new Order("lamp", 1));
    assertThat(aios.inbox().open()).hasSize(1);
    assertThat(aios.runs().list(null, 100)).hasSize(4);
    assertThat(aios.journal().verify().problem()).isNull();
  }

  @Override
  public void close() {
    aios.close();
  }
}
