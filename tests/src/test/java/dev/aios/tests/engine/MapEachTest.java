package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Flow;
import dev.aios.api.saga.Saga;
import dev.aios.api.saga.SagaBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same for each element of a list. */
class MapEachTest {
  private static SagaBuilder<Order, Order> sell() {
    return Saga.named("sell", 1, Order.class);
  }

  /** The numbers from 1 to the order's amount. */
  private static List<Integer> numbers(Order order) {
    return IntStream.rangeClosed(1, order.amount()).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void results_come_in_the_lists_order_and_no_more_are_under_way_than_may_be(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger underWay = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      Saga<Order, List<Integer>> saga =
          sell()
              .<Integer, Integer, List<Integer>>mapEach(
                  "lines",
                  MapEachTest::numbers,
                  3,
                  line ->
                      line.step(
                          "line",
                          (Integer n) -> {
                            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                            // the later ones are quicker
                            site.world().sleep(Duration.ofMinutes(20 - n));
                            underWay.decrementAndGet();
                            return n * n;
                          }),
                  (order, squares) -> List.copyOf(squares))
              .build();

      Run<List<Integer>> run = site.open().start(saga, new Order("a", 7), "1");

      assertThat(run.await(Duration.ofDays(1))).containsExactly(1, 4, 9, 16, 25, 36, 49);
      assertThat(most.get()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_empty_list_is_done_at_once(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, String> saga =
          sell()
              .<Integer, Integer, String>mapEach(
                  "lines",
                  MapEachTest::numbers,
                  3,
                  line -> line.map("same", n -> n),
                  (order, results) -> order.item() + results)
              .build();

      assertThat(site.open().start(saga, new Order("a", 0), "1").await(SOON)).isEqualTo("a[]");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void after_a_crash_what_was_done_is_not_done_again(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Integer> saga =
          sell()
              .<Integer, Integer, Integer>mapEach(
                  "lines",
                  MapEachTest::numbers,
                  2,
                  line ->
                      line.step("first", (Integer n) -> site.did("first " + n, n))
                          .sleep("pause", Duration.ofHours(1))
                          .step("second", (Integer n) -> site.did("second " + n, n * 10)),
                  (order, results) -> results.stream().mapToInt(n -> n).sum())
              .build();
      site.open().start(saga, new Order("a", 5), "1");
      site.settle();
      assertThat(site.did).containsExactlyInAnyOrder("first 1", "first 2");

      site.crash();
      site.open(saga);
      site.pass(Duration.ofMinutes(70));
      site.crash();
      site.open(saga);
      site.pass(Duration.ofHours(6));

      Run<Object> run = site.aios().runs().get(dev.aios.api.run.RunId.parse("sell/1"));
      assertThat(run.result()).contains(150);
      List<String> all = new ArrayList<>();
      for (int n = 1; n <= 5; n++) {
        all.addAll(List.of("first " + n, "second " + n));
      }
      assertThat(site.did).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_failure_takes_back_what_was_done_for_every_element_the_last_first(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Integer> saga =
          sell()
              .<Integer, Integer, Integer>mapEach(
                  "lines",
                  MapEachTest::numbers,
                  1,
                  line ->
                      line.step(
                              "book",
                              (Integer n) -> {
                                if (n == 4) {
                                  throw new IllegalStateException("no more room");
                                }
                                return site.did("book " + n, n);
                              })
                          .undo((Integer n) -> site.did("free " + n)),
                  (order, results) -> results.size())
              .build();
      Run<Integer> run = site.open().start(saga, new Order("a", 6), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did)
          .containsExactly("book 1", "book 2", "book 3", "free 3", "free 2", "free 1");
      assertThat(run.status().why()).contains("book#4", "no more room");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_race_within_one_element_takes_back_only_its_own_losers(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Flow<Integer, Integer> slow =
          f ->
              f.step("hold", (Integer n) -> site.did("hold " + n, n))
                  .undo((Integer n) -> site.did("release " + n))
                  .sleep("long", Duration.ofDays(1));
      Flow<Integer, Integer> quick =
          f -> f.sleep("short", n -> Duration.ofMinutes(n)).map("won", n -> n);
      Saga<Order, Integer> saga =
          sell()
              .<Integer, Integer, Integer>mapEach(
                  "lines",
                  MapEachTest::numbers,
                  20,
                  line -> line.parallelFirst("race", List.of(slow, quick)),
                  (order, results) -> results.stream().mapToInt(n -> n).sum())
              .build();
      Run<Integer> run = site.open().start(saga, new Order("a", 12), "1");
      site.pass(Duration.ofMinutes(1).plusSeconds(30));

      assertThat(site.did).filteredOn(what -> what.startsWith("rel")).containsExactly("release 1");
      assertThat(run.await(Duration.ofDays(1))).isEqualTo(78);
      assertThat(site.did).filteredOn(what -> what.startsWith("rel")).hasSize(12);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_list_within_a_list_keeps_its_elements_apart(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Flow<Integer, Integer> inner =
          f ->
              f.<Integer, Integer, Integer>mapEach(
                  "inner",
                  n -> Collections.nCopies(n, n),
                  2,
                  g -> g.step("one", (Integer n) -> n),
                  (n, results) -> results.stream().mapToInt(r -> r).sum());
      Saga<Order, List<Integer>> saga =
          sell()
              .<Integer, Integer, List<Integer>>mapEach(
                  "outer",
                  MapEachTest::numbers,
                  12,
                  inner,
                  (order, results) -> List.copyOf(results))
              .build();

      assertThat(site.open().start(saga, new Order("a", 11), "1").await(SOON))
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 11).mapToObj(n -> n * n).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_list_that_is_too_long_or_holds_null_fails_the_run_and_says_so(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Integer> saga =
          sell()
              .<Integer, Integer, Integer>mapEach(
                  "lines",
                  order ->
                      order.amount() == 0
                          ? Collections.singletonList(null)
                          : Collections.nCopies(order.amount(), 1),
                  3,
                  line -> line.map("same", n -> n),
                  (order, results) -> results.size())
              .build();
      var aios = site.open();

      assertThat(site.failure(aios.start(saga, new Order("a", 10_001), "1")).why())
          .contains("lines", "10001 elements", "10000");
      assertThat(site.failure(aios.start(saga, new Order("a", 0), "2")).why())
          .contains("lines", "element 1 is null");
    }
  }

  @Test
  void the_diagram_shows_it() {
    Saga<Order, Integer> saga =
        sell()
            .<Integer, Integer, Integer>mapEach(
                "lines",
                MapEachTest::numbers,
                3,
                line -> line.step("line", (Integer n) -> n),
                (order, results) -> results.size())
            .build();

    assertThat(saga.diagram()).contains("lines", "line", "each, 3 at once");
  }
}
