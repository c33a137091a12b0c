package dev.aios.core.internal.door;

import dev.aios.api.value.Cost;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of one attempt. */
public sealed interface Performed {
  /**
   * What the attempt cost.
   *
   * @return the cost
   */
  Cost cost();

  /**
   * Why it has no outcome, in words.
   *
   * @return for the record
   */
  default String error() {
    return toString();
  }

  /**
   * Whether it is not known if it happened.
   *
   * @return true if it was lost track of
   */
  default boolean isUnknown() {
    return false;
  }

  /**
   * Whether a retry cannot help.
   *
   * @return true if it would fail again
   */
  default boolean isPermanent() {
    return false;
  }

  /**
   * It happened.
   *
   * @param value the outcome, null if the code gives none
   * @param cost what it cost
   */
  record Done(@Nullable Object value, Cost cost) implements Performed {}

  /**
   * It did not happen.
   *
   * @param error what went wrong, for the record
   * @param permanent whether a retry cannot help
   * @param cost what it cost nevertheless
   */
  record Failed(String error, boolean permanent, Cost cost) implements Performed {
    @Override
    public boolean isPermanent() {
      return permanent;
    }
  }

  /**
   * It is not known whether it happened.
   *
   * @param why how the trace was lost
   * @param cost what is known of its cost
   */
  record InDoubt(String why, Cost cost) implements Performed {
    @Override
    public String error() {
      return why;
    }

    @Override
    public boolean isUnknown() {
      return true;
    }
  }

  /**
   * Its time was up; it is not known whether it happened.
   *
   * @param cost what is known of its cost
   */
  record TimedOut(Cost cost) implements Performed {
    @Override
    public String error() {
      return "it timed out";
    }

    @Override
    public boolean isUnknown() {
      return true;
    }
  }

  /**
   * The breaker of its target is open; it was not tried and does not count as an attempt.
   *
   * @param until when to try again
   */
  record Refused(Instant until) implements Performed {
    @Override
    public String error() {
      return "the breaker of its target is open until " + until;
    }

    @Override
    public Cost cost() {
      return Cost.NONE;
    }
  }
}
