package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.Extension;
import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The one door: policies, interceptors, breaker and memory, for steps, inner effects, the host. */
class DoorTest {
  /** Where the effect "send" stands: it is a step, or an agent performs it within its step. */
  enum Way {
    STEP {
      @Override
      Saga<Order, Order> saga(Site site) {
        return Saga.named("sell", 1, Order.class)
            .then(site.undoable("before"))
            .step(
                "send",
                (Order order) -> {
                  site.did("send " + order.amount());
                  return order.plus(1);
                })
            .sensitivity(Sensitivity.HIGH)
            .kind(EffectKind.MAIL)
            .target("smtp.example")
            .retry(ONCE_MORE)
            .then(site.adding("end", 0))
            .build();
      }
    },
    INNER {
      @Override
      Saga<Order, Order> saga(Site site) {
        Agent<Order, Order> sender =
            Agent.of(
                "sender",
                (order, context) ->
                    context
                        .effects()
                        .perform(
                            Effect.named("send", order)
                                .kind(EffectKind.MAIL)
                                .sensitivity(Sensitivity.HIGH)
                                .target("smtp.example")
                                .retry(ONCE_MORE)
                                .by(
                                    (request, call) -> {
                                      site.did("send " + request.amount());
                                      return request.plus(1);
                                    })));
        return Saga.named("sell", 1, Order.class)
            .then(site.undoable("before"))
            .step("act", sender)
            .then(site.adding("end", 0))
            .build();
      }
    };

    private static final Retry ONCE_MORE =
        Retry.exponential(2, Duration.ofSeconds(1), Duration.ofSeconds(1));

    abstract Saga<Order, Order> saga(Site site);
  }

  static Stream<Arguments> everywhere() {
    return Stream.of(Store.values())
        .flatMap(store -> Stream.of(Way.values()).map(way -> Arguments.of(store, way)));
  }

  private static Policy rule(Function<EffectRequest, Decision> rule) {
    return Policy.of(
        "the-rule",
        request -> request.name().equals("send") ? rule.apply(request) : Decision.ALLOW);
  }

  /** An extension that stands around every effect. */
  private static Extension around(String name, EffectInterceptor interceptor) {
    return new Extension() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void install(Installation on) {
        on.interceptor(interceptor);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void policies_see_what_was_declared_and_where_it_comes_from(
      Store store, Way way, @TempDir Path dir) {
    List<EffectRequest> seen = new CopyOnWriteArrayList<>();
    try (Site site = new Site(store, dir)) {
      Policy policy =
          rule(
              request -> {
                seen.add(request);
                return Decision.ALLOW;
              });
      site.open(builder -> builder.policy(policy))
          .start(way.saga(site), new Order("x", 0), "1")
          .await(SOON);
    }
    assertThat(seen).hasSize(1);
    EffectRequest request = seen.get(0);
    assertThat(request.sensitivity()).isEqualTo(Sensitivity.HIGH);
    assertThat(request.kind()).isEqualTo(EffectKind.MAIL);
    assertThat(request.target()).isEqualTo("smtp.example");
    assertThat(request.request()).isEqualTo(new Order("x", 1));
    assertThat(request.attempt()).isEqualTo(1);
    assertThat(request.idempotencyKey())
        .isEqualTo(way == Way.STEP ? "sell/1:send" : "sell/1:act:send");
    assertThat(request.origin())
        .isEqualTo(
            way == Way.STEP
                ? new EffectRequest.Origin("sell", "sell/1", "send", null, null)
                : new EffectRequest.Origin("sell", "sell/1", "act", "sender", null));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void denied_it_is_not_performed_and_the_run_is_taken_back(
      Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Policy policy = rule(request -> new Decision.Deny("no mail to strangers"));

      Run<Order> run =
          site.open(builder -> builder.policy(policy))
              .start(way.saga(site), new Order("x", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("the-rule", "no mail to strangers");
      assertThat(site.did).containsExactly("before", "undo before");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void a_policy_that_throws_denies(Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Policy policy =
          rule(
              request -> {
                throw new IllegalStateException("the rule is broken");
              });

      Run<Order> run =
          site.open(builder -> builder.policy(policy))
              .start(way.saga(site), new Order("x", 0), "1");

      assertThat(site.failure(run).why()).contains("the-rule", "the rule is broken");
      assertThat(site.did).containsExactly("before", "undo before");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void transformed_it_is_performed_with_the_other_request(Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Policy policy = rule(request -> new Decision.Transform(new Order("safe", 70), "capped"));

      Run<Order> run =
          site.open(builder -> builder.policy(policy))
              .start(way.saga(site), new Order("x", 0), "1");

      assertThat(run.await(SOON)).isEqualTo(new Order("safe", 71));
      assertThat(site.did).containsExactly("before", "send 70", "end");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void deferred_the_run_waits_and_the_policies_are_asked_again(
      Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicReference<Instant> until = new AtomicReference<>();
      Policy policy =
          rule(
              request ->
                  site.world().instant().isBefore(until.get())
                      ? new Decision.Defer(until.get(), "office hours")
                      : Decision.ALLOW);
      var aios = site.open(builder -> builder.policy(policy));
      until.set(site.world().instant().plus(Duration.ofMinutes(20)));

      Run<Order> run = aios.start(way.saga(site), new Order("x", 0), "1");

      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      assertThat(run.status().why()).contains("office hours");
      assertThat(run.status().until()).isEqualTo(until.get());
      site.pass(Duration.ofMinutes(21));
      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
      assertThat(site.did).containsExactly("before", "send 1", "end");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void where_approval_is_required_a_person_lets_it_pass(Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Policy policy = rule(request -> new Decision.RequireApproval("ann", "it is a lot of money"));
      Saga<Order, Order> saga = way.saga(site);
      Run<Order> run =
          site.open(builder -> builder.policy(policy).saga(saga))
              .start(saga, new Order("x", 0), "1");
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.APPROVAL);
      assertThat(item.title()).contains("sell/1", "send", "it is a lot of money");
      assertThat(item.ask()).containsExactly("ann");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      site.crash();
      var aios = site.open(builder -> builder.policy(policy).saga(saga));
      site.settle();

      aios.inbox().approve(site.item(), "ann");

      assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(site.did).containsExactly("before", "send 1", "end");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void a_person_who_rejects_it_fails_the_step(Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Policy policy = rule(request -> new Decision.RequireApproval("ann", "it is a lot of money"));
      Run<Order> run =
          site.open(builder -> builder.policy(policy))
              .start(way.saga(site), new Order("x", 0), "1");

      site.aios().inbox().reject(site.item(), "too much", "ann");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("rejected by ann", "too much");
      assertThat(site.did).containsExactly("before", "undo before");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void interceptors_stand_around_it_the_first_outermost(Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger failures = new AtomicInteger(1);
      EffectInterceptor outer =
          (request, next) -> {
            if (!request.name().equals("send")) {
              return next.proceed();
            }
            site.did("outer");
            Object outcome = next.proceed();
            site.did("outer end");
            return outcome;
          };
      EffectInterceptor flaky =
          (request, next) -> {
            if (request.name().equals("send") && failures.getAndDecrement() > 0) {
              throw new IllegalStateException("simulated");
            }
            return next.proceed();
          };

      Run<Order> run =
          site.open(
                  builder ->
                      builder.extension(around("one", outer)).extension(around("two", flaky)))
              .start(way.saga(site), new Order("x", 0), "1");

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(site.did)
          .containsExactly("before", "outer", "outer", "send 1", "outer end", "end");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void the_breaker_of_a_target_opens_and_later_lets_through(
      Store store, Way way, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicReference<Boolean> down = new AtomicReference<>(true);
      EffectInterceptor server =
          (request, next) -> {
            if (request.target().equals("smtp.example")) {
              site.did("try");
              if (down.get()) {
                throw new IllegalStateException("down");
              }
            }
            return next.proceed();
          };
      Saga<Order, Order> saga = way.saga(site);
      var aios =
          site.open(
              builder ->
                  builder
                      .extension(around("server", server))
                      .breaker(0.5, 4, Duration.ofMinutes(5)));
      for (int i = 0; i < 2; i++) {
        site.failure(aios.start(saga, new Order("x", i), "broken" + i));
      }
      assertThat(site.did.stream().filter("try"::equals)).hasSize(4);

      // the breaker is open: nothing is tried, no attempt is counted
      Run<Order> run = aios.start(saga, new Order("x", 5), "patient");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      assertThat(run.status().why()).contains("breaker of smtp.example is open");
      assertThat(site.did.stream().filter("try"::equals)).hasSize(4);
      down.set(false);
      site.pass(Duration.ofMinutes(11));

      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
      assertThat(run.result()).contains(new Order("x", 7));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_agent_run_again_repeats_no_effect_whatever_their_order(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger runs = new AtomicInteger();
      Agent<Order, Order> agent =
          Agent.of(
              "agent",
              (order, context) -> {
                boolean first = runs.incrementAndGet() == 1;
                List<String> keys = first ? List.of("a", "b") : List.of("b", "c", "a");
                for (String key : keys) {
                  context
                      .effects()
                      .perform(
                          Effect.named("mail", key)
                              .key(key)
                              .by(
                                  (request, call) -> {
                                    site.did(call.idempotencyKey());
                                    return request;
                                  }));
                }
                if (first) {
                  throw new IllegalStateException("the first run breaks");
                }
                return order;
              });
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class).step("act", agent).retry(Retry.exponential(2)).build();

      site.open().start(saga, new Order("x", 0), "1").await(SOON);

      assertThat(site.did)
          .containsExactly("sell/1:act:mail:a", "sell/1:act:mail:b", "sell/1:act:mail:c");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_agent_may_go_on_past_an_effect_that_failed_for_good(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Agent<Order, Order> agent =
          Agent.of(
              "agent",
              (order, context) -> {
                try {
                  return context
                      .effects()
                      .perform(
                          Effect.named("ask", order)
                              .retry(Retry.exponential(3))
                              .by(
                                  (request, call) -> {
                                    site.did("ask " + call.attempt());
                                    throw new IllegalStateException("down");
                                  }));
                } catch (EffectFailedException e) {
                  assertThat(e).hasMessageContaining("ask").hasMessageContaining("down");
                  return new Order("plan b", 0);
                }
              });
      Saga<Order, Order> saga = Saga.named("sell", 1, Order.class).step("act", agent).build();

      assertThat(site.open().start(saga, new Order("x", 0), "1").await(SOON).item())
          .isEqualTo("plan b");
      assertThat(site.did).containsExactly("ask 1", "ask 2", "ask 3");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_effect_that_gives_nothing_is_remembered_too(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger runs = new AtomicInteger();
      Agent<Order, Order> agent =
          Agent.of(
              "agent",
              (order, context) -> {
                context
                    .effects()
                    .perform(
                        Effect.named("log", order)
                            .by(
                                (request, call) -> {
                                  site.did("log");
                                  return null;
                                }));
                if (runs.incrementAndGet() == 1) {
                  throw new IllegalStateException("once");
                }
                return order;
              });
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class).step("act", agent).retry(Retry.exponential(2)).build();

      site.open().start(saga, new Order("x", 0), "1").await(SOON);

      assertThat(site.did).containsExactly("log");
    }
  }

  // outside runs

  private static String mail(Site site, String key) {
    return site.aios()
        .effects()
        .perform(
            Effect.named("mail", "hello")
                .key(key)
                .retry(Retry.exponential(3))
                .by(
                    (request, call) -> {
                      site.did(call.idempotencyKey() + " " + call.attempt());
                      return request + " sent";
                    }));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_hosts_effects_are_remembered_by_name_and_key_over_a_crash(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open();
      assertThat(mail(site, "ann")).isEqualTo("hello sent");
      assertThat(mail(site, "ann")).isEqualTo("hello sent");
      site.crash();
      site.open();
      assertThat(mail(site, "ann")).isEqualTo("hello sent");
      assertThat(mail(site, "bob")).isEqualTo("hello sent");

      assertThat(site.did).containsExactly("mail:ann 1", "mail:bob 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_hosts_effect_that_gives_nothing_gives_nothing(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open();
      for (int i = 0; i < 2; i++) {
        Object given =
            site.aios()
                .effects()
                .perform(
                    Effect.named("log", "x")
                        .by(
                            (request, call) -> {
                              site.did("log");
                              return null;
                            }));
        assertThat(given).isNull();
      }
      assertThat(site.did).containsExactly("log");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_hosts_effect_is_retried_on_the_callers_thread_then_failed_for_good(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open();
      AtomicInteger failures = new AtomicInteger(2);
      Effect<String, String> flaky =
          Effect.named("flaky", "x")
              .retry(Retry.exponential(3))
              .by(
                  (request, call) -> {
                    if (failures.getAndDecrement() > 0) {
                      throw new IllegalStateException("down");
                    }
                    return "up at attempt " + call.attempt();
                  });
      assertThat(site.aios().effects().perform(flaky)).isEqualTo("up at attempt 3");

      Effect<String, String> broken =
          Effect.named("broken", "x")
              .by(
                  (request, call) -> {
                    site.did("try");
                    throw new IllegalStateException("down");
                  });
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> site.aios().effects().perform(broken))
            .isInstanceOf(EffectFailedException.class)
            .hasMessageContaining("broken")
            .hasMessageContaining("down");
      }
      assertThat(site.did).containsExactly("try");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_hosts_effect_goes_by_the_policies_and_a_persons_verdict(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Policy policy =
          Policy.of(
              "the-rule",
              request ->
                  request.name().equals("forbidden")
                      ? new Decision.Deny("never")
                      : request.name().equals("mail")
                          ? new Decision.RequireApproval("ann", "who is that?")
                          : Decision.ALLOW);
      site.open(builder -> builder.policy(policy));
      assertThatThrownBy(
              () ->
                  site.aios()
                      .effects()
                      .perform(Effect.named("forbidden", "x").by((request, call) -> "done")))
          .isInstanceOf(DeniedException.class)
          .hasMessageContaining("the-rule")
          .hasMessageContaining("never");

      assertThatThrownBy(() -> mail(site, "eve"))
          .isInstanceOf(DeniedException.class)
          .hasMessageContaining("inbox item")
          .hasMessageContaining("who is that?");
      site.aios().inbox().approve(site.item(), "ann");
      assertThat(mail(site, "eve")).isEqualTo("hello sent");
      assertThat(site.did).containsExactly("mail:eve 1");
    }
  }
}
