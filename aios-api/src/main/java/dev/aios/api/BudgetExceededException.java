package dev.aios.api;

/** A budget is spent. The effect was not performed; a cheaper way may still be allowed. */
public class BudgetExceededException extends DeniedException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message which budget, how much, and what to do
   */
  public BudgetExceededException(String message) {
    super(message);
  }
}
