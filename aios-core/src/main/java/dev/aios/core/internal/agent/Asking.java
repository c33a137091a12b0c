package dev.aios.core.internal.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How an agent asks a model, and how sure it is of the answer.
 *
 * @param <I> the input
 * @param <O> the answer
 * @param need what is needed of the model
 * @param temperature 0 to 2
 * @param maxOutput the most tokens of one answer, more than zero
 * @param repairs how often an answer that does not fit is sent back, 0 to 10
 * @param confidence how sure the answer is, or null to tell from the repairs it took
 */
public record Asking<I, O>(
    Need need,
    double temperature,
    int maxOutput,
    int repairs,
    @Nullable ToDoubleBiFunction<I, O> confidence) {
  private static final double FIRST_TIME_RIGHT = 0.9;
  private static final double LESS_PER_REPAIR = 0.15;
  private static final double LEAST = 0.3;

  /**
   * The usual way: the cheapest model, temperature 0, at most 1024 tokens, two repairs.
   *
   * @param <I> the input
   * @param <O> the answer
   * @return the value
   */
  public static <I, O> Asking<I, O> usual() {
    return new Asking<>(Need.CHEAPEST, 0, 1024, 2, null);
  }

  /**
   * Checks the ranges.
   *
   * @param who the agent, for errors
   * @return this
   */
  public Asking<I, O> checked(String who) {
    List<String> faults = new ArrayList<>();
    if (!(temperature >= 0 && temperature <= 2)) {
      faults.add("temperature " + temperature + " is not within 0 to 2");
    }
    if (maxOutput < 1) {
      faults.add("maxOutput " + maxOutput + " is not positive");
    }
    if (repairs < 0 || repairs > 10) {
      faults.add("repairs " + repairs + " is not within 0 to 10");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("agent " + who, faults);
    }
    return this;
  }

  /**
   * How sure an answer is.
   *
   * @param input what was asked about
   * @param value the answer
   * @param repaired how many repairs it took
   * @return 0 to 1; a function's value outside is cut, and one that is no number is 0
   */
  public double confidence(I input, O value, int repaired) {
    if (confidence == null) {
      return Math.max(LEAST, FIRST_TIME_RIGHT - LESS_PER_REPAIR * repaired);
    }
    double sure = confidence.applyAsDouble(input, value);
    return Double.isNaN(sure) ? 0 : Math.max(0, Math.min(1, sure));
  }

  /**
   * No further checks.
   *
   * @param <I> the input
   * @param <O> the answer
   * @return a check that finds nothing
   */
  public static <I, O> BiFunction<I, O, List<String>> unchecked() {
    return (input, value) -> List.of();
  }
}
