package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Taint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signals: awaited, early, late, repeated, in time or not. */
class SignalTest {
  record Paid(int amount) {}

  private static Saga<Order, Order> awaiting(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.adding("a", 1))
        .await("paid", Paid.class, (Order order, Paid paid) -> order.plus(paid.amount()))
        .within(Duration.ofHours(1))
        .then(site.adding("end", 1))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_signal_wakes_the_run_that_awaits_it(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(awaiting(site), new Order("x", 0), "1");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      assertThat(run.status().why()).contains("paid");
      assertThat(run.status().at()).containsExactly("paid");

      site.aios().signal(run.id(), "paid", new Paid(100));

      assertThat(run.await(SOON).amount()).isEqualTo(102);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_a_signal_from_outside_brings_stays_labelled(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .await("paid", Paid.class, (Order order, Paid paid) -> order.plus(paid.amount()))
              .step(
                  "look",
                  Agent.<Order, Order>of(
                      "looker",
                      (order, context) -> site.did("with " + context.taint().sources(), order)))
              .build();
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      run.signal("paid", new Paid(7), "w1", Taint.of("webhook"));

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 7));
      assertThat(site.did).containsExactly("with [webhook]");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_signal_that_comes_early_is_kept_over_a_restart(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .sleep("nap", Duration.ofHours(1))
              .await("paid", Paid.class, (Order order, Paid paid) -> order.plus(paid.amount()))
              .build();
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      run.signal("paid", new Paid(7));
      site.settle();
      site.close(site.aios());

      Run<Object> again = site.open(saga).runs().get(run.id());
      site.pass(Duration.ofHours(2));

      assertThat(site.state(again)).isEqualTo(RunState.COMPLETED);
      assertThat(again.result()).contains(new Order("x", 7));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_signal_that_comes_too_late_finds_the_run_failed(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(awaiting(site), new Order("x", 0), "1");
      site.pass(Duration.ofMinutes(61));

      assertThat(site.state(run)).isEqualTo(RunState.FAILED);
      assertThat(run.status().why()).contains("paid", "in time");
      assertThatThrownBy(() -> run.signal("paid", new Paid(1)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("sell/1")
          .hasMessageContaining("FAILED");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void without_a_signal_in_time_the_run_goes_on_with_another_value(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .await("paid", Paid.class, (Order order, Paid paid) -> order.plus(paid.amount()))
              .within(Duration.ofHours(1), order -> order.plus(-1))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      site.pass(Duration.ofMinutes(61));

      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
      assertThat(run.result()).contains(new Order("x", -1));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_second_signal_with_the_same_id_changes_nothing(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .repeatUntil(
                  "twice",
                  order -> order.amount() >= 2,
                  5,
                  f -> f.await("paid", Paid.class, (Order o, Paid paid) -> o.plus(paid.amount())))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      run.signal("paid", new Paid(1), "payment-7");
      run.signal("paid", new Paid(1), "payment-7");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      run.signal("paid", new Paid(1), "payment-7");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);

      run.signal("paid", new Paid(1), "payment-8");

      assertThat(run.await(SOON).amount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void early_signals_are_taken_one_by_one_in_the_order_in_which_they_came(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .sleep("nap", Duration.ofSeconds(60))
              .repeatUntil(
                  "all",
                  order -> order.item().length() == 4,
                  9,
                  f ->
                      f.await(
                          "word",
                          String.class,
                          (Order o, String word) -> new Order(o.item() + word, o.amount())))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      for (String word : List.of("a", "b", "c")) {
        run.signal("word", word);
        site.pass(Duration.ofSeconds(1));
      }

      assertThat(run.await(SOON).item()).isEqualTo("xabc");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void signals_of_one_run_do_not_reach_another_whatever_the_keys(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .await("paid", Paid.class, (Order o, Paid paid) -> o.plus(paid.amount()))
              .await("consumed", Paid.class, (Order o, Paid paid) -> o.plus(paid.amount() * 10))
              .build();
      var aios = site.open();
      Run<Order> plain = aios.start(saga, new Order("x", 0), "k");
      Run<Order> nasty = aios.start(saga, new Order("x", 0), "k#paid");
      plain.signal("paid", new Paid(1), "1");
      nasty.signal("paid", new Paid(2), "1");
      site.settle();
      assertThat(site.state(plain)).isEqualTo(RunState.WAITING);
      assertThat(site.state(nasty)).isEqualTo(RunState.WAITING);
      plain.signal("consumed", new Paid(3), "1");
      nasty.signal("consumed", new Paid(4), "1");

      assertThat(plain.await(SOON).amount()).isEqualTo(31);
      assertThat(nasty.await(SOON).amount()).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_signal_that_nobody_awaits_or_of_another_type_is_refused(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(awaiting(site), new Order("x", 0), "1");

      assertThatThrownBy(() -> run.signal("piad", new Paid(1)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("piad")
          .hasMessageContaining("no such signal");
      assertThatThrownBy(() -> run.signal("paid", "much"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("String")
          .hasMessageContaining("Paid");
      run.signal("paid", new Paid(1));
      assertThat(run.await(SOON).amount()).isEqualTo(3);
    }
  }
}
