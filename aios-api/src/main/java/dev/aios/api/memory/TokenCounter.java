package dev.aios.api.memory;

/** Counts the tokens of a text as a model would. Thread-safe. */
@FunctionalInterface
public interface TokenCounter {
  /**
   * Counts.
   *
   * @param text the text
   * @return its tokens, zero or more
   */
  int count(String text);
}
