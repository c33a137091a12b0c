package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.effect.Effect;
import dev.aios.api.event.Subscription;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Taint;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What sagas emit, and those who react to it. */
class EmitTest {
  record Sold(String item, int amount) {}

  private static Saga<Order, Order> selling(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.adding("a", 1))
        .emit("sold", order -> new Sold(order.item(), order.amount()), Order::item)
        .then(site.adding("end", 1))
        .build();
  }

  private static Subscription<Sold> noting(Site site) {
    return Subscription.of(
        "noting",
        Sold.class,
        (sold, context) -> site.did(context.key() + " sold " + sold.amount()));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_reaches_its_subscription_once_and_the_value_goes_on(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events().subscribe(noting(site));

      Run<Order> run = aios.start(selling(site), new Order("lamp", 4), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(6);
      site.pass(Duration.ofSeconds(10));
      assertThat(site.did).containsExactlyInAnyOrder("a", "end", "lamp sold 5");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void who_reacts_to_what_came_from_outside_works_with_its_label(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = selling(site);
      Policy noting =
          Policy.of(
              "noting",
              request -> {
                if (request.name().startsWith("told")) {
                  site.did(request.name() + " with " + request.taint().sources());
                }
                return Decision.ALLOW;
              });
      var aios = site.open(builder -> builder.saga(saga).policy(noting));
      aios.events()
          .subscribe(
              Subscription.of(
                  "watcher",
                  Sold.class,
                  (sold, context) -> {
                    context.effects().perform(telling("told-1", Taint.of("web page")));
                    context.effects().perform(telling("told-2", Taint.NONE));
                    site.did("watcher with " + context.taint().sources());
                  }));

      aios.start(saga, new Order("lamp", 4), "1", StartOptions.NONE.tainted(Taint.of("mail")));
      site.pass(Duration.ofSeconds(10));
      aios.events().publish(new Sold("own", 1), "");
      site.pass(Duration.ofSeconds(10));

      assertThat(site.did)
          .filteredOn(what -> what.contains("with"))
          .containsExactly(
              "told-1 with [mail, web page]",
              "told-2 with [mail, web page]",
              "watcher with [mail, web page]",
              "told-1 with [web page]",
              "told-2 with [web page]",
              "watcher with [web page]");
    }
  }

  private static Effect<String, String> telling(String name, Taint taint) {
    return Effect.named(name, "it was sold").idempotent().taint(taint).by((what, call) -> what);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_emitted_right_before_a_crash_is_delivered_after_it(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = selling(site);
      site.open(saga);
      site.journal()
          .dieAfter(
              write ->
                  write.records().stream().anyMatch(r -> r.body().toString().contains("sold")));
      Run<Order> run = site.aios().start(saga, new Order("lamp", 4), "1");
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();
      var aios = site.open(saga);
      aios.events().subscribe(noting(site));
      aios.runs().get(run.id()).cancel("enough");
      site.pass(Duration.ofMinutes(1));

      assertThat(site.did).containsOnlyOnce("lamp sold 5");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_that_fails_before_the_emit_emits_nothing(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.failing("bad"))
              .emit("sold", order -> new Sold(order.item(), order.amount()))
              .build();
      var aios = site.open();
      aios.events().subscribe(noting(site));
      site.failure(aios.start(saga, new Order("lamp", 4), "1"));
      site.pass(Duration.ofSeconds(10));

      assertThat(site.did).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_saga_choreographs_another_once_for_each_event(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Sold, Sold> thanking =
          Saga.named("thank", 1, Sold.class)
              .step(
                  "thank",
                  (Sold sold) -> {
                    site.did("thank " + sold.item());
                    return sold;
                  })
              .build();
      var aios = site.open();
      aios.events()
          .subscribe(
              Subscription.of(
                  "thanking",
                  Sold.class,
                  (sold, context) -> aios.start(thanking, sold, "sold/" + context.position())));
      Saga<Order, Order> selling = selling(site);
      aios.start(selling, new Order("lamp", 1), "1").await(SOON);
      aios.start(selling, new Order("chair", 1), "2").await(SOON);
      site.pass(Duration.ofSeconds(10));

      assertThat(aios.runs().list(RunState.COMPLETED, 10)).hasSize(4);
      assertThat(site.did).containsOnlyOnce("thank lamp").containsOnlyOnce("thank chair");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_that_cannot_be_made_fails_the_run(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .emit("sold", order -> new Thread("no value"))
              .build();

      Run<Order> run = site.open().start(saga, new Order("lamp", 4), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("sold", "Thread");
    }
  }
}
