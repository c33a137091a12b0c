package dev.aios.memory.internal.recall;

/**
 * The least that a chunk is made of: a sentence, a list item, a heading, or a part of one that is
 * too long.
 *
 * @param start where it begins in the text
 * @param end where it ends, without white space at its ends
 * @param tokens its tokens
 * @param seam how well a chunk can begin here
 * @param heading the headings above it
 */
record Piece(int start, int end, int tokens, Seam seam, String heading) {
  /** How well the text can be cut before a piece, from badly to well. */
  enum Seam {
    /** Within a sentence. */
    WORD,
    /** Between two sentences or list items. */
    SENTENCE,
    /** Between two paragraphs. */
    PARAGRAPH,
    /** Before a heading. */
    HEADING
  }
}
