package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starting: once by key, checked at the border, durable on return. */
class StartTest {
  record Checked(@NotBlank String name, @PositiveOrZero int amount) {}

  private static Saga<Order, Order> saga(Site site) {
    return Saga.named("sell", 1, Order.class).then(site.adding("a", 1)).build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_same_key_and_input_is_the_same_run(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = saga(site);
      site.open(saga).start(saga, new Order("x", 0), "1").await(SOON);
      site.aios().start(saga, new Order("x", 0), "1").await(SOON);
      site.close(site.aios());
      site.open(saga).start(saga, new Order("x", 0), "1").await(SOON);

      assertThat(site.did).containsExactly("a");
      assertThat(site.aios().runs().list(null, 10)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_same_key_and_another_input_is_an_error_that_says_so(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = saga(site);
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThatThrownBy(() -> site.aios().start(saga, new Order("x", 1), "1"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("sell/1")
          .hasMessageContaining("another input")
          .hasMessageContaining("another key");
      assertThat(run.await(SOON).amount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void thirty_starts_at_once_are_one_run(Store store, @TempDir Path dir) throws Exception {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = saga(site);
      var aios = site.open();
      ExecutorService callers = Executors.newFixedThreadPool(30);
      List<Future<Run<Order>>> handles = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        handles.add(callers.submit(() -> aios.start(saga, new Order("x", 0), "1")));
      }
      for (Future<Run<Order>> handle : handles) {
        assertThat(handle.get().await(SOON).amount()).isEqualTo(1);
      }
      callers.shutdown();

      assertThat(site.did).containsExactly("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_input_that_is_not_valid_is_refused_with_every_violation(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Checked, Checked> saga =
          Saga.named("check", 1, Checked.class).map("same", it -> it).build();

      assertThatThrownBy(() -> site.open().start(saga, new Checked(" ", -3), "1"))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.violations()).hasSize(2))
          .hasMessageContaining("input of saga check")
          .hasMessageContaining("name")
          .hasMessageContaining("amount");
      assertThat(site.aios().runs().find(new RunId("check", "1"))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_start_returned_for_survives_a_crash(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .sleep("nap", Duration.ofMinutes(1))
              .then(site.adding("a", 1))
              .build();
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      site.crash();

      assertThat(site.open(saga).runs().get(run.id()).await(SOON)).isEqualTo(new Order("x", 1));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_start_that_cannot_be_recorded_starts_nothing_and_can_be_repeated(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = saga(site);
      site.open(saga);
      site.journal().failAt(write -> true);

      assertThatThrownBy(() -> site.aios().start(saga, new Order("x", 0), "1"))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("full disk");
      site.settle();
      assertThat(site.did).isEmpty();
      site.journal().failAt(write -> false);

      assertThat(site.aios().start(saga, new Order("x", 0), "1").await(SOON).amount()).isEqualTo(1);
      assertThat(site.did).containsExactly("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_closed_runtime_starts_nothing(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      site.close(aios);

      assertThatThrownBy(() -> aios.start(saga(site), new Order("x", 0), "1"))
          .isInstanceOf(ClosedException.class)
          .hasMessageContaining("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void runs_are_found_and_listed_by_state(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .sleep("nap", order -> Duration.ofMinutes(order.amount()))
              .build();
      var aios = site.open();
      aios.start(saga, new Order("x", 30), "slow");
      aios.start(saga, new Order("x", 20), "quicker");
      aios.start(saga, new Order("x", 0), "done").await(SOON);

      assertThat(aios.runs().list(RunState.WAITING, 10))
          .extracting(status -> status.id().key())
          .containsExactly("quicker", "slow");
      assertThat(aios.runs().list(RunState.COMPLETED, 10)).hasSize(1);
      assertThat(aios.runs().list(null, 10)).hasSize(3);
      assertThat(aios.runs().list(RunState.WAITING, 1)).hasSize(1);
      assertThat(aios.runs().find(new RunId("sell", "none"))).isEmpty();
    }
  }
}
