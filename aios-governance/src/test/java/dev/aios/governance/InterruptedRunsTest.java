package dev.aios.governance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budget.Past;
import dev.aios.api.budget.Budget.Period;
import dev.aios.api.budget.Budget.Scope;
import dev.aios.api.budget.Budgets;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that ends between an intent and its outcome leaves money set aside, until it is known.
 */
class InterruptedRunsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Cost ESTIMATE = Cost.of(Money.of(4, "EUR"));

  @TempDir Path folder;
  private final MovableWorld world = new MovableWorld("2026-11-24T09:00:00Z");
  private final CountDownLatch begun = new CountDownLatch(1);
  private Journal journal;
  private MortalJournal process;
  private Aios aios;

  /** The first time it is performed, the process ends in the middle. */
  private String performs(String input, EffectCall call) throws InterruptedException {
    if (begun.getCount() > 0) {
      begun.countDown();
      new CountDownLatch(1).await();
    }
    call.spent(Cost.of(Money.of(3, "EUR")));
    return input + " done";
  }

  @AfterEach
  void close() {
    aios.close();
    journal.close();
    world.close();
  }

  private void open(Saga<String, String> saga) {
    process = new MortalJournal(journal);
    aios =
        Aios.builder()
            .journal(process)
            .world(world)
            .lease(Duration.ofMillis(300))
            .grace(Duration.ZERO)
            .extension(
                Governance.builder()
                    .budget(
                        new Budget(
                            "monthly",
                            Scope.EVERYTHING,
                            Period.MONTH,
                            Money.of(10, "EUR"),
                            Past.DENY))
                    .build())
            .saga(saga)
            .open();
  }

  /** Runs until the effect has begun, ends the process, and opens the journal anew. */
  private void interrupted(Store store, Saga<String, String> saga) throws InterruptedException {
    journal = store.open(folder, world);
    open(saga);
    aios.start(saga, "a", "1");
    begun.await();
    assertThat(used()).isEqualTo(Money.of(4, "EUR"));
    process.kill();
    aios.close();
    assertThat(journal.counter("budget/monthly/2026-11")).isEqualTo(4_000_000);
    open(saga);
  }

  private Money used() {
    return aios.service(Budgets.class).used("monthly");
  }

  private String result(Saga<String, String> saga) {
    return (String) aios.runs().get(new RunId(saga.name(), "1")).await(SOON);
  }

  private InboxItem item() {
    long end = System.nanoTime() + SOON.toNanos();
    while (aios.inbox().open().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    return aios.inbox().open().get(0);
  }

  @ParameterizedTest
  @EnumSource
  void a_step_that_is_tried_again_is_charged_once(Store store) throws InterruptedException {
    Saga<String, String> saga =
        Saga.named("paying", 1, String.class)
            .step("pay", this::performs)
            .idempotent()
            .costs(ESTIMATE)
            .build();
    interrupted(store, saga);
    assertThat(result(saga)).isEqualTo("a done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void a_step_in_doubt_keeps_its_money_until_a_person_says_that_it_did_not_happen(Store store)
      throws InterruptedException {
    Saga<String, String> saga =
        Saga.named("paying", 1, String.class).step("pay", this::performs).costs(ESTIMATE).build();
    interrupted(store, saga);
    InboxItem item = item();
    assertThat(item.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
    assertThat(used()).isEqualTo(Money.of(4, "EUR"));
    aios.inbox().decide(item, new Verdict.DidNotHappen(), "owner");
    assertThat(result(saga)).isEqualTo("a done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void a_step_of_which_a_person_says_that_it_happened_is_charged_its_estimate(Store store)
      throws InterruptedException {
    Saga<String, String> saga =
        Saga.named("paying", 1, String.class).step("pay", this::performs).costs(ESTIMATE).build();
    interrupted(store, saga);
    aios.inbox().decide(item(), new Verdict.Happened("by hand"), "owner");
    assertThat(result(saga)).isEqualTo("by hand");
    assertThat(used()).isEqualTo(Money.of(4, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void a_step_that_is_found_not_to_have_happened_is_charged_once(Store store)
      throws InterruptedException {
    Saga<String, String> saga =
        Saga.named("paying", 1, String.class)
            .step("pay", this::performs)
            .reconcile((request, key) -> Optional.empty())
            .costs(ESTIMATE)
            .build();
    interrupted(store, saga);
    assertThat(result(saga)).isEqualTo("a done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
  }

  private Saga<String, String> withAgent(boolean idempotent, boolean reconciled) {
    Agent<String, String> agent =
        Agent.of(
            "payer",
            (input, context) -> {
              Effect.Builder<String> effect = Effect.named("pay", input).estimate(ESTIMATE);
              if (idempotent) {
                effect.idempotent();
              }
              return context
                  .effects()
                  .perform(
                      reconciled
                          ? effect.by(this::performs, (request, key) -> Optional.empty())
                          : effect.by(this::performs));
            });
    return Saga.named("paying", 1, String.class).step("pay", agent).build();
  }

  @ParameterizedTest
  @EnumSource
  void an_agents_effect_that_is_tried_again_is_charged_once(Store store)
      throws InterruptedException {
    Saga<String, String> saga = withAgent(true, false);
    interrupted(store, saga);
    assertThat(result(saga)).isEqualTo("a done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void an_agents_effect_that_is_found_not_to_have_happened_is_charged_once(Store store)
      throws InterruptedException {
    Saga<String, String> saga = withAgent(false, true);
    interrupted(store, saga);
    assertThat(result(saga)).isEqualTo("a done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void an_agents_effect_in_doubt_keeps_its_money_until_a_person_says_that_it_did_not_happen(
      Store store) throws InterruptedException {
    Saga<String, String> saga = withAgent(false, false);
    interrupted(store, saga);
    InboxItem item = item();
    assertThat(used()).isEqualTo(Money.of(4, "EUR"));
    aios.inbox().decide(item, new Verdict.DidNotHappen(), "owner");
    assertThat(result(saga)).isEqualTo("a done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
  }
}
