package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Flow;
import dev.aios.api.saga.Saga;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A saga within a saga is a run of its own, waited for. */
class SubSagaTest {
  private static Saga<Order, Order> child(Site site, Flow<Order, Order> part) {
    return Saga.named("pack", 1, Order.class)
        .then(site.undoable("wrap"))
        .then(part)
        .map("packed", order -> order)
        .build();
  }

  private static Saga<Order, Order> parent(
      Site site, Saga<Order, Order> child, Flow<Order, Order> after) {
    return Saga.named("sell", 1, Order.class)
        .then(site.undoable("a"))
        .subSaga("pack", child, order -> order.item())
        .undo((Order packed) -> site.did("unpack " + packed.amount()))
        .then(after)
        .map("sold", order -> order)
        .build();
  }

  private static Run<Object> packing(Site site, String key) {
    return site.aios().runs().get(new RunId("pack", key));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void its_result_is_the_value_that_goes_on(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(site, child(site, site.adding("tape", 10)), site.adding("end", 100));

      Run<Order> run = site.open().start(saga, new Order("lamp", 0), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(112);
      assertThat(packing(site, "lamp").result()).contains(new Order("lamp", 12));
      assertThat(site.did).containsExactly("a", "wrap", "tape", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_parent_waits_holding_nothing_over_restarts(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(
              site, child(site, f -> f.sleep("dry", Duration.ofHours(1))), site.adding("end", 100));
      Run<Order> run = site.open(saga).start(saga, new Order("lamp", 0), "1");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      assertThat(run.status().why()).contains("pack/lamp");
      site.crash();

      Run<Object> again = site.open(saga).runs().get(run.id());
      site.pass(Duration.ofHours(1));

      assertThat(site.state(again)).isEqualTo(RunState.COMPLETED);
      assertThat(site.did).containsExactly("a", "wrap", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void its_failure_fails_the_parent_with_its_reason(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(site, child(site, site.failing("tear")), site.adding("end", 100));

      Run<Order> run = site.open().start(saga, new Order("lamp", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("pack/lamp", "tear does not work");
      assertThat(site.did).containsExactly("a", "wrap", "undo wrap", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_completed_one_is_undone_by_the_parents_undo(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(site, child(site, site.adding("tape", 10)), site.failing("bad"));

      Run<Order> run = site.open().start(saga, new Order("lamp", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).containsExactly("a", "wrap", "tape", "unpack 12", "undo a");
      assertThat(packing(site, "lamp").status().state()).isEqualTo(RunState.COMPLETED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_cancel_of_the_parent_cancels_it_first(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(
              site, child(site, f -> f.sleep("dry", Duration.ofDays(1))), site.adding("end", 100));
      Run<Order> run = site.open().start(saga, new Order("lamp", 0), "1");
      site.settle();

      run.cancel("no longer wanted");

      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(packing(site, "lamp").status().state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "wrap", "undo wrap", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_cancel_that_cannot_be_handed_on_at_first_is_handed_on_later(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(
              site, child(site, f -> f.sleep("dry", Duration.ofDays(1))), site.adding("end", 100));
      Run<Order> run = site.open().start(saga, new Order("lamp", 0), "1");
      site.settle();
      site.journal()
          .failAt(
              write ->
                  write.rows().stream().anyMatch(row -> row.key().contains("$cancel#pack/lamp")));
      run.cancel("no longer wanted");
      site.settle();
      assertThat(packing(site, "lamp").status().state().isFinal()).isFalse();
      site.journal().failAt(write -> false);
      site.pass(Duration.ofMinutes(1));

      assertThat(packing(site, "lamp").status().state().isFinal()).isTrue();
      assertThat(run.status().state().isFinal()).as(run.status().toString()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_cancel_of_the_child_alone_fails_the_parent(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(
              site, child(site, f -> f.sleep("dry", Duration.ofDays(1))), site.adding("end", 100));
      Run<Order> run = site.open().start(saga, new Order("lamp", 0), "1");
      site.settle();

      packing(site, "lamp").cancel("out of tape");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("CANCELLED", "out of tape");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_failure_beside_it_takes_it_back(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> child = child(site, f -> f.sleep("dry", Duration.ofDays(1)));
      Saga<Order, List<Order>> saga =
          Saga.named("sell", 1, Order.class)
              .<Order>parallelAll(
                  "both",
                  List.of(
                      f -> f.subSaga("pack", child, order -> order.item()),
                      f -> f.sleep("nap", Duration.ofMinutes(1)).then(site.failing("bad"))))
              .build();

      Run<List<Order>> run = site.open().start(saga, new Order("lamp", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.FAILED);
      assertThat(packing(site, "lamp").status().state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("wrap", "undo wrap");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_failure_in_the_moment_of_its_start_leaves_no_orphan(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> child = child(site, f -> f.sleep("dry", Duration.ofDays(1)));
      Saga<Order, List<Order>> saga =
          Saga.named("sell", 1, Order.class)
              .<Order>parallelAll(
                  "both",
                  List.of(
                      f -> f.subSaga("pack", child, order -> order.item()),
                      f ->
                          f.map(
                              "bad",
                              order -> {
                                throw new IllegalStateException("bad does not work");
                              })))
              .build();

      Run<List<Order>> run = site.open().start(saga, new Order("lamp", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.FAILED);
      site.pass(Duration.ofMinutes(1));
      assertThat(site.aios().runs().find(new RunId("pack", "lamp")))
          .satisfiesAnyOf(
              none -> assertThat(none).isEmpty(),
              taken -> assertThat(taken.orElseThrow().state()).isEqualTo(RunState.CANCELLED));
      assertThat(List.copyOf(site.did)).isIn(List.of(), List.of("wrap", "undo wrap"));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void two_parents_join_one_child_and_both_get_its_result(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> child = child(site, f -> f.sleep("dry", Duration.ofMinutes(5)));
      Saga<Order, Order> saga = parent(site, child, site.adding("end", 100));
      var aios = site.open();
      Run<Order> one = aios.start(saga, new Order("lamp", 0), "1");
      Run<Order> two = aios.start(saga, new Order("lamp", 0), "2");
      site.settle();
      Run<Order> direct = aios.start(child, new Order("lamp", 1), "lamp");

      assertThat(one.await(SOON).amount()).isEqualTo(102);
      assertThat(two.await(SOON).amount()).isEqualTo(102);
      assertThat(direct.await(SOON).amount()).isEqualTo(2);
      assertThat(site.did).containsOnlyOnce("wrap");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_child_that_ended_long_ago_is_joined_too(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> child = child(site, site.adding("tape", 10));
      Saga<Order, Order> saga = parent(site, child, site.adding("end", 100));
      var aios = site.open();
      aios.start(child, new Order("lamp", 1), "lamp").await(SOON);

      assertThat(aios.start(saga, new Order("lamp", 0), "1").await(SOON).amount()).isEqualTo(112);
      assertThat(site.did).containsOnlyOnce("wrap");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_child_started_with_another_input_fails_the_parent(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> child = child(site, f -> f.sleep("dry", Duration.ofMinutes(5)));
      Saga<Order, Order> saga = parent(site, child, site.adding("end", 100));
      var aios = site.open();
      Run<Order> other = aios.start(child, new Order("lamp", 77), "lamp");

      Run<Order> run = aios.start(saga, new Order("lamp", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("pack/lamp", "another input");
      assertThat(other.await(SOON).amount()).isEqualTo(78);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_input_that_is_not_valid_for_it_fails_the_parent_with_every_violation(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Checked, Checked> child =
          Saga.named("pack", 1, Checked.class).map("same", it -> it).build();
      Saga<Order, Checked> saga =
          Saga.named("sell", 1, Order.class)
              .map("check", order -> new Checked("", order.amount()))
              .subSaga("pack", child, it -> "p")
              .build();

      Run<Checked> run = site.open().start(saga, new Order("lamp", -1), "1");

      assertThat(site.failure(run).why()).contains("name", "amount");
      assertThat(site.aios().runs().find(new RunId("pack", "p"))).isEmpty();
    }
  }

  record Checked(
      @jakarta.validation.constraints.NotBlank String name,
      @jakarta.validation.constraints.PositiveOrZero int amount) {}

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_crash_between_the_wait_and_the_childs_start_starts_it_after(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          parent(site, child(site, site.adding("tape", 10)), site.adding("end", 100));
      site.open(saga);
      site.journal()
          .dieAfter(write -> write.records().stream().anyMatch(r -> r.kind().equals("step.waits")));
      Run<Order> run = site.aios().start(saga, new Order("lamp", 0), "1");
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();

      Run<Object> again = site.open(saga).runs().get(run.id());

      assertThat(again.await(SOON)).isEqualTo(new Order("lamp", 112));
      assertThat(site.did).containsExactly("a", "wrap", "tape", "end");
    }
  }
}
