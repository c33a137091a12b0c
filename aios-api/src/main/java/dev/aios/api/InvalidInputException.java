package dev.aios.api;

import java.util.List;

/**
 * Input was rejected at the border, before anything was recorded as started. Every violation is
 * listed, not just the first.
 */
public class InvalidInputException extends AiosException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> violations;

  /**
   * An error that lists what is wrong.
   *
   * @param what what was rejected, for example {@code "input of saga invoicing"}
   * @param violations each thing that is wrong with it; at least one
   */
  public InvalidInputException(String what, List<String> violations) {
    super(what + " is not valid: " + String.join("; ", violations));
    this.violations = List.copyOf(violations);
  }

  /**
   * An error with one violation.
   *
   * @param what what was rejected
   * @param violation what is wrong with it
   */
  public InvalidInputException(String what, String violation) {
    this(what, List.of(violation));
  }

  /**
   * Every violation found.
   *
   * @return the violations, never empty
   */
  public List<String> violations() {
    return violations;
  }
}
