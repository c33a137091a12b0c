package dev.aios.core.internal.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.event.EventHandler;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.ChildProcess;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.event.Shop.Ordered;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes on one SQLite file, each with a connection of its own, in real time. */
@SuppressWarnings("try") // closed in the midst of a test, to see what that does
class TwoNodesTest {
  @TempDir Path folder;

  private final SystemWorld world = new SystemWorld();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    world.close();
  }

  private Path file() {
    return folder.resolve("shared.db");
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long end = world.millis() + 60_000;
    while (!condition.getAsBoolean() && world.millis() < end) {
      world.sleep(Duration.ofMillis(10));
    }
    assertThat(condition.getAsBoolean()).as("it came to pass within a minute").isTrue();
  }

  private EventHandler<Ordered> see(String node) {
    return (event, context) -> seen.add(node + event.number());
  }

  @Test
  void one_node_at_a_time_delivers_and_the_other_takes_over_when_it_closes() throws Exception {
    try (Journal one = SqliteJournal.open(file(), world);
        Journal two = SqliteJournal.open(file(), world);
        EventNode a = new EventNode(one, world);
        EventNode b = new EventNode(two, world)) {
      a.events.subscribe(Subscription.of("orders", Ordered.class, see("a")));
      b.events.subscribe(Subscription.of("orders", Ordered.class, see("b")));
      a.events.publish(new Ordered("lamp", 1), "k");
      long second = b.events.publish(new Ordered("lamp", 2), "k");
      await(() -> seen.size() == 2);
      await(() -> b.events.position("orders") == second);
      await(() -> a.events.position("orders") == second);
      world.sleep(Duration.ofMillis(600));
      assertThat(seen).containsExactly("a1", "a2");

      a.close();
      b.events.publish(new Ordered("lamp", 3), "k");
      await(() -> seen.size() == 3);
      assertThat(seen).containsExactly("a1", "a2", "b3");
    }
  }

  @Test
  void of_nodes_that_begin_at_the_same_moment_one_delivers() throws Exception {
    List<Journal> journals = new ArrayList<>();
    List<EventNode> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        journals.add(SqliteJournal.open(file(), world));
        nodes.add(new EventNode(journals.get(i), world));
      }
      nodes.get(0).events.publish(new Ordered("lamp", 1), "k");
      for (int round = 0; round < 10; round++) {
        seen.clear();
        Subscription<Ordered> orders = Subscription.of("orders " + round, Ordered.class, see(""));
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (EventNode node : nodes) {
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      start.await();
                      node.events.subscribe(orders);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
          thread.start();
          threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
          thread.join();
        }
        await(() -> !seen.isEmpty());
        world.sleep(Duration.ofMillis(50));
        assertThat(seen).containsExactly("1");
      }
    } finally {
      nodes.forEach(EventNode::close);
      journals.forEach(Journal::close);
    }
  }

  @Test
  void a_dead_letter_of_one_node_is_decided_on_another() throws Exception {
    try (Journal one = SqliteJournal.open(file(), world);
        Journal two = SqliteJournal.open(file(), world);
        EventNode a = new EventNode(one, world);
        EventNode b = new EventNode(two, world)) {
      AtomicInteger tries = new AtomicInteger();
      a.events.subscribe(
          Subscription.<Ordered>of(
                  "orders",
                  Ordered.class,
                  (event, context) -> {
                    if (tries.incrementAndGet() <= 2) {
                      throw new IllegalStateException("no lamp left");
                    }
                  })
              .retry(Retry.exponential(2, Duration.ZERO, Duration.ZERO)));
      b.events.publish(new Ordered("lamp", 1));
      await(() -> b.inbox.open().size() == 1);
      assertThat(tries).hasValue(2);
      b.inbox.decide(b.inbox.open().get(0), new Verdict.Retry(), "ann");
      await(() -> tries.get() == 3);
      assertThat(a.inbox.open()).isEmpty();
    }
  }

  @Test
  void handlers_of_one_key_never_overlap_and_those_of_different_keys_do() throws Exception {
    try (Journal journal = SqliteJournal.open(file(), world);
        EventNode node = new EventNode(journal, world)) {
      Map<String, Integer> last = new ConcurrentHashMap<>();
      Set<String> busy = ConcurrentHashMap.newKeySet();
      AtomicInteger at = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      Queue<String> faults = new ConcurrentLinkedQueue<>();
      node.events.subscribe(
          Subscription.of(
              "orders",
              Ordered.class,
              (event, context) -> {
                if (!busy.add(context.key())) {
                  faults.add("two at once of " + context.key());
                }
                most.accumulateAndGet(at.incrementAndGet(), Math::max);
                world.sleep(Duration.ofMillis(2));
                if (last.getOrDefault(context.key(), -1) > event.number()) {
                  faults.add(event + " came late");
                }
                last.put(context.key(), event.number());
                at.decrementAndGet();
                busy.remove(context.key());
                seen.add(context.key() + event.number());
              }));
      Write.Builder all = Write.builder();
      for (int number = 0; number < 400; number++) {
        all.record(node.events.draft(new Ordered("lamp", number), "key" + number % 8, Taint.NONE));
      }
      journal.writeNow(all.build());
      node.events.onAppended();
      await(() -> seen.size() == 400);
      assertThat(faults).isEmpty();
      assertThat(seen).doesNotHaveDuplicates();
      assertThat(most).hasValueBetween(2, 8);
      assertThat(node.inbox.open()).isEmpty();
    }
  }

  @Test
  void nodes_that_come_and_go_lose_nothing_and_keep_the_order_of_keys() throws Exception {
    int count = 1_000;
    try (Journal one = SqliteJournal.open(file(), world);
        Journal two = SqliteJournal.open(file(), world)) {
      List<Journal> journals = List.of(one, two);
      Map<String, Integer> last = new ConcurrentHashMap<>();
      Queue<String> disorder = new ConcurrentLinkedQueue<>();
      EventHandler<Ordered> ordered =
          (event, context) -> {
            // What was delivered before may come again; what comes for the first time is next.
            int before = last.getOrDefault(context.key(), event.number() % 10 - 10);
            if (event.number() > before + 10) {
              disorder.add(context.key() + ": " + event.number() + " after " + before);
            }
            last.merge(context.key(), event.number(), Math::max);
            seen.add(String.valueOf(event.number()));
          };
      try (EventNode publisher = new EventNode(one, world)) {
        Thread publishing =
            new Thread(
                () -> {
                  for (int number = 0; number < count; number++) {
                    publisher.events.publish(new Ordered("lamp", number), "key" + number % 10);
                  }
                });
        publishing.start();
        for (int round = 0; round < 20; round++) {
          try (EventNode node = new EventNode(journals.get(round % 2), world)) {
            node.events.subscribe(Subscription.of("orders", Ordered.class, ordered));
            world.sleep(Duration.ofMillis(40));
          }
        }
        publishing.join();
        try (EventNode node = new EventNode(two, world)) {
          node.events.subscribe(Subscription.of("orders", Ordered.class, ordered));
          await(() -> Set.copyOf(seen).size() == count);
        }
      }
      assertThat(disorder).isEmpty();
      assertThat(seen).as("they closed in good order").hasSize(count);
      assertThat(one.verify().ok()).isTrue();
    }
  }

  @Test
  void the_subscription_of_a_killed_process_is_taken_over_at_once() throws Exception {
    try (Journal journal = SqliteJournal.open(file(), world);
        EventNode here = new EventNode(journal, world);
        ChildProcess child = ChildProcess.start(Delivering.class, file().toString())) {
      assertThat(child.line()).isEqualTo("subscribed");
      for (int number = 1; number <= 20; number++) {
        here.events.publish(new Ordered("lamp", number), "k");
      }
      here.events.subscribe(Subscription.of("orders", Ordered.class, see("")));
      assertThat(child.line()).isEqualTo("1");
      String delivered = child.line();
      assertThat(delivered).isEqualTo("2");
      assertThat(seen).as("the other process delivers").isEmpty();

      long killed = world.millis();
      child.kill();
      await(() -> seen.contains("20"));
      assertThat(world.millis() - killed).as("long before its lease of an hour").isLessThan(30_000);
      assertThat(seen).doesNotHaveDuplicates();
      int first = Integer.parseInt(seen.peek());
      assertThat(first).as("nothing is left out").isBetween(1, 4);
      assertThat(seen).hasSize(20 - first + 1);
    }
  }

  /** Delivers slowly, a line for each event, until it is killed. */
  static final class Delivering {
    public static void main(String[] args) throws Exception {
      SystemWorld world = new SystemWorld();
      Journal journal = SqliteJournal.open(Path.of(args[0]), world);
      EventNode node = new EventNode(journal, world, Duration.ofHours(1));
      node.events.subscribe(
          Subscription.of(
              "orders",
              Ordered.class,
              (event, context) -> {
                System.out.println(event.number());
                world.sleep(Duration.ofMillis(300));
              }));
      System.out.println("subscribed");
      world.sleep(Duration.ofMinutes(2));
    }
  }
}
