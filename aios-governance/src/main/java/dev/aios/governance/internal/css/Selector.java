package dev.aios.governance.internal.css;

import java.util.List;

/**
 * Says which elements a rule applies to. Immutable.
 *
 * @param subject the element itself
 * @param around what it must lie in, the innermost first
 * @param certain false if part of it was not understood; then it may match too much
 */
record Selector(Compound subject, List<Around> around, boolean certain) {
  /**
   * What an element must lie in.
   *
   * @param outer the element around
   * @param direct whether with none between
   */
  record Around(Compound outer, boolean direct) {}

  boolean matches(Frame frame, Effort effort) {
    return effort.spend(1) && subject.matches(frame) && liesIn(frame, 0, effort);
  }

  /** Each level calls itself once for each {@link Around}, of which a parsed selector has few. */
  private boolean liesIn(Frame frame, int next, Effort effort) {
    if (next == around.size()) {
      return true;
    }
    Around wanted = around.get(next);
    Frame outer = frame.parent();
    while (outer != null && effort.spend(1)) {
      if (wanted.outer().matches(outer) && liesIn(outer, next + 1, effort)) {
        return true;
      }
      outer = wanted.direct() ? null : outer.parent();
    }
    return false;
  }

  int specificity() {
    return subject.specificity() + around.stream().mapToInt(one -> one.outer().specificity()).sum();
  }
}
