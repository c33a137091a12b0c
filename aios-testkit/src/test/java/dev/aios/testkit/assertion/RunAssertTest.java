package dev.aios.testkit.assertion;

import static dev.aios.testkit.assertion.AiosAssertions.assertThat;
import static dev.aios.testkit.assertion.AiosAssertions.assertThatThrownBy;

import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.value.Money;
import dev.aios.api.value.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunAssertTest {
  private static final Run<String> COMPLETED =
      new ToldRun(RunState.COMPLETED, List.of(), Optional.of("done"))
          .did("run.started", null)
          .did("step.completed", "draft")
          .did("step.passed", "gate")
          .did("step.failed", "issue")
          .did("step.completed", "issue")
          .did("step.completed", "line#1")
          .did("step.completed", "line#2")
          .did("run.ended", null);

  private static final Run<String> COMPENSATED =
      new ToldRun(RunState.COMPENSATED, List.of(), Optional.empty())
          .did("step.completed", "draft")
          .did("step.completed", "issue")
          .did("step.completed", "mail")
          .did("undo.done", "mail")
          .did("undo.done", "issue");

  private static final Run<String> IN_WRONG_ORDER =
      new ToldRun(RunState.COMPENSATED, List.of(), Optional.empty())
          .did("step.completed", "issue")
          .did("step.completed", "mail")
          .did("undo.done", "issue")
          .did("undo.done", "mail");

  private static final Run<String> TWICE =
      new ToldRun(RunState.COMPENSATED, List.of(), Optional.empty())
          .did("step.completed", "issue")
          .did("undo.done", "issue")
          .did("undo.done", "issue");

  private static final Run<String> WAITING =
      new ToldRun(RunState.WAITING, List.of("gate#2"), Optional.empty());

  @Test
  void what_holds_passes() {
    assertThat(COMPLETED)
        .isCompleted()
        .hasResult("done")
        .completedSteps("draft", "issue", "line")
        .completedSteps("draft", "line#2")
        .completedSteps()
        .completedExactly("draft", "gate", "issue", "line#1", "line")
        .didNotComplete("mail", "lin")
        .undidNothing()
        .undidInReverse()
        .failedAttempts("issue", 1)
        .failedAttempts("draft", 0)
        .costAtMost(Money.of(2, "EUR"))
        .tookAtMost(Tokens.of(100))
        .tookAtMost(Duration.ofSeconds(30))
        .saysWhy("told");
    assertThat(COMPENSATED).isCompensated().undid("mail", "issue").undidInReverse();
    assertThat(WAITING)
        .isWaiting()
        .isWaitingFor("gate")
        .isWaitingFor("gate#2")
        .isWaitingUntil(ToldRun.START.plusSeconds(60));
  }

  static Stream<Consumer<RunAssert>> what_does_not_hold() {
    return Stream.of(
        run -> run.isCompensated(),
        run -> run.isCancelled(),
        run -> run.hasFailed(),
        run -> run.isStuck(),
        run -> run.isWaiting(),
        run -> run.isWaitingFor("draft"),
        run -> run.isWaitingUntil(ToldRun.START),
        run -> run.saysWhy("no such reason"),
        run -> run.hasResult("other"),
        run -> run.hasResult(null),
        run -> run.completedSteps("issue", "draft"),
        run -> run.completedSteps("draft", "mail"),
        run -> run.completedExactly("draft", "gate", "issue"),
        run -> run.completedExactly("draft", "issue", "gate", "line", "line"),
        run -> run.didNotComplete("mail", "issue"),
        run -> run.undid("issue"),
        run -> run.failedAttempts("issue", 2),
        run -> run.costAtMost(Money.of("1.99", "EUR")),
        run -> run.tookAtMost(Tokens.of(99)),
        run -> run.tookAtMost(Duration.ofSeconds(29)));
  }

  @ParameterizedTest
  @MethodSource("what_does_not_hold")
  void what_does_not_hold_fails_and_shows_the_history(Consumer<RunAssert> claim) {
    assertThatThrownBy(() -> claim.accept(assertThat(COMPLETED)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected run invoicing/2026-11 to ")
        .hasMessageContaining("It is COMPLETED: because it was told")
        .hasMessageContaining("EUR 2.00")
        .hasMessageContaining("step.completed of line#2")
        .hasMessageContaining("+6s");
  }

  @ParameterizedTest
  @EnumSource(RunState.class)
  void each_state_is_told_from_the_others(RunState state) {
    Run<String> run = new ToldRun(state, List.of(), Optional.empty());
    for (RunState other : RunState.values()) {
      if (other == state) {
        assertThat(run).hasState(other);
      } else {
        assertThatThrownBy(() -> assertThat(run).hasState(other))
            .isInstanceOf(AssertionError.class);
      }
    }
  }

  @Test
  void undoing_in_another_order_or_twice_is_found() {
    assertThatThrownBy(() -> assertThat(IN_WRONG_ORDER).undidInReverse())
        .hasMessageContaining("to have undone [mail, issue]; it undid [issue, mail]");
    assertThatThrownBy(() -> assertThat(TWICE).undidInReverse()).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(COMPENSATED).undid("issue", "mail"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(COMPENSATED).undidNothing())
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_description_is_part_of_the_failure() {
    assertThatThrownBy(() -> assertThat(WAITING).as("the second invoice").isCompleted())
        .hasMessageContaining("[the second invoice]")
        .hasMessageContaining("It is WAITING at gate#2");
  }

  @Test
  void no_run_at_all_is_a_failure() {
    assertThatThrownBy(() -> assertThat((Run<?>) null).isCompleted())
        .isInstanceOf(AssertionError.class);
  }
}
