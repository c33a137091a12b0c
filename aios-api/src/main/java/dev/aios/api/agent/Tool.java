package dev.aios.api.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.value.Money;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that a tool-using agent may call; each call is an effect through the door.
 *
 * @param <A> the arguments: a record, from which the model is given a JSON Schema
 * @param <R> the result; must have a JSON form
 * @param name letters, digits, underscores and dashes; at most 64
 * @param description when to use it, for the model
 * @param arguments the class of the arguments
 * @param idempotency whether a second call is harmless
 * @param sensitivity how much harm it could do
 * @param trusted whether its results come from the host itself; others are sanitised and taint the
 *     answer
 * @param timeout how long one call may take, or null for no limit
 * @param price what one call costs at most, or null if free
 * @param code performs it
 */
public record Tool<A, R>(
    String name,
    String description,
    Class<A> arguments,
    Idempotency idempotency,
    Sensitivity sensitivity,
    boolean trusted,
    @Nullable Duration timeout,
    @Nullable Money price,
    EffectFunction<A, R> code) {
  /** Checks the name. */
  public Tool {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new InvalidInputException(
          "tool", "name '" + name + "' must be 1 to 64 letters, digits, underscores and dashes");
    }
  }

  /**
   * A tool that only reads, of the host itself.
   *
   * @param <A> the arguments
   * @param <R> the result
   * @param name its name
   * @param description when to use it
   * @param arguments the class of the arguments
   * @param code performs it
   * @return an idempotent tool of low sensitivity with trusted results
   */
  public static <A, R> Tool<A, R> reading(
      String name, String description, Class<A> arguments, EffectFunction<A, R> code) {
    return new Tool<>(
        name,
        description,
        arguments,
        Idempotency.IDEMPOTENT,
        Sensitivity.LOW,
        true,
        null,
        null,
        code);
  }

  /**
   * A tool that changes something.
   *
   * @param <A> the arguments
   * @param <R> the result
   * @param name its name
   * @param description when to use it
   * @param arguments the class of the arguments
   * @param code performs it
   * @return a tool that is never tried twice blindly, of high sensitivity, with trusted results
   */
  public static <A, R> Tool<A, R> acting(
      String name, String description, Class<A> arguments, EffectFunction<A, R> code) {
    return new Tool<>(
        name, description, arguments, Idempotency.ONCE, Sensitivity.HIGH, true, null, null, code);
  }

  /**
   * The same with results from outside, which are sanitised before the model reads them.
   *
   * @return a copy
   */
  public Tool<A, R> untrusted() {
    return new Tool<>(
        name, description, arguments, idempotency, sensitivity, false, timeout, price, code);
  }
}
