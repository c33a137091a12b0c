package dev.aios.testkit.model;

import dev.aios.api.effect.PermanentException;

/** A scripted model was asked something for which the test has no answer. No retry helps. */
public class UnscriptedException extends PermanentException {
  private static final long serialVersionUID = 1L;

  /**
   * A question without an answer.
   *
   * @param message the question, and what is scripted
   */
  public UnscriptedException(String message) {
    super(message, null);
  }
}
