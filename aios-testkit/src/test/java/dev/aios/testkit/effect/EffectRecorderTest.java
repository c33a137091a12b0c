package dev.aios.testkit.effect;

import static dev.aios.testkit.InterceptorChain.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.InDoubtException;
import dev.aios.testkit.InterceptorChain;
import dev.aios.testkit.fault.Faults;
import dev.aios.testkit.world.VirtualWorld;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class EffectRecorderTest {
  private final Faults faults = Faults.seeded(1);
  private final EffectRecorder recorder = new EffectRecorder();
  private final InterceptorChain door =
      new InterceptorChain(VirtualWorld.create(), faults, recorder);

  private void perform(String name, String key) throws Exception {
    perform(name, key, () -> "outcome");
  }

  private void perform(String name, String key, Callable<Object> code) throws Exception {
    door.perform(request(name, key), code);
  }

  @Test
  void it_counts_by_name_kind_and_key_what_happened() throws Exception {
    perform("issue", "1");
    perform("issue", "2");
    perform("email", "3");

    assertThat(recorder.byKey()).isEqualTo(Map.of("1", 1L, "2", 1L, "3", 1L));
    assertThat(recorder.happened("issue")).hasSize(2);
    assertThat(recorder.happened(EffectKind.OTHER)).hasSize(3);
    assertThat(recorder.happened(EffectKind.MAIL)).isEmpty();
    assertThat(recorder.performances().get(0)).hasToString("issue [1] #1 gave outcome");
    recorder.requireOnce("issue");
    recorder.requireNothingTwice();
    recorder.clear();
    assertThat(recorder.performances()).isEmpty();
  }

  @Test
  void what_failed_did_not_happen() {
    Callable<Object> failing =
        () -> {
          throw new IOException("refused");
        };
    assertThatThrownBy(() -> perform("issue", "1", failing)).isInstanceOf(IOException.class);

    assertThat(recorder.happened("issue")).isEmpty();
    assertThat(recorder.byKey()).isEmpty();
    assertThat(recorder.performances())
        .singleElement()
        .satisfies(one -> assertThat(one.happened()).isFalse());
    assertThatThrownBy(() -> recorder.requireOnce("issue"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("issue never happened")
        .hasMessageContaining("IOException: refused");
  }

  @Test
  void it_sees_what_really_happened_behind_a_lost_outcome() {
    faults.onEffect("issue").nth(1).loseOutcome();
    faults.onEffect("issue").nth(2).fail();

    assertThatThrownBy(() -> perform("issue", "1")).isInstanceOf(InDoubtException.class);
    assertThatThrownBy(() -> perform("issue", "1")).isInstanceOf(IOException.class);

    recorder.requireOnce("issue");
    assertThat(recorder.performances()).hasSize(1);
  }

  @Test
  void a_second_time_under_one_key_is_found() throws Exception {
    perform("issue", "1");
    perform("email", "2");
    perform("issue", "1");

    assertThatThrownBy(() -> recorder.requireOnce("issue"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("more than once")
        .hasMessageContaining("issue [1]");
    assertThatThrownBy(recorder::requireNothingTwice).isInstanceOf(AssertionError.class);
    recorder.requireOnce("email");
  }
}
