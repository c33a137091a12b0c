package dev.aios.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budget.Past;
import dev.aios.api.budget.Budget.Period;
import dev.aios.api.budget.Budget.Scope;
import dev.aios.api.budget.Budgets;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunFailedException;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits at the real door, under real runs. */
class LimitedRunsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final MovableWorld world = new MovableWorld("2026-11-24T09:00:00Z");
  private final AtomicInteger tried = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Aios> opened = new ArrayList<>();
  private final List<Journal> journals = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Aios::close);
    journals.forEach(Journal::close);
    world.close();
  }

  private Aios open(Limit limit) {
    return open(Store.SQLITE, limit);
  }

  private Aios open(Store store, Limit limit) {
    Journal journal = store.open(folder, world);
    journals.add(journal);
    Aios aios =
        Aios.builder()
            .journal(journal)
            .world(world)
            .extension(
                Governance.builder()
                    .limit(limit)
                    .budget(
                        new Budget(
                            "all", Scope.EVERYTHING, Period.EVER, Money.of(1000, "EUR"), Past.DENY))
                    .build())
            .open();
    opened.add(aios);
    return aios;
  }

  private static Limit steps(int most, Past past) {
    return new Limit("steps", effect -> effect.kind() == EffectKind.STEP, most, Period.DAY, past);
  }

  private String mails(String input, EffectCall call) {
    tried.incrementAndGet();
    if (failures.getAndDecrement() > 0) {
      throw new IllegalStateException("mail server down");
    }
    call.spent(Cost.of(Money.of(1, "EUR")));
    return input + " sent";
  }

  private Saga<String, String> mailing() {
    return Saga.named("mailing", 1, String.class)
        .step("mail", this::mails)
        .costs(Cost.of(Money.of(2, "EUR")))
        .retry(Retry.exponential(5, Duration.ofMillis(1), Duration.ofMillis(2)))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_beyond_the_limit_waits_for_the_next_day(Store store) {
    Aios aios = open(store, steps(1, Past.DEFER));
    aios.start(mailing(), "a", "1").await(SOON);
    Run<String> second = aios.start(mailing(), "b", "2");
    long end = System.nanoTime() + SOON.toNanos();
    while (second.status().state() != RunState.WAITING) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    assertThat(second.status().why())
        .contains("beyond limit 'steps': no more than 1 a day")
        .contains("2026-11-25T00:00:00Z");
    world.moveTo("2026-11-25T00:00:01Z");
    assertThat(second.await(SOON)).isEqualTo("b sent");
    assertThat(aios.service(Budgets.class).used("all")).isEqualTo(Money.of(2, "EUR"));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void every_attempt_counts(Store store) {
    Aios aios = open(store, steps(3, Past.DENY));
    failures.set(100);
    Run<String> run = aios.start(mailing(), "a", "1");
    assertThatThrownBy(() -> run.await(SOON))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("limit 'steps'");
    assertThat(tried).hasValue(3);
    assertThat(aios.service(Budgets.class).used("all").isZero()).isTrue();
  }

  @Test
  void two_runtimes_on_one_file_share_a_limit_and_a_budget() {
    Aios one = open(steps(40, Past.DENY));
    Aios other = open(steps(40, Past.DENY));
    List<Run<String>> runs = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      runs.add(one.start(mailing(), "x", "one-" + i));
      runs.add(other.start(mailing(), "x", "other-" + i));
    }
    int done = 0;
    for (Run<String> run : runs) {
      try {
        run.await(SOON);
        done++;
      } catch (RunFailedException e) {
        assertThat(e).hasMessageContaining("limit 'steps'");
      }
    }
    assertThat(done).isEqualTo(40);
    assertThat(tried).hasValue(40);
    assertThat(one.service(Budgets.class).used("all")).isEqualTo(Money.of(40, "EUR"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Past.class,
      names = {"DENY", "DEFER"})
  void a_limit_of_none_forbids(Past past) {
    Run<String> run = open(steps(0, past)).start(mailing(), "a", "1");
    assertThatThrownBy(() -> run.await(SOON)).hasMessageContaining("no more than 0 a day");
    assertThat(tried).hasValue(0);
  }

  @Test
  void what_makes_no_sense_is_rejected_with_every_fault() {
    assertThatThrownBy(() -> steps(-1, Past.DENY)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> steps(1, Past.CHEAPER)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new Limit(" ", effect -> true, 1, Period.DAY, Past.DENY))
        .isInstanceOf(InvalidInputException.class);
    Budget budget = new Budget("b", Scope.EVERYTHING, Period.DAY, Money.of(1, "EUR"), Past.DENY);
    assertThatThrownBy(
            () ->
                Governance.builder()
                    .budget(budget)
                    .budget(budget)
                    .limit(steps(1, Past.ASK))
                    .limit(steps(2, Past.ASK))
                    .build())
        .hasMessageContaining("two budgets are named 'b'")
        .hasMessageContaining("two limits are named 'steps'");
  }
}
