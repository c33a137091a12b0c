package dev.aios.governance.internal.css;

/**
 * How much may still be done to match selectors. A page that takes more is made to wear out its
 * reader; what it shows cannot be told.
 */
final class Effort {
  private long left;

  Effort(long most) {
    this.left = most;
  }

  /** Whether so many more steps may be made. */
  boolean spend(int steps) {
    left -= steps;
    return left >= 0;
  }

  boolean isSpent() {
    return left < 0;
  }
}
