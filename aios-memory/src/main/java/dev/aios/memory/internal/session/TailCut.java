package dev.aios.memory.internal.session;

import dev.aios.api.memory.TokenCounter;

/**
 * Cuts a text at its beginning until it fits a budget. Counts only about as much text as fits, so
 * that a text of megabytes costs no more than its end.
 */
public final class TailCut {
  private static final int CHARACTERS_A_TOKEN = 4;

  private final TokenCounter counter;
  private final String text;
  private final long budget;

  /**
   * A cut.
   *
   * @param counter counts tokens
   * @param text what to cut
   * @param budget the most tokens
   */
  public TailCut(TokenCounter counter, String text, long budget) {
    this.counter = counter;
    this.text = text;
    this.budget = budget;
  }

  /**
   * The longest end of the text that fits, found by bisection.
   *
   * @return empty if no character fits
   */
  public String cut() {
    if (budget <= 0) {
      return "";
    }
    long reach = Math.max(64, budget * CHARACTERS_A_TOKEN);
    while (reach < text.length() && fits(text.length() - (int) reach)) {
      reach *= 2;
    }
    int fails = (int) Math.max(0, text.length() - reach);
    if (fails == 0 && fits(0)) {
      return text;
    }
    int holds = text.length();
    while (holds - fails > 1) {
      int middle = (holds + fails) >>> 1;
      if (fits(middle)) {
        holds = middle;
      } else {
        fails = middle;
      }
    }
    return text.substring(whole(holds));
  }

  private boolean fits(int from) {
    return counter.count(text.substring(whole(from))) <= budget;
  }

  /** The next index that does not split a surrogate pair. */
  private int whole(int index) {
    boolean splits =
        index > 0
            && index < text.length()
            && Character.isLowSurrogate(text.charAt(index))
            && Character.isHighSurrogate(text.charAt(index - 1));
    return splits ? index + 1 : index;
  }
}
