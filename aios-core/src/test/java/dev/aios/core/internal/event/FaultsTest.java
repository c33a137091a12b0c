package dev.aios.core.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.FaultyJournal;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.event.Shop.Ordered;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to deliveries when the store fails, and when a node closes amid them. */
@SuppressWarnings("try") // closed in the midst of a test, to see what that does
class FaultsTest {
  @TempDir Path folder;

  private final SteppedWorld world = new SteppedWorld();
  private final FaultyJournal journal = new FaultyJournal(new MemoryJournal(world));
  private final List<Integer> seen = new ArrayList<>();

  private final Subscription<Ordered> orders =
      Subscription.of("orders", Ordered.class, (event, context) -> seen.add(event.number()));

  private void publish(EventNode node, int number) {
    node.events.publish(new Ordered("lamp", number), "k");
  }

  @Test
  void deliveries_go_on_once_the_store_takes_writes_again_and_none_comes_twice() {
    try (EventNode node = new EventNode(journal, world)) {
      node.events.subscribe(orders);
      publish(node, 1);
      publish(node, 2);
      journal.writesFail(true);
      world.advance(Duration.ofSeconds(5));
      assertThatThrownBy(() -> publish(node, 3)).isInstanceOf(StorageException.class);
      int before = seen.size();
      assertThat(node.events.position("orders")).as("nothing durable").isZero();
      world.advance(Duration.ofSeconds(5));
      assertThat(seen).as("what cannot be written is not added to").hasSize(before);
      journal.writesFail(false);
      publish(node, 3);
      world.advance(Duration.ofSeconds(5));
      assertThat(seen).containsExactly(1, 2, 3);
      assertThat(node.events.position("orders"))
          .isEqualTo(journal.readStream("event", 0, 9).get(2).position());
    }
  }

  @Test
  void deliveries_go_on_once_the_store_can_be_read_again() {
    try (EventNode node = new EventNode(journal, world)) {
      node.events.subscribe(orders);
      world.settle();
      publish(node, 1);
      journal.readsFail(true);
      world.advance(Duration.ofSeconds(5));
      assertThat(seen).isEmpty();
      journal.readsFail(false);
      world.advance(Duration.ofSeconds(5));
      assertThat(seen).containsExactly(1);
    }
  }

  @Test
  void other_processes_events_are_still_found_after_a_look_that_failed_unexpectedly() {
    try (EventNode node = new EventNode(journal, world);
        EventNode other = new EventNode(journal, world)) {
      node.events.subscribe(orders);
      world.settle();
      journal.isBroken(true);
      world.advance(Duration.ofSeconds(5));
      journal.isBroken(false);
      publish(other, 1);
      world.advance(Duration.ofSeconds(5));
      assertThat(seen).containsExactly(1);
    }
  }

  @Test
  void a_retry_that_cannot_be_read_is_put_off_and_is_no_attempt() {
    List<Integer> attempts = new ArrayList<>();
    try (EventNode node = new EventNode(journal, world)) {
      node.events.subscribe(
          Subscription.<Ordered>of(
                  "orders",
                  Ordered.class,
                  (event, context) -> {
                    attempts.add(context.attempt());
                    if (context.attempt() == 1) {
                      throw new IllegalStateException("no lamp left");
                    }
                  })
              .retry(Retry.exponential(2, Duration.ofSeconds(2), Duration.ofSeconds(2))));
      publish(node, 1);
      world.settle();
      journal.readsFail(true);
      world.advance(Duration.ofSeconds(10));
      journal.readsFail(false);
      world.advance(Duration.ofSeconds(2));
      assertThat(attempts).containsExactly(1, 2);
      assertThat(node.inbox.open()).isEmpty();
    }
  }

  @Test
  void a_node_without_a_lease_delivers_nothing_until_it_has_one_again() {
    try (EventNode node = new EventNode(journal, world)) {
      node.events.subscribe(orders);
      world.settle();
      journal.writeNow(Write.of(node.events.draft(new Ordered("lamp", 1), "", Taint.NONE)));
      world.jump(Duration.ofHours(1));
      node.events.onAppended();
      assertThat(node.nodes.holdsLease()).isFalse();
      world.advance(Duration.ofSeconds(1));
      assertThat(node.nodes.holdsLease()).isTrue();
      assertThat(seen).containsExactly(1);
    }
  }

  @Test
  void a_close_waits_for_the_handlers_at_work_and_what_they_did_is_durable() throws Exception {
    Queue<String> done = new ConcurrentLinkedQueue<>();
    try (SystemWorld real = new SystemWorld();
        Journal file = SqliteJournal.open(folder.resolve("events.db"), real)) {
      CountDownLatch begun = new CountDownLatch(1);
      Subscription<Ordered> slow =
          Subscription.of(
              "orders",
              Ordered.class,
              (event, context) -> {
                begun.countDown();
                real.sleep(Duration.ofMillis(300));
                done.add("order " + event.number());
              });
      EventNode node = new EventNode(file, real);
      node.events.subscribe(slow);
      long first = node.events.publish(new Ordered("lamp", 1), "k");
      node.events.publish(new Ordered("lamp", 2), "k");
      begun.await();
      node.close();
      assertThat(done).containsExactly("order 1");
      try (EventNode next = new EventNode(file, real)) {
        assertThat(next.events.position("orders")).isEqualTo(first);
        next.events.subscribe(slow);
        while (done.size() < 2) {
          real.sleep(Duration.ofMillis(10));
        }
      }
      assertThat(done).containsExactly("order 1", "order 2");
    }
  }

  @Test
  void a_handler_that_fails_because_its_node_closes_has_made_no_attempt() throws Exception {
    Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
    try (SystemWorld real = new SystemWorld();
        Journal file = SqliteJournal.open(folder.resolve("events.db"), real)) {
      CountDownLatch begun = new CountDownLatch(1);
      EventNode node = new EventNode(file, real);
      node.events.subscribe(
          Subscription.<Ordered>of(
                  "orders",
                  Ordered.class,
                  (event, context) -> {
                    begun.countDown();
                    real.sleep(Duration.ofMillis(200));
                    throw new IllegalStateException("the door is closed");
                  })
              .retry(Retry.NEVER));
      node.events.publish(new Ordered("lamp", 1));
      begun.await();
      node.close();
      try (EventNode next = new EventNode(file, real)) {
        next.events.subscribe(
            Subscription.<Ordered>of(
                "orders", Ordered.class, (event, context) -> attempts.add(context.attempt())));
        while (attempts.isEmpty()) {
          real.sleep(Duration.ofMillis(10));
        }
        assertThat(next.inbox.open()).isEmpty();
      }
      assertThat(attempts).containsExactly(1);
    }
  }
}
