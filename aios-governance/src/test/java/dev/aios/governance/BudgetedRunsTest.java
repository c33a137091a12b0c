package dev.aios.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.agent.Agent;
import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budget.Past;
import dev.aios.api.budget.Budget.Period;
import dev.aios.api.budget.Budget.Scope;
import dev.aios.api.budget.Budgets;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.model.Price;
import dev.aios.api.model.Tier;
import dev.aios.api.model.Usage;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunFailedException;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets at the real door, under real runs. */
class BudgetedRunsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final MovableWorld world = new MovableWorld("2026-11-24T09:00:00Z");
  private final AtomicInteger performed = new AtomicInteger();
  private Journal journal;
  private Aios aios;

  @AfterEach
  void close() {
    aios.close();
    journal.close();
    world.close();
  }

  private void open(Store store, Budget... budgets) {
    journal = store.open(folder, world);
    Governance.Builder governance = Governance.builder();
    for (Budget budget : budgets) {
      governance.budget(budget);
    }
    aios =
        Aios.builder()
            .journal(journal)
            .world(world)
            .extension(governance.build())
            .model(Tier.HEAVY, new Fake("large", 1_000))
            .model(Tier.INSTANT, new Fake("small", 1))
            .open();
  }

  private static Budget monthly(long eur, Past past) {
    return new Budget("monthly", Scope.EVERYTHING, Period.MONTH, Money.of(eur, "EUR"), past);
  }

  private String performs(String input, EffectCall call) {
    performed.incrementAndGet();
    call.spent(Cost.of(Money.of("3", "EUR")));
    return input + " done";
  }

  /** A step that may cost EUR 4 and costs EUR 3. */
  private Saga<String, String> paying() {
    return Saga.named("paying", 1, String.class)
        .step("pay", this::performs)
        .costs(Cost.of(Money.of(4, "EUR")))
        .build();
  }

  private Money used() {
    return aios.service(Budgets.class).used("monthly");
  }

  private static void eventually(java.util.function.BooleanSupplier holds) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not come to be in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private InboxItem item() {
    eventually(() -> !aios.inbox().open().isEmpty());
    return aios.inbox().open().get(0);
  }

  @ParameterizedTest
  @EnumSource
  void a_run_within_budget_is_charged_what_it_cost(Store store) {
    open(store, monthly(10, Past.DENY));
    assertThat(aios.start(paying(), "a", "1").await(SOON)).isEqualTo("a done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
    assertThat(aios.service(Budgets.class).left("monthly")).isEqualTo(Money.of(7, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void a_run_over_budget_is_denied_with_the_reason(Store store) {
    open(store, monthly(6, Past.DENY));
    aios.start(paying(), "a", "1").await(SOON);
    Run<String> second = aios.start(paying(), "b", "2");
    assertThatThrownBy(() -> second.await(SOON))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("budget 'monthly' (EUR 6.00 a month) has EUR 3.00 used in 2026-11")
        .hasMessageContaining("Raise the cap");
    assertThat(performed).hasValue(1);
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void a_run_over_budget_waits_for_the_next_period_and_goes_on(Store store) {
    open(store, monthly(6, Past.DEFER));
    aios.start(paying(), "a", "1").await(SOON);
    Run<String> second = aios.start(paying(), "b", "2");
    eventually(() -> second.status().state() == RunState.WAITING);
    assertThat(second.status().toString()).contains("2026-12-01T00:00:00Z");
    world.moveTo("2026-12-01T00:00:01Z");
    assertThat(second.await(SOON)).isEqualTo("b done");
    assertThat(used()).isEqualTo(Money.of(3, "EUR"));
    assertThat(journal.counter("budget/monthly/2026-11")).isEqualTo(3_000_000);
  }

  @ParameterizedTest
  @EnumSource
  void a_run_over_budget_asks_and_an_approval_passes_the_cap(Store store) {
    open(store, monthly(6, Past.ASK));
    aios.start(paying(), "a", "1").await(SOON);
    Run<String> second = aios.start(paying(), "b", "2");
    InboxItem item = item();
    assertThat(item.title()).contains("budget 'monthly'");
    aios.inbox().approve(item, "owner");
    assertThat(second.await(SOON)).isEqualTo("b done");
    Run<String> third = aios.start(paying(), "c", "3");
    aios.inbox().reject(item(), "too dear", "owner");
    assertThatThrownBy(() -> third.await(SOON))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("too dear");
    assertThat(performed).hasValue(2);
    assertThat(used()).isEqualTo(Money.of(6, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void a_model_call_over_budget_falls_to_the_cheaper_tier(Store store) {
    open(store, monthly(1, Past.CHEAPER));
    Agent<String, String> asking =
        Agent.of(
            "asking",
            (question, context) ->
                context
                    .models()
                    .chat(
                        context.effects(),
                        "ask",
                        ChatRequest.of(Message.User.of(question)),
                        Need.HEAVY)
                    .model());
    Saga<String, String> saga = Saga.named("asking", 1, String.class).step("ask", asking).build();
    assertThat(aios.start(saga, "why?", "1").await(SOON)).isEqualTo("small");
    assertThat(used().isAbove(Money.zero("EUR"))).isTrue();
    assertThat(used().isAbove(Money.of(1, "EUR"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void runs_count_against_the_budgets_of_their_saga_and_project_alone(Store store) {
    open(
        store,
        monthly(100, Past.DENY),
        new Budget("acme", Scope.project("acme"), Period.EVER, Money.of(6, "EUR"), Past.DENY),
        new Budget("other", Scope.saga("other"), Period.DAY, Money.zero("EUR"), Past.DENY));
    StartOptions acme = StartOptions.forProject("acme");
    aios.start(paying(), "a", "1", acme).await(SOON);
    Run<String> refused = aios.start(paying(), "b", "2", acme);
    assertThatThrownBy(() -> refused.await(SOON)).hasMessageContaining("budget 'acme'");
    assertThat(aios.start(paying(), "c", "3").await(SOON)).isEqualTo("c done");
    assertThat(aios.service(Budgets.class).used("acme")).isEqualTo(Money.of(3, "EUR"));
    assertThat(used()).isEqualTo(Money.of(6, "EUR"));
  }

  @ParameterizedTest
  @EnumSource
  void sixty_four_runs_never_pass_the_cap(Store store) {
    open(store, monthly(100, Past.DENY));
    Saga<String, String> exact =
        Saga.named("exact", 1, String.class)
            .step("pay", this::performs)
            .costs(Cost.of(Money.of(3, "EUR")))
            .build();
    List<Run<String>> runs = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      runs.add(aios.start(exact, "x", "run-" + i));
    }
    int done = 0;
    for (Run<String> run : runs) {
      try {
        run.await(SOON);
        done++;
      } catch (RunFailedException e) {
        assertThat(e).hasMessageContaining("budget 'monthly'");
      }
      assertThat(used().isAbove(Money.of(100, "EUR"))).isFalse();
    }
    assertThat(done).isEqualTo(33);
    assertThat(performed).hasValue(33);
    assertThat(used()).isEqualTo(Money.of(99, "EUR"));
  }

  /** Answers with its name; a question costs a thousand tokens of its price. */
  private record Fake(String name, long eurPerMillion) implements ChatModel {
    @Override
    public Price price() {
      Money perMillion = Money.of(eurPerMillion, "EUR");
      return new Price(perMillion, perMillion);
    }

    @Override
    public ChatAnswer chat(ChatRequest request) {
      return new ChatAnswer(name, List.of(), Usage.of(1_000, 1_000), ChatAnswer.Finish.STOP, name);
    }
  }
}
