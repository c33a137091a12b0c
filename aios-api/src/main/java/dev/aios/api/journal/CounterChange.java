package dev.aios.api.journal;

/**
 * Adds to a counter, under a cap. Additions commute, so that many runs can reserve from one budget
 * without conflicts. An absent counter is zero.
 *
 * @param counter the counter's name, for example {@code budget/everything/2026-11}
 * @param delta what to add; may be negative
 * @param max the write is refused if a positive delta would bring the counter above this; {@link
 *     Long#MAX_VALUE} for no cap. A delta of zero or less is never refused
 */
public record CounterChange(String counter, long delta, long max) {
  /**
   * An addition without a cap.
   *
   * @param counter the counter's name
   * @param delta what to add
   * @return the change
   */
  public static CounterChange add(String counter, long delta) {
    return new CounterChange(counter, delta, Long.MAX_VALUE);
  }
}
