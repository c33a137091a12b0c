package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues under crashes, with several nodes, and with whatever runs come. */
@SuppressWarnings("try") // closed in the midst of a test, to see what that does
class QueuePropertiesTest {
  private static final AtomicInteger CRASHES = new AtomicInteger();
  private static final Path NOWHERE = Path.of("nowhere");

  /** Work that holds its slot for a while. */
  private static Saga<Order, Order> work(List<String> did, String node) {
    return Saga.named("work", 1, Order.class)
        .step(
            "begin",
            (Order order) -> {
              did.add("begin " + order.item() + node);
              return order;
            })
        .idempotent()
        .sleep("take-time", order -> Duration.ofMinutes(1 + order.amount()))
        .step(
            "end",
            (Order order) -> {
              did.add("end " + order.item() + node);
              return order;
            })
        .idempotent()
        .build();
  }

  /**
   * Whatever comes, and wherever the process dies: never more than the limit at once, and all get
   * done.
   */
  @Property(tries = 40)
  void over_crashes_the_limit_holds_and_nothing_is_lost(
      @ForAll @IntRange(min = 1, max = 4) int limit,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 59) Integer> runs,
      @ForAll @Size(max = 4) List<@IntRange(min = 1, max = 60) Integer> deaths) {
    try (Site site = new Site(Store.MEMORY, NOWHERE)) {
      Saga<Order, Order> work = work(site.did, "");
      List<Integer> left = new ArrayList<>(deaths);
      site.open(work);
      site.aios().queues().define(WorkQueue.named("q").concurrency(limit));
      dieNext(site, left);
      int started = 0;
      for (int minutes = 0; minutes < 2_000; minutes++) {
        try {
          while (started < runs.size()) {
            int of = runs.get(started);
            StartOptions options =
                StartOptions.through("q").priority(of % 3 - 1).fairBy("lane" + of % 4);
            site.aios().start(work, new Order("r" + started, of % 5), "r" + started, options);
            started++;
          }
          site.pass(Duration.ofMinutes(1));
          if (!site.journal().isDead() && ended(site) == runs.size()) {
            break;
          }
        } catch (StorageException e) {
          assertThat(site.journal().isDead()).as("it fails only when it is dead").isTrue();
        }
        if (site.journal().isDead()) {
          CRASHES.incrementAndGet();
          site.crash();
          site.open(work);
          dieNext(site, left);
        }
      }
      assertThat(ended(site)).as("completed runs").isEqualTo(runs.size());
      assertThat(QueueTest.most(site.did)).as("at once").isLessThanOrEqualTo(limit);
      assertThat(site.aios().journal().rows(RowQuery.table("queue.entry"))).isEmpty();
    }
  }

  @AfterContainer
  static void processes_did_die() {
    assertThat(CRASHES.get()).as("simulated deaths over all tries").isGreaterThan(20);
  }

  private static int ended(Site site) {
    return site.aios().runs().list(RunState.COMPLETED, 1_000).size();
  }

  private static void dieNext(Site site, List<Integer> left) {
    if (!left.isEmpty()) {
      AtomicInteger more = new AtomicInteger(left.remove(0));
      site.journal().dieAfter(write -> more.decrementAndGet() == 0);
    }
  }

  /**
   * With one slot: a higher priority first; of one priority, lanes take turns: when a lane has had
   * two turns more than another that had runs waiting all the while, that would not be fair; within
   * a lane, as they came.
   */
  @Property(tries = 40)
  void priorities_lanes_and_arrival_decide_who_is_next(
      @ForAll @Size(min = 1, max = 25) List<@IntRange(min = 0, max = 11) Integer> runs) {
    try (Site site = new Site(Store.MEMORY, NOWHERE)) {
      Saga<Order, Order> work = work(site.did, "");
      site.open(work);
      site.aios().queues().define(WorkQueue.named("q"));
      site.aios().queues().pause("q", "until all are there");
      Map<String, Integer> priority = new HashMap<>();
      Map<String, Integer> lane = new HashMap<>();
      List<String> all = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        String item = String.format("%03d", i);
        all.add(item);
        priority.put(item, runs.get(i) % 3);
        lane.put(item, runs.get(i) / 3);
        site.aios()
            .start(
                work,
                new Order(item, 0),
                item,
                StartOptions.through("q")
                    .priority(runs.get(i) % 3)
                    .fairBy("lane" + runs.get(i) / 3));
      }
      site.aios().queues().resume("q");
      site.pass(Duration.ofMinutes(2L * runs.size()));

      List<String> begun =
          site.did.stream()
              .filter(what -> what.startsWith("begin "))
              .map(what -> what.substring("begin ".length()))
              .toList();
      assertThat(begun).containsExactlyInAnyOrderElementsOf(all);
      assertThat(begun)
          .isSortedAccordingTo(Comparator.comparing((String item) -> -priority.get(item)));
      for (int p = 0; p < 3; p++) {
        int of = p;
        List<String> level = begun.stream().filter(item -> priority.get(item) == of).toList();
        Map<Integer, Integer> size = new HashMap<>();
        level.forEach(item -> size.merge(lane.get(item), 1, Integer::sum));
        Map<Integer, Integer> had = new HashMap<>();
        for (String item : level) {
          int turn = had.merge(lane.get(item), 1, Integer::sum);
          size.forEach(
              (other, runsOfIt) ->
                  assertThat(had.getOrDefault(other, 0))
                      .as("turns of lane " + other + " when " + item + " is at turn " + turn)
                      .isGreaterThanOrEqualTo(Math.min(runsOfIt, turn - 1)));
        }
        for (int l = 0; l < 4; l++) {
          int which = l;
          assertThat(level.stream().filter(item -> lane.get(item) == which)).isSorted();
        }
      }
    }
  }

  private static Aios node(VirtualWorld world, Journal journal, Saga<?, ?> saga) {
    return Aios.builder()
        .journal(world.watching(journal))
        .world(world)
        .poll(Duration.ofSeconds(20))
        .lease(Duration.ofMinutes(10))
        .saga(saga)
        .open();
  }

  @Test
  void over_two_nodes_on_one_file_both_limits_hold(@TempDir Path dir) {
    List<String> did = new CopyOnWriteArrayList<>();
    Path file = dir.resolve("company.db");
    Saga<Order, Order> atA = work(did, "@a");
    Saga<Order, Order> atB = work(did, "@b");
    VirtualWorld world = VirtualWorld.create();
    try (Journal one = SqliteJournal.open(file, world);
        Journal two = SqliteJournal.open(file, world);
        Aios a = node(world, one, atA);
        Aios b = node(world, two, atB)) {
      a.queues().define(WorkQueue.named("q").concurrency(3).perNode(2));
      for (int i = 0; i < 20; i++) {
        (i % 2 == 0 ? a : b)
            .start(
                i % 2 == 0 ? atA : atB,
                new Order("r" + i, i % 3),
                "r" + i,
                StartOptions.through("q").fairBy("lane" + i % 3));
      }
      world.advance(Duration.ofMinutes(60));

      assertThat(a.runs().list(RunState.COMPLETED, 100)).hasSize(20);
      List<String> wherever = did.stream().map(what -> what.replaceFirst("@.$", "")).toList();
      assertThat(wherever).doesNotHaveDuplicates();
      assertThat(QueueTest.most(wherever)).as("at once, over both").isLessThanOrEqualTo(3);
      assertThat(did).as("both work").anyMatch(what -> what.endsWith("@a"));
      assertThat(did).anyMatch(what -> what.endsWith("@b"));
      assertThat(a.journal().rows(RowQuery.table("queue.entry"))).isEmpty();
      assertThat(world.failures()).isEmpty();
      assertThat(a.journal().verify().ok()).isTrue();
    } finally {
      world.close();
    }
  }
}
