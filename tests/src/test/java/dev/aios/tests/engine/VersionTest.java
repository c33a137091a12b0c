package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run goes on with the version of its definition that it started with. */
class VersionTest {
  private static Saga<Order, Order> first(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.undoable("a"))
        .sleep("nap", Duration.ofMinutes(10))
        .then(site.adding("old", 1))
        .build();
  }

  private static Saga<Order, Order> second(Site site) {
    return Saga.named("sell", 2, Order.class)
        .then(site.undoable("a"))
        .sleep("nap", Duration.ofMinutes(10))
        .then(site.adding("new", 100))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void both_versions_run_side_by_side(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> v1 = first(site);
      Saga<Order, Order> v2 = second(site);
      Run<Order> old = site.open(v1).start(v1, new Order("x", 0), "old");
      site.close(site.aios());
      var aios = site.open(v1, v2);
      Run<Order> fresh = aios.start(v2, new Order("x", 0), "new");

      assertThat(fresh.await(SOON).amount()).isEqualTo(101);
      assertThat(aios.runs().get(old.id()).await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(old.id()).isNotEqualTo(fresh.id());
      assertThat(aios.runs().find(old.id()).orElseThrow().version()).isEqualTo(1);
      assertThat(fresh.status().version()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_whose_version_is_gone_is_parked_and_says_so(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> v1 = first(site);
      Run<Order> run = site.open(v1).start(v1, new Order("x", 0), "1");
      site.settle();
      site.crash();
      var aios = site.open(second(site));
      site.pass(Duration.ofMinutes(20));

      var status = site.status(aios.runs().get(run.id()));
      assertThat(status.state()).isEqualTo(RunState.WAITING);
      assertThat(status.why())
          .contains("version 1 of saga sell is not registered", "[2]", "register", "migrate");
      assertThat(aios.runs().list(RunState.WAITING, 10)).hasSize(1);

      aios.register(v1);
      assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(site.did).containsExactly("a", "old");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_migrated_run_goes_on_by_the_new_version(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> v1 = first(site);
      Run<Order> run = site.open(v1).start(v1, new Order("x", 0), "1");
      site.settle();
      site.close(site.aios());
      var aios = site.open(second(site));
      site.settle();

      aios.runs().migrate(run.id(), 2);

      assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(new Order("x", 101));
      assertThat(aios.runs().find(run.id()).orElseThrow().version()).isEqualTo(2);
      assertThat(site.did).containsExactly("a", "new");
      assertThat(aios.runs().history(run.id()))
          .anySatisfy(one -> assertThat(one.summary()).isEqualTo("from version 1 to 2"));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_live_run_is_migrated_where_it_waits(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> v1 = first(site);
      Run<Order> run = site.open(v1).start(v1, new Order("x", 0), "1");
      site.settle();
      site.aios().register(second(site));

      site.aios().runs().migrate(run.id(), 2);

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 101));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_version_that_lacks_what_the_run_has_done_is_refused(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> v1 = first(site);
      Saga<Order, Order> v3 =
          Saga.named("sell", 3, Order.class).then(site.adding("other", 1)).build();
      Run<Order> run = site.open(v1, v3).start(v1, new Order("x", 0), "1");
      site.settle();

      assertThatThrownBy(() -> site.aios().runs().migrate(run.id(), 3))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("sell/1")
          .hasMessageContaining("[a, nap]");
      assertThatThrownBy(() -> site.aios().runs().migrate(run.id(), 9))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("version 9 of saga sell is not registered");
      assertThat(run.await(SOON)).isEqualTo(new Order("x", 2));
      assertThatThrownBy(() -> site.aios().runs().migrate(run.id(), 3))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("COMPLETED");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void another_graph_under_the_same_version_is_refused(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> changed =
          Saga.named("sell", 1, Order.class).then(site.adding("other", 1)).build();
      site.open(first(site));

      assertThatThrownBy(() -> site.aios().register(changed))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("sell v1")
          .hasMessageContaining("raise the version");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_compensating_run_whose_version_is_gone_goes_on_when_it_is_back(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> v1 = first(site);
      Run<Order> run = site.open(v1).start(v1, new Order("x", 0), "1");
      site.settle();
      site.close(site.aios());
      var aios = site.open();
      aios.runs().get(run.id()).cancel("no longer wanted");
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).containsExactly("a");

      aios.register(v1);

      assertThat(site.failure(aios.runs().get(run.id())).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "undo a");
    }
  }
}
