package dev.aios.governance.internal.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.DeniedException;
import dev.aios.api.NotFoundException;
import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budget.Past;
import dev.aios.api.budget.Budget.Period;
import dev.aios.api.budget.Budget.Scope;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.EffectRequest.Origin;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.policy.Decision;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.governance.MovableWorld;
import dev.aios.governance.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets in the counters of a real journal, without a door. */
class BudgetMeterTest {
  @TempDir Path folder;
  private final MovableWorld world = new MovableWorld("2026-11-24T09:00:00Z");
  private Journal journal;
  private Ledger ledger;
  private BudgetMeter meter;

  @AfterEach
  void close() {
    journal.close();
    world.close();
  }

  private void open(Store store, Budget... budgets) {
    journal = store.open(folder, world);
    ledger = new Ledger(List.of(budgets), journal, world);
    meter = new BudgetMeter(ledger);
  }

  private static Budget budget(String name, Scope scope, Period period, String eur, Past past) {
    return new Budget(name, scope, period, Money.of(eur, "EUR"), past);
  }

  private static Budget monthly(String eur, Past past) {
    return budget("monthly", Scope.EVERYTHING, Period.MONTH, eur, past);
  }

  private static EffectRequest effect(Cost estimate, EffectKind kind, Origin origin) {
    return new EffectRequest(
        "ask", "k", kind, "t", "q", Sensitivity.NORMAL, estimate, Taint.NONE, 1, origin);
  }

  private static EffectRequest model(String eur) {
    Origin origin = new Origin("invoicing", "invoicing/7", "draft", "drafter", "acme");
    return effect(eur(eur), EffectKind.MODEL, origin);
  }

  private static Cost eur(String amount) {
    return Cost.of(Money.of(amount, "EUR"));
  }

  private void write(List<CounterChange> counters) {
    journal.writeNow(
        new Write(List.of(new Draft("t", "t", Json.NULL)), List.of(), List.copyOf(counters)));
  }

  /** What the door does: sets money aside, or finds out what to do instead. */
  private Decision reserve(EffectRequest request) {
    try {
      write(meter.reserve(request));
      return Decision.ALLOW;
    } catch (WriteRejectedException e) {
      return meter.exhausted(request, e.subject());
    }
  }

  private static String reason(Decision decision) {
    return decision instanceof Decision.Deny deny
        ? deny.reason()
        : decision instanceof Decision.Defer defer
            ? defer.reason()
            : decision instanceof Decision.RequireApproval approval
                ? approval.reason()
                : decision instanceof Decision.Cheaper cheaper ? cheaper.reason() : "allowed";
  }

  @ParameterizedTest
  @EnumSource
  void money_is_set_aside_and_settled(Store store) {
    open(store, monthly("10", Past.DENY));
    EffectRequest request = model("4");
    List<CounterChange> reserved = meter.reserve(request);
    write(reserved);
    assertThat(ledger.used("monthly")).isEqualTo(Money.of(4, "EUR"));
    assertThat(ledger.left("monthly")).isEqualTo(Money.of(6, "EUR"));
    assertThat(journal.counter("budget/monthly/2026-11")).isEqualTo(4_000_000);

    write(meter.settle(request, reserved, eur("0.25")));
    assertThat(ledger.used("monthly")).isEqualTo(Money.of("0.25", "EUR"));
    assertThat(meter.settle(request, reserved, eur("4"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void what_did_not_happen_gives_the_money_back(Store store) {
    open(store, monthly("10", Past.DENY));
    List<CounterChange> reserved = meter.reserve(model("4"));
    write(reserved);
    write(meter.settle(model("4"), reserved, Cost.NONE));
    assertThat(ledger.used("monthly").isZero()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void an_actual_cost_above_the_estimate_passes_the_cap(Store store) {
    open(store, monthly("10", Past.DENY));
    List<CounterChange> reserved = meter.reserve(model("10"));
    write(reserved);
    write(meter.settle(model("10"), reserved, eur("12")));
    assertThat(ledger.left("monthly")).isEqualTo(Money.of(-2, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void a_reservation_is_settled_in_its_own_period_although_another_has_begun(Store store) {
    open(store, monthly("10", Past.DENY));
    List<CounterChange> reserved = meter.reserve(model("4"));
    write(reserved);
    world.moveTo("2026-12-01T00:00:00Z");
    assertThat(ledger.used("monthly").isZero()).isTrue();
    write(meter.settle(model("4"), reserved, eur("1")));
    assertThat(ledger.used("monthly").isZero()).isTrue();
    assertThat(journal.counter("budget/monthly/2026-11")).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @EnumSource
  void a_spent_budget_denies_and_says_what_to_do(Store store) {
    open(store, monthly("10", Past.DENY));
    assertThat(reserve(model("9.5"))).isEqualTo(Decision.ALLOW);
    Decision decision = reserve(model("0.6"));
    assertThat(decision).isInstanceOf(Decision.Deny.class);
    assertThat(reason(decision))
        .isEqualTo(
            "effect 'ask' of run invoicing/7, step 'draft' may cost EUR 0.60, and budget 'monthly'"
                + " (EUR 10.00 a month) has EUR 9.50 used in 2026-11. Raise the cap of 'monthly',"
                + " or do without the effect");
    assertThat(ledger.used("monthly")).isEqualTo(Money.of("9.50", "EUR"));
    assertThat(reserve(model("0.5"))).isEqualTo(Decision.ALLOW);
  }

  @ParameterizedTest
  @EnumSource
  void a_spent_budget_defers_to_its_next_period(Store store) {
    open(store, monthly("10", Past.DEFER));
    assertThat(reserve(model("10"))).isEqualTo(Decision.ALLOW);
    Decision decision = reserve(model("1"));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Defer.class,
            defer -> assertThat(defer.until()).isEqualTo(Instant.parse("2026-12-01T00:00:00Z")));
    assertThat(reason(decision)).contains("waits until 2026-12-01T00:00:00Z");
    world.moveTo("2026-12-01T00:00:00Z");
    assertThat(reserve(model("1"))).isEqualTo(Decision.ALLOW);
  }

  @ParameterizedTest
  @EnumSource
  void waiting_is_refused_where_it_would_never_end(Store store) {
    open(
        store,
        monthly("10", Past.DEFER),
        budget("total", Scope.EVERYTHING, Period.EVER, "12", Past.DEFER));
    assertThat(reason(reserve(model("11")))).contains("more than the whole cap");
    assertThat(reserve(model("10"))).isEqualTo(Decision.ALLOW);
    world.moveTo("2026-12-01T00:00:00Z");
    Decision decision = reserve(model("3"));
    assertThat(decision).isInstanceOf(Decision.Deny.class);
    assertThat(reason(decision)).contains("budget 'total'").contains("never begins anew");
  }

  @ParameterizedTest
  @EnumSource
  void a_spent_budget_lets_a_model_fall_to_a_cheaper_tier_and_nothing_else(Store store) {
    open(store, monthly("1", Past.CHEAPER));
    assertThat(reserve(model("2"))).isInstanceOf(Decision.Cheaper.class);
    Decision decision = reserve(effect(eur("2"), EffectKind.HTTP, Origin.NONE));
    assertThat(decision).isInstanceOf(Decision.Deny.class);
    assertThat(reason(decision)).contains("only a call of a model");
  }

  @ParameterizedTest
  @EnumSource
  void a_spent_budget_asks_the_owner(Store store) {
    open(store, monthly("1", Past.ASK));
    assertThat(reserve(model("2")))
        .isInstanceOfSatisfying(
            Decision.RequireApproval.class,
            approval -> {
              assertThat(approval.ask()).isEqualTo("owner");
              assertThat(approval.reason()).contains("Approve to spend it past the cap");
            });
  }

  @ParameterizedTest
  @EnumSource
  void an_effect_counts_against_every_budget_that_covers_it_or_none(Store store) {
    open(
        store,
        budget("all", Scope.EVERYTHING, Period.MONTH, "100", Past.DENY),
        budget("drafter", Scope.agent("drafter"), Period.DAY, "5", Past.DEFER),
        budget("invoicing", Scope.saga("invoicing"), Period.WEEK, "50", Past.DENY),
        budget("acme", Scope.project("acme"), Period.EVER, "50", Past.DENY),
        budget("other agent", Scope.agent("other"), Period.DAY, "0", Past.DENY),
        budget("other saga", Scope.saga("other"), Period.DAY, "0", Past.DENY),
        budget("other project", Scope.project("other"), Period.DAY, "0", Past.DENY));
    assertThat(reserve(model("4"))).isEqualTo(Decision.ALLOW);
    for (String name : List.of("all", "drafter", "invoicing", "acme")) {
      assertThat(ledger.used(name)).isEqualTo(Money.of(4, "EUR"));
    }
    assertThat(reserve(model("2")))
        .isInstanceOfSatisfying(
            Decision.Defer.class,
            defer -> assertThat(defer.until()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z")));
    for (String name : List.of("all", "drafter", "invoicing", "acme")) {
      assertThat(ledger.used(name)).isEqualTo(Money.of(4, "EUR"));
    }
    assertThat(reserve(effect(eur("90"), EffectKind.HTTP, Origin.NONE))).isEqualTo(Decision.ALLOW);
    assertThat(ledger.used("all")).isEqualTo(Money.of(94, "EUR"));
    assertThat(ledger.used("acme")).isEqualTo(Money.of(4, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void an_estimate_in_another_currency_is_denied_with_both_named(Store store) {
    open(store, monthly("10", Past.ASK));
    EffectRequest dollars = effect(Cost.of(Money.of(1, "USD")), EffectKind.HTTP, Origin.NONE);
    assertThatThrownBy(() -> meter.reserve(dollars))
        .isInstanceOf(DeniedException.class)
        .hasMessageContaining("estimate is USD 1.00")
        .hasMessageContaining("budget 'monthly' (EUR 10.00 a month)")
        .hasMessageContaining("kept in EUR");
  }

  @ParameterizedTest
  @EnumSource
  void a_cost_in_another_currency_than_estimated_leaves_the_estimate(Store store) {
    open(store, monthly("10", Past.DENY));
    List<CounterChange> reserved = meter.reserve(model("4"));
    write(reserved);
    write(meter.settle(model("4"), reserved, Cost.of(Money.of(1, "USD"))));
    assertThat(ledger.used("monthly")).isEqualTo(Money.of(4, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void without_an_estimate_nothing_is_held_back_and_what_was_spent_counts(Store store) {
    open(store, monthly("10", Past.DENY));
    EffectRequest free = effect(Cost.NONE, EffectKind.HTTP, Origin.NONE);
    assertThat(meter.reserve(free)).isEmpty();
    assertThat(meter.settle(free, List.of(), Cost.NONE)).isEmpty();
    write(meter.settle(free, List.of(), eur("3")));
    assertThat(ledger.used("monthly")).isEqualTo(Money.of(3, "EUR"));
    assertThat(meter.settle(free, List.of(), Cost.of(Money.of(3, "USD")))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_negative_estimate_is_denied(Store store) {
    open(store, monthly("10", Past.DENY));
    assertThatThrownBy(() -> meter.reserve(model("-4")))
        .isInstanceOf(DeniedException.class)
        .hasMessageContaining("negative");
  }

  @ParameterizedTest
  @EnumSource
  void a_refusal_at_the_turn_of_the_period_is_tried_again_at_once(Store store) {
    open(store, monthly("1", Past.DEFER));
    EffectRequest request = model("2");
    String november = meter.reserve(request).get(0).counter();
    world.moveTo("2026-12-01T00:00:01Z");
    assertThat(meter.exhausted(request, november))
        .isInstanceOfSatisfying(
            Decision.Defer.class,
            defer -> assertThat(defer.until()).isBeforeOrEqualTo(world.instant()));
  }

  @ParameterizedTest
  @EnumSource
  void sixty_four_at_once_never_pass_the_cap(Store store) throws InterruptedException {
    open(store, monthly("100", Past.DENY));
    AtomicInteger allowed = new AtomicInteger();
    List<Throwable> errors = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(64);
    for (int i = 0; i < 64; i++) {
      threads.execute(
          () -> {
            try {
              start.await();
              for (int j = 0; j < 10; j++) {
                if (reserve(model("0.7")) == Decision.ALLOW) {
                  allowed.incrementAndGet();
                }
                long micros = journal.counter("budget/monthly/2026-11");
                assertThat(micros).isLessThanOrEqualTo(100_000_000L);
              }
            } catch (Throwable e) {
              synchronized (errors) {
                errors.add(e);
              }
            }
          });
    }
    start.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(errors).isEmpty();
    assertThat(allowed).hasValue(142);
    assertThat(ledger.used("monthly")).isEqualTo(Money.of("99.40", "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void an_unknown_budget_is_not_found(Store store) {
    open(store, monthly("10", Past.DENY));
    assertThatThrownBy(() -> ledger.used("yearly"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("'yearly'")
        .hasMessageContaining("monthly");
  }

  @ParameterizedTest
  @EnumSource
  void a_change_of_a_budget_is_recorded_once(Store store) {
    open(store, monthly("10", Past.DENY));
    Definitions definitions = new Definitions(journal, new JacksonCodec());
    definitions.record(ledger);
    definitions.record(ledger);
    definitions.record(new Ledger(List.of(monthly("20", Past.ASK)), journal, world));
    assertThat(journal.readStream("budget/monthly", 0, 10))
        .extracting(record -> record.kind() + " " + record.body())
        .hasSize(2)
        .allMatch(text -> text.startsWith("budget.defined "))
        .last()
        .asString()
        .contains("20.00")
        .contains("ASK");
  }

  @ParameterizedTest
  @EnumSource
  void a_budget_cannot_change_its_currency_in_a_period_that_is_used(Store store) {
    open(store, monthly("10", Past.DENY));
    Definitions definitions = new Definitions(journal, new JacksonCodec());
    definitions.record(ledger);
    Ledger dollars =
        new Ledger(
            List.of(
                new Budget(
                    "monthly", Scope.EVERYTHING, Period.MONTH, Money.of(10, "USD"), Past.DENY)),
            journal,
            world);
    assertThat(reserve(model("4"))).isEqualTo(Decision.ALLOW);
    assertThatThrownBy(() -> definitions.record(dollars))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("kept in EUR")
        .hasMessageContaining("now defined in USD")
        .hasMessageContaining("another name");
    world.moveTo("2026-12-01T00:00:00Z");
    definitions.record(dollars);
    assertThat(dollars.used("monthly")).isEqualTo(Money.zero("USD"));
  }
}
