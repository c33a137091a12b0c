package dev.aios.memory.internal.recall;

import java.util.List;

/** What a new segment is made of. Not changed while it is written. */
interface SegmentContent {
  /** How many texts. */
  int texts();

  /** A text by its number, in the order of keys. May be made anew each time. */
  IndexedText text(int text);

  /** How many words a chunk of a text has. */
  int length(int text, int chunk);

  /** How many words of titles a text has. */
  int titleLength(int text);

  /** How many words of dates a text has. */
  int dateLength(int text);

  /** How many terms, in ascending order of their hashes. */
  int terms();

  long hash(int term);

  /** Where the documents of a term are; blank entries are left out. */
  List<Postings> postings(int term);

  /** The terms of one chunk of a text, by their numbers here. */
  int[] termsOf(int text, int chunk);

  /** The names of the models that texts may have vectors of. */
  List<String> models();
}
