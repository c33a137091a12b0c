package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.InDoubtException;
import dev.aios.api.effect.Reconcile;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Write;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A crash between the intent and the outcome of an effect: never a blind second try. */
class InDoubtTest {
  private static Predicate<Write> of(String kind) {
    return write -> write.records().stream().anyMatch(record -> record.kind().equals(kind));
  }

  private static Saga<Order, Order> charging(
      Site site, Reconcile<Order, Order> reconcile, boolean idempotent) {
    var step =
        Saga.named("sell", 1, Order.class)
            .then(site.undoable("a"))
            .step(
                "charge",
                (Order order, dev.aios.api.effect.EffectCall call) -> {
                  site.did("charge " + call.idempotencyKey() + " " + call.attempt());
                  return order.plus(10);
                })
            .undo((Order order) -> site.did("refund " + order.amount()));
    if (reconcile != null) {
      step = step.reconcile(reconcile);
    }
    if (idempotent) {
      step = step.idempotent();
    }
    return step.then(site.adding("end", 100)).build();
  }

  /** Runs until the process dies with the intent of the charge recorded and nothing more. */
  private static Run<?> crashBehindIntent(Site site, Saga<Order, Order> saga) {
    site.open(saga);
    // the outcome of the step before and the intent go in one write
    site.journal()
        .dieAfter(
            write ->
                write.records().stream()
                    .anyMatch(r -> r.body().toString().contains("\"node\":\"charge\"")));
    Run<Order> run = site.aios().start(saga, new Order("x", 0), "1");
    site.settle();
    assertThat(site.journal().isDead()).isTrue();
    assertThat(site.did).containsExactly("a");
    site.crash();
    return site.open(saga).runs().get(run.id());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_idempotent_step_is_tried_again_under_its_key(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindIntent(site, charging(site, null, true));

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 111));
      assertThat(site.did).containsExactly("a", "charge sell/1:charge 2", "end");
      assertThat(site.aios().inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void reconcile_finds_that_it_happened(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Reconcile<Order, Order> found =
          (order, key) -> {
            site.did("look for " + key + " of " + order.amount());
            return Optional.of(new Order("found", 50));
          };

      Run<?> run = crashBehindIntent(site, charging(site, found, false));

      assertThat(run.await(SOON)).isEqualTo(new Order("found", 150));
      assertThat(site.did).containsExactly("a", "look for sell/1:charge of 1", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void reconcile_finds_that_it_did_not_happen_and_it_is_tried(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindIntent(site, charging(site, (order, key) -> Optional.empty(), false));

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 111));
      assertThat(site.did).containsExactly("a", "charge sell/1:charge 2", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void reconcile_cannot_tell_so_a_person_is_asked(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Reconcile<Order, Order> blind =
          (order, key) -> {
            throw new IllegalStateException("the bank is closed");
          };

      Run<?> run = crashBehindIntent(site, charging(site, blind, false));

      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      assertThat(item.title()).contains("charge", "sell/1", "the bank is closed");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      site.aios().inbox().decide(item, new Verdict.Happened(new Order("told", 5)), "ann");
      assertThat(run.await(SOON)).isEqualTo(new Order("told", 105));
      assertThat(site.did).containsExactly("a", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void without_reconcile_a_person_says_that_it_did_not_happen(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindIntent(site, charging(site, null, false));
      InboxItem item = site.item();
      assertThat(item.title()).contains("did charge of sell/1 happen", "sell/1:charge");
      assertThat(run.status().at()).containsExactly("charge");
      assertThat(run.status().why()).contains("in doubt");

      site.aios().inbox().decide(item, new Verdict.DidNotHappen(), "ann");

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 111));
      assertThat(site.did).containsExactly("a", "charge sell/1:charge 2", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_second_crash_asks_no_second_time(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = charging(site, null, false);
      Run<?> run = crashBehindIntent(site, saga);
      InboxItem item = site.item();
      site.crash();
      Run<Object> again = site.open(saga).runs().get(run.id());
      site.settle();

      assertThat(site.item().id()).isEqualTo(item.id());
      site.aios().inbox().decide(item, new Verdict.Happened(new Order("told", 5)), "ann");
      assertThat(again.await(SOON)).isEqualTo(new Order("told", 105));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void cancelled_while_in_doubt_the_answer_decides_what_is_undone(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindIntent(site, charging(site, null, false));
      InboxItem item = site.item();
      run.cancel("no longer wanted");
      assertThat(site.state(run)).isEqualTo(RunState.COMPENSATING);

      site.aios().inbox().decide(item, new Verdict.Happened(new Order("told", 5)), "ann");

      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "refund 5", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void cancelled_while_in_doubt_and_it_did_not_happen_there_is_nothing_to_refund(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindIntent(site, charging(site, null, false));
      run.cancel("no longer wanted");
      site.settle();

      site.aios().inbox().decide(site.item(), new Verdict.DidNotHappen(), "ann");

      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void cancelled_while_down_an_idempotent_step_is_tried_to_know_what_to_undo(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = charging(site, null, true);
      site.open(saga);
      site.journal()
          .dieAfter(
              write ->
                  write.records().stream()
                      .anyMatch(r -> r.body().toString().contains("\"node\":\"charge\"")));
      Run<Order> run = site.aios().start(saga, new Order("x", 0), "1");
      site.settle();
      site.crash();
      // not registered, so that nothing moves before the cancel is stored
      site.open().runs().get(run.id()).cancel("no longer wanted");
      site.aios().register(saga);

      assertThat(site.failure(site.aios().runs().get(run.id())).state())
          .isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "charge sell/1:charge 2", "refund 11", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void code_that_lost_track_says_so_itself(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "charge",
                  (Order order) -> {
                    if (order.amount() == 0) {
                      throw new InDoubtException("the connection broke after the order", null);
                    }
                    return order;
                  })
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(site.item().title()).contains("the connection broke after the order");
      site.aios().inbox().decide(site.item(), new Verdict.Happened(new Order("y", 2)), "ann");
      assertThat(run.await(SOON)).isEqualTo(new Order("y", 2));
    }
  }

  // effects within an agent's step

  private static Saga<Order, Order> acting(Site site, Effect.Builder<String> second) {
    Agent<Order, Order> agent =
        Agent.of(
            "actor",
            (order, context) -> {
              site.did("think");
              context
                  .effects()
                  .perform(
                      Effect.named("first", "1")
                          .by(
                              (request, call) -> {
                                site.did("first");
                                return "ok";
                              }));
              String got =
                  context
                      .effects()
                      .perform(
                          second.by(
                              (request, call) -> {
                                site.did("second " + call.attempt());
                                return "got " + call.idempotencyKey();
                              }));
              return new Order(got, order.amount());
            });
    return Saga.named("sell", 1, Order.class)
        .step("act", agent)
        .undo((Order order) -> site.did("undo act"))
        .then(site.adding("end", 1))
        .build();
  }

  private static Run<?> crashBehindSecondIntent(Site site, Saga<Order, Order> saga) {
    site.open(saga);
    site.journal()
        .dieAfter(
            of("effect.begun")
                .and(
                    write ->
                        write.records().stream()
                            .anyMatch(r -> r.body().toString().contains("\"second\""))));
    Run<Order> run = site.aios().start(saga, new Order("x", 0), "1");
    site.settle();
    assertThat(site.journal().isDead()).isTrue();
    assertThat(site.did).containsExactly("think", "first");
    site.crash();
    return site.open(saga).runs().get(run.id());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_inner_idempotent_effect_is_tried_again_and_what_was_done_is_remembered(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run =
          crashBehindSecondIntent(site, acting(site, Effect.named("second", "2").idempotent()));

      assertThat(run.await(SOON)).isEqualTo(new Order("got sell/1:act:second", 1));
      assertThat(site.did).containsExactly("think", "first", "think", "second 2", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_inner_effect_in_doubt_happened(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindSecondIntent(site, acting(site, Effect.named("second", "2")));
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      assertThat(item.title()).contains("second", "act", "sell/1");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);

      site.aios().inbox().decide(item, new Verdict.Happened("told"), "ann");

      assertThat(run.await(SOON)).isEqualTo(new Order("told", 1));
      assertThat(site.did).containsExactly("think", "first", "think", "think", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_inner_effect_in_doubt_did_not_happen(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindSecondIntent(site, acting(site, Effect.named("second", "2")));

      site.aios().inbox().decide(site.item(), new Verdict.DidNotHappen(), "ann");

      assertThat(run.await(SOON)).isEqualTo(new Order("got sell/1:act:second", 1));
      assertThat(site.did).containsExactly("think", "first", "think", "think", "second 2", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void cancelled_while_an_inner_effect_is_in_doubt_it_is_asked_what_is_to_be_undone(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<?> run = crashBehindSecondIntent(site, acting(site, Effect.named("second", "2")));
      InboxItem item = site.item();

      run.cancel("no longer wanted");

      InboxItem whole = site.item();
      assertThat(site.aios().inbox().find(item.id()).orElseThrow().state())
          .isEqualTo(InboxItem.State.LAPSED);
      assertThat(whole.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      assertThat(whole.title()).contains("did act of sell/1 happen", "half-way", "first, second");
      site.aios().inbox().decide(whole, new Verdict.Happened(new Order("y", 9)), "ann");
      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).endsWith("undo act");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_inner_effects_reconcile_is_asked_first(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Agent<Order, Order> agent =
          Agent.of(
              "actor",
              (order, context) ->
                  context
                      .effects()
                      .perform(
                          Effect.named("only", order)
                              .<Order>by(
                                  (request, call) -> request.plus(1),
                                  (request, key) -> {
                                    site.did("look for " + key);
                                    return Optional.of(request.plus(500));
                                  })));
      Saga<Order, Order> saga = Saga.named("sell", 1, Order.class).step("act", agent).build();
      site.open(saga);
      site.journal().dieAfter(of("effect.begun"));
      Run<Order> run = site.aios().start(saga, new Order("x", 0), "1");
      site.settle();
      site.crash();

      Run<Object> again = site.open(saga).runs().get(run.id());

      assertThat(again.await(SOON)).isEqualTo(new Order("x", 500));
      assertThat(site.did).containsExactly("look for sell/1:act:only");
    }
  }
}
