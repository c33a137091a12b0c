package dev.aios.memory.internal.recall;

/**
 * Overwrites all that a segment holds of a text but its key, which the journal's records have as
 * well, and its place in the order of texts and passages. It may be done again where it was cut
 * short.
 */
final class SegmentErasure {
  private final Segment segment;
  private final Blocks blocks;

  SegmentErasure(Segment segment) {
    this.segment = segment;
    this.blocks = segment.blocks();
  }

  void erase(int text) {
    int first = segment.firstChunk(text);
    int end = first + segment.chunks(text);
    for (int chunk = first; chunk < end; chunk++) {
      eraseChunk(text, chunk);
    }
    int passage = segment.firstPassage(text);
    for (int end2 = passage + segment.passages(text); passage < end2; passage++) {
      erasePassage(passage);
    }
    long at = segment.textAt(text);
    blocks.putLong(at + 24, 0); // fingerprint
    blocks.putInt(at + 52, 0); // length of titles
    blocks.putInt(at + 56, 0); // length of dates
    blocks.putInt(at + 32, 0); // chunks: from here on it is not there
  }

  private void eraseChunk(int text, int chunk) {
    int ordinal = segment.ordinal(chunk);
    int[] terms = segment.termsOf(chunk);
    for (int term : terms) {
      SegmentPostings postings = new SegmentPostings(segment, term, 0, true);
      int at = postings.find(ordinal);
      if (at >= 0) {
        postings.blank(at);
        long blank = segment.termAt(term) + 20;
        blocks.putInt(blank, blocks.getInt(blank) + 1);
      }
    }
    for (int term : terms) {
      eraseTerm(term);
    }
    segment.unhide(text, ordinal, terms);
    long at = segment.chunkAt(chunk);
    long first = blocks.getLong(at + 24);
    for (int i = 0; i < terms.length; i++) {
      blocks.putInt(segment.layout().forwardAt() + (first + i) * Integer.BYTES, 0);
    }
    blocks.putLong(at + 8, 0); // the vector's id
    blocks.putLong(at + 16, 0);
    blocks.putInt(at + 32, 0); // terms
    blocks.putInt(at + 36, 0); // length
    blocks.putInt(at, -1); // ordinal
  }

  /** Erases a term that no text has any more; terms stay sorted. */
  private void eraseTerm(int term) {
    if (blocks.getInt(segment.termAt(term) + 20) < segment.size(term)) {
      return;
    }
    long gone = segment.hash(term);
    long before = term == 0 ? Long.MIN_VALUE : segment.hash(term - 1);
    for (int next = term; next < segment.layout().terms() && segment.hash(next) == gone; next++) {
      blocks.putLong(segment.termAt(next), before);
    }
  }

  /** Erases what a segment holds of a passage. */
  void erasePassage(int passage) {
    long at = segment.passageAt(passage);
    long id = segment.layout().stringsAt() + blocks.getLong(at + 64);
    for (int i = blocks.getInt(at + 72) - 1; i >= 0; i--) {
      blocks.put(id + i, (byte) 0);
    }
    int counts = blocks.getInt(at + 36);
    long numbers = segment.layout().numbersAt() + blocks.getLong(at + 56) * Long.BYTES;
    for (int i = (counts & 0xFFFF) + (counts >>> 16) - 1; i >= 0; i--) {
      blocks.putLong(numbers + (long) i * Long.BYTES, 0);
    }
    blocks.putInt(at + 4, Segment.ERASED);
    blocks.putLong(at + 24, 0); // time
    blocks.putInt(at + 32, -1);
    blocks.putInt(at + 36, 0); // sources and entities
    blocks.putLong(at + 40, 0); // project
    blocks.putLong(at + 48, 0); // importance
    blocks.putInt(at + 72, 0); // length of the id
  }
}
