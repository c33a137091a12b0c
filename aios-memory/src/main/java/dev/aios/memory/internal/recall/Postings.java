package dev.aios.memory.internal.recall;

/** The documents of one word, ascending, with how often it occurs in each, 255 at most. */
interface Postings {
  /** More occurrences are not told apart: they would change a score by a thousandth. */
  int MOST = 255;

  /** How many documents hold the word. */
  int live();

  /**
   * Reads some, and gives how many: as many as there is room for, or the rest. Those with a count
   * of zero are none.
   */
  int read(int from, int[] documents, int[] counts);

  /** How often the word occurs in a document. */
  int count(int document);
}
