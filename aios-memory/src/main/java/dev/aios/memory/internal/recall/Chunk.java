package dev.aios.memory.internal.recall;

/**
 * A piece of a text that is found as one.
 *
 * @param start where it begins in the text
 * @param heading the headings above it, outermost first, joined by {@code " > "}; or empty
 * @param text what it says
 */
record Chunk(int start, String heading, String text) {
  /** Where it ends in the text. */
  int end() {
    return start + text.length();
  }
}
