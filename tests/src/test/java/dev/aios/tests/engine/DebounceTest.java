package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.Debounce;
import dev.aios.api.run.Debounced;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that are put off until their calls pause. */
class DebounceTest {
  private static final Debounce CALM = Debounce.quiet(Duration.ofSeconds(30));
  private static final AtomicInteger CRASHES = new AtomicInteger();

  private static Saga<Order, Order> indexing(Site site, int version) {
    return Saga.named("index", version, Order.class)
        .step(
            "index",
            (order, context) -> {
              site.did(order.item() + " " + order.amount());
              return order;
            })
        .idempotent()
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void of_many_calls_one_run_begins_with_the_input_of_the_last(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      List<RunId> said = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        said.add(aios.debounce(saga, new Order("a", i), "folder-a", CALM));
        site.pass(Duration.ofSeconds(20));
      }
      assertThat(site.did).isEmpty();
      assertThat(said).containsOnly(said.get(0));
      assertThat(aios.runs().find(said.get(0))).isEmpty();
      site.pass(Duration.ofSeconds(11));

      assertThat(site.did).containsExactly("a 5");
      assertThat(aios.runs().get(said.get(0)).result()).contains(new Order("a", 5));
      assertThat(aios.runs().debounced(10)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void calls_after_the_run_has_begun_open_another(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      RunId first = aios.debounce(saga, new Order("a", 1), "folder-a", CALM);
      site.pass(Duration.ofSeconds(31));
      RunId second = aios.debounce(saga, new Order("a", 1), "folder-a", CALM);
      site.pass(Duration.ofSeconds(31));

      assertThat(second).isNotEqualTo(first);
      assertThat(site.did).containsExactly("a 1", "a 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void calls_that_do_not_pause_are_not_waited_for_beyond_the_limit(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      for (int i = 1; i <= 12; i++) {
        aios.debounce(saga, new Order("a", i), "folder-a", CALM.atMost(Duration.ofSeconds(95)));
        site.pass(Duration.ofSeconds(10));
      }
      // the first came at 0, so that it began at 95, with the input of 90
      assertThat(site.did).containsExactly("a 10");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_queues_delay_counts_from_when_the_run_begins_to_wait_there(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      aios.queues().define(WorkQueue.named("disk"));
      StartOptions later = StartOptions.through("disk").delay(Duration.ofMinutes(1));
      aios.debounce(saga, new Order("a", 1), "folder-a", CALM.options(later));
      site.pass(Duration.ofSeconds(80));
      assertThat(site.did).isEmpty();
      site.pass(Duration.ofSeconds(20));
      assertThat(site.did).containsExactly("a 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void keys_are_put_off_each_for_itself_and_can_be_seen(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      Instant began = site.world().instant();
      aios.debounce(saga, new Order("b", 1), "folder-b", Debounce.quiet(Duration.ofMinutes(2)));
      aios.debounce(saga, new Order("a", 1), "folder-a", CALM);
      site.pass(Duration.ofSeconds(10));
      RunId run = aios.debounce(saga, new Order("a", 2), "folder-a", CALM);

      assertThat(aios.runs().debounced(10))
          .extracting(Debounced::key)
          .containsExactly("folder-a", "folder-b");
      Debounced soonest = aios.runs().debounced(1).get(0);
      assertThat(soonest.run()).isEqualTo(run);
      assertThat(soonest.calls()).isEqualTo(2);
      assertThat(soonest.first()).isEqualTo(began);
      assertThat(soonest.due()).isEqualTo(began.plusSeconds(40));
      site.pass(Duration.ofMinutes(2));
      assertThat(site.did).containsExactly("a 2", "b 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_is_put_off_over_a_restart_and_begins_though_its_time_has_passed(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      RunId run = aios.debounce(saga, new Order("a", 1), "folder-a", CALM);
      site.crash();
      site.open();
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).as("nobody knows the saga here").isEmpty();
      site.aios().register(indexing(site, 2));
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).as("nor its version").isEmpty();
      site.aios().register(saga);
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).containsExactly("a 1");
      assertThat(site.aios().runs().get(run).status().state()).isEqualTo(RunState.COMPLETED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_run_begins_as_the_options_of_the_last_call_say(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      aios.queues().define(WorkQueue.named("slow"));
      aios.queues().pause("slow", "the disk is full");
      aios.debounce(saga, new Order("a", 1), "folder-a", CALM);
      RunId run =
          aios.debounce(
              saga, new Order("a", 2), "folder-a", CALM.options(StartOptions.through("slow")));
      site.pass(Duration.ofMinutes(1));

      assertThat(aios.runs().get(run).status().why()).contains("queued in slow");
      aios.queues().resume("slow");
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).containsExactly("a 2");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_makes_no_sense_is_refused(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = indexing(site, 1);
      Aios aios = site.open(saga);
      Order order = new Order("a", 1);
      assertThatThrownBy(() -> aios.debounce(saga, order, "k".repeat(174), CALM))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("174 characters, the most is 173");
      assertThatThrownBy(() -> aios.debounce(saga, order, " ", CALM))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> aios.debounce(saga, null, "k", CALM))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("it is null");
      assertThatThrownBy(() -> aios.debounce(saga, order, "k", null))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(
              () -> aios.debounce(saga, order, "k", CALM.options(StartOptions.through("nowhere"))))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("nowhere");
      assertThatThrownBy(() -> Debounce.quiet(Duration.ZERO))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("not more than zero");
      assertThatThrownBy(() -> CALM.atMost(Duration.ofSeconds(1)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("less than quiet");
      assertThatThrownBy(() -> aios.runs().debounced(0)).isInstanceOf(InvalidInputException.class);
      assertThat(aios.runs().debounced(10)).isEmpty();
      assertThat(aios.debounce(saga, order, "k".repeat(173), CALM).key()).hasSize(200);
    }
  }

  /** Wherever the process dies: the last call is worked on, and no run begins for one replaced. */
  @Property(tries = 40)
  void over_crashes_the_last_call_is_worked_on(
      @ForAll @IntRange(min = 1, max = 8) int calls,
      @ForAll @IntRange(min = 0, max = 3) int between,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 9) Integer> deaths) {
    try (Site site = new Site(Store.MEMORY, Path.of("nowhere"))) {
      Saga<Order, Order> saga = indexing(site, 1);
      List<Integer> left = new ArrayList<>(deaths);
      int called = 0;
      for (int turn = 0; turn < 100; turn++) {
        try {
          if (!site.isOpen()) {
            site.open(saga);
            if (!left.isEmpty()) {
              AtomicInteger more = new AtomicInteger(left.remove(0));
              site.journal().dieAfter(write -> more.decrementAndGet() == 0);
            }
          }
          while (called < calls) {
            site.aios().debounce(saga, new Order("a", called), "folder-a", CALM);
            called++;
            site.pass(Duration.ofSeconds(12L * between));
          }
          site.pass(Duration.ofMinutes(2));
        } catch (StorageException e) {
          assertThat(site.journal().isDead()).isTrue();
        }
        if (site.journal().isDead()) {
          CRASHES.incrementAndGet();
          site.crash();
        } else if (left.isEmpty()) {
          break;
        }
      }
      site.journal().dieAfter(write -> false);
      site.pass(Duration.ofMinutes(2));
      assertThat(site.aios().runs().debounced(10)).isEmpty();
      assertThat(site.aios().journal().rows(RowQuery.table("debounce.due"))).isEmpty();
      assertThat(site.did).last().isEqualTo("a " + (calls - 1));
      assertThat(site.aios().runs().list(null, 100))
          .allSatisfy(run -> assertThat(run.state()).isEqualTo(RunState.COMPLETED));
    }
  }

  @AfterContainer
  static void processes_did_die() {
    assertThat(CRASHES.get()).as("simulated deaths over all tries").isGreaterThan(20);
  }
}
