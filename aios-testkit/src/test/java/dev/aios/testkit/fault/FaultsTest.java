package dev.aios.testkit.fault;

import static dev.aios.testkit.InterceptorChain.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aios.api.InvalidInputException;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.InDoubtException;
import dev.aios.testkit.InterceptorChain;
import dev.aios.testkit.world.VirtualWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final VirtualWorld world = VirtualWorld.create();
  private final Faults faults = Faults.seeded(7);
  private final AtomicInteger happened = new AtomicInteger();

  private Object perform(String name) throws Exception {
    return perform(faults, name);
  }

  private Object perform(Faults installed, String name) throws Exception {
    return new InterceptorChain(world, installed)
        .perform(request(name, "key"), () -> "outcome " + happened.incrementAndGet());
  }

  @Test
  void without_faults_everything_goes_through() throws Exception {
    assertThat(perform("issue")).isEqualTo("outcome 1");
    assertThat(faults.fired()).isEmpty();
    faults.requireFired();
  }

  @Test
  void a_failure_comes_before_anything_happened_and_only_where_it_was_put() throws Exception {
    faults.onEffect("issue").nth(2).fail();

    assertThat(perform("issue")).isEqualTo("outcome 1");
    assertThat(perform("other")).isEqualTo("outcome 2");
    assertThatThrownBy(() -> perform("issue"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("effect issue");
    assertThat(happened).hasValue(2);
    assertThat(perform("issue")).isEqualTo("outcome 3");
    assertThat(faults.fired()).isEqualTo(Map.of(FaultKind.FAIL_BEFORE, 1));
  }

  @Test
  void a_lost_outcome_happened_and_is_in_doubt() {
    faults.onTarget("issue-target").every().loseOutcome();

    assertThatThrownBy(() -> perform("issue")).isInstanceOf(InDoubtException.class);

    assertThat(happened).hasValue(1);
    assertThat(faults.fired(FaultKind.LOSE_OUTCOME)).isEqualTo(1);
  }

  @Test
  void an_exception_may_be_chosen() {
    faults.onAny().first(1).fail(() -> new IllegalStateException("mine"));
    faults.onAny().nth(2).loseOutcome(() -> new IllegalStateException("lost"));

    assertThatThrownBy(() -> perform("issue")).hasMessage("mine");
    assertThatThrownBy(() -> perform("issue")).hasMessage("lost");
    assertThat(happened).hasValue(1);
  }

  @Test
  void a_delay_is_one_of_the_runtimes_clock() throws Exception {
    faults.onKind(EffectKind.OTHER).every(2).delay(Duration.ofHours(3));

    perform("issue");
    assertThat(world.instant()).isEqualTo(VirtualWorld.START);
    perform("issue");
    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plus(Duration.ofHours(3)));
    assertThat(happened).hasValue(2);
  }

  @Test
  void a_fake_answers_without_anything_happening() throws Exception {
    faults.on("everything", request -> true).every().answer("fake");

    assertThat(perform("issue")).isEqualTo("fake");
    assertThat(happened).hasValue(0);
  }

  @Test
  void a_process_that_died_before_an_effect_did_nothing_and_does_nothing_any_more() {
    faults.onEffect("issue").nth(1).crashBefore();

    assertThatThrownBy(() -> perform("issue"))
        .isInstanceOf(SimulatedCrash.class)
        .hasMessageContaining("before effect issue");
    assertThatThrownBy(() -> perform("other"))
        .isInstanceOf(SimulatedCrash.class)
        .hasMessageContaining("too late");
    assertThat(happened).hasValue(0);
    assertThat(faults.process().isDead()).isTrue();
  }

  @Test
  void after_a_crash_another_process_goes_on_with_the_same_faults() throws Exception {
    faults.onEffect("issue").nth(1).crashAfter();
    faults.onEffect("issue").nth(2).fail();
    SimulatedProcess second = new SimulatedProcess();

    assertThatThrownBy(() -> perform("issue")).isInstanceOf(SimulatedCrash.class);
    assertThat(happened).hasValue(1);
    assertThatThrownBy(() -> perform(faults.in(second), "issue")).isInstanceOf(IOException.class);
    assertThat(perform(faults.in(second), "issue")).isEqualTo("outcome 2");

    assertThatThrownBy(() -> perform("issue")).isInstanceOf(SimulatedCrash.class);
    assertThat(faults.fired())
        .isEqualTo(Map.of(FaultKind.CRASH_AFTER, 1, FaultKind.FAIL_BEFORE, 1));
  }

  @Test
  void an_outcome_that_comes_after_the_death_is_lost() {
    SimulatedProcess process = new SimulatedProcess();
    InterceptorChain chain = new InterceptorChain(world, faults.in(process));

    assertThatThrownBy(
            () ->
                chain.perform(
                    request("issue", "key"),
                    () -> {
                      process.kill();
                      return "outcome";
                    }))
        .isInstanceOf(SimulatedCrash.class);
  }

  @Test
  void random_faults_are_the_same_for_the_same_seed() {
    List<Boolean> pattern = pattern(7);

    assertThat(pattern).contains(true, false);
    assertThat(pattern(7)).isEqualTo(pattern);
    assertThat(pattern(8)).isNotEqualTo(pattern);
    assertThat(pattern.stream().filter(failed -> failed).count()).isBetween(20L, 80L);
  }

  private List<Boolean> pattern(long seed) {
    Faults random = Faults.seeded(seed);
    random.onAny().randomly(0.5).fail();
    List<Boolean> failed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      failed.add(catchThrowable(() -> perform(random, "issue")) != null);
    }
    return failed;
  }

  @Test
  void where_two_faults_are_due_the_first_fires_and_both_count() throws Exception {
    faults.onEffect("issue").nth(1).fail(() -> new IOException("first"));
    faults.onAny().nth(1, 2).fail(() -> new IOException("second"));

    assertThatThrownBy(() -> perform("issue")).hasMessage("first");
    assertThatThrownBy(() -> perform("issue")).hasMessage("second");
    assertThat(perform("issue")).isEqualTo("outcome 1");
  }

  @Test
  void a_fault_that_never_fired_is_named() {
    faults.onEffect("issue").nth(1).fail();
    faults.onEffect("email").nth(3).crashAfter();
    assertThatThrownBy(() -> perform("issue")).isInstanceOf(IOException.class);
    assertThatCode(() -> perform("email")).doesNotThrowAnyException();

    assertThatThrownBy(faults::requireFired)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CRASH_AFTER on effect email: seen 1 times, fired 0 times")
        .message()
        .doesNotContain("effect issue");
  }

  @Test
  void nonsense_is_refused() {
    assertThatThrownBy(() -> faults.onAny().nth(0)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> faults.onAny().nth()).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> faults.onAny().every(0)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> faults.onAny().randomly(1.1))
        .isInstanceOf(InvalidInputException.class);
  }
}
