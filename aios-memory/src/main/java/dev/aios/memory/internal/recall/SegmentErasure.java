package dev.aios.memory.internal.recall;

import java.util.BitSet;

/**
 * Overwrites all that a segment holds of a text but its key, which the journal's records have as
 * well, and its place in the order of texts and passages. It may be done again where it was cut
 * short: how much there was to overwrite is known from where the next one begins.
 */
final class SegmentErasure {
  private static final int PORTION = 1024;

  private final Segment segment;
  private final Blocks blocks;

  SegmentErasure(Segment segment) {
    this.segment = segment;
    this.blocks = segment.blocks();
  }

  void erase(int text) {
    for (int chunk = segment.firstChunk(text); chunk < segment.endOfChunks(text); chunk++) {
      eraseChunk(text, chunk);
    }
    int first = segment.firstPassage(text);
    for (int passage = first; passage < first + segment.passages(text); passage++) {
      erasePassage(passage);
    }
    long at = segment.textAt(text);
    blocks.putLong(at + 24, 0); // fingerprint
    blocks.putInt(at + 52, 0); // length of titles
    blocks.putInt(at + 56, 0); // length of dates
    blocks.putInt(at + 32, 0); // chunks: from here on it is not there
  }

  /**
   * Ends what was cut short when the process was killed. A text of which a chunk was erased has to
   * go, whether or not its blocks are still marked. If blocks are, what was erased is erased once
   * more, as no one knows in which order they came to the disk.
   */
  void finish() {
    boolean marked = !blocks.leftMarked().isEmpty();
    boolean some = marked;
    for (int text = 0; text < segment.texts(); text++) {
      if (isBegun(text) || (marked && segment.chunks(text) == 0)) {
        erase(text);
        some = true;
      }
    }
    if (some) {
      finishTerms();
      blocks.settle();
    }
  }

  private boolean isBegun(int text) {
    int first = segment.firstChunk(text);
    for (int chunk = first; chunk < first + segment.chunks(text); chunk++) {
      if (segment.ordinal(chunk) < 0) {
        return true;
      }
    }
    return false;
  }

  /** Makes entries of chunks that are not there blank, and counts blank ones anew. */
  private void finishTerms() {
    BitSet there = new BitSet();
    for (int text = 0; text < segment.texts(); text++) {
      int first = segment.firstChunk(text);
      for (int chunk = first; chunk < first + segment.chunks(text); chunk++) {
        there.set(segment.ordinal(chunk));
      }
    }
    long before = Long.MIN_VALUE;
    for (int term = 0; term < segment.layout().terms(); term++) {
      int blank = finishTerm(term, there);
      if (blank == segment.size(term) && segment.hash(term) != before) {
        blocks.putLong(segment.termAt(term), before);
      }
      if (blank != blocks.getInt(segment.termAt(term) + 20)) {
        blocks.putInt(segment.termAt(term) + 20, blank);
      }
      before = segment.hash(term);
    }
  }

  private int finishTerm(int term, BitSet there) {
    SegmentPostings postings = new SegmentPostings(segment, term, 0, true);
    int[] documents = new int[PORTION];
    int[] counts = new int[PORTION];
    int blank = 0;
    int last = -1;
    int from = 0;
    for (int some = postings.read(0, documents, counts);
        some > 0;
        some = postings.read(from, documents, counts)) {
      for (int i = 0; i < some; i++) {
        // One with the document of the one before was to be blank.
        if (counts[i] > 0
            && (documents[i] < 0 || documents[i] == last || !there.get(documents[i]))) {
          postings.blank(from + i);
          counts[i] = 0;
        }
        blank += counts[i] == 0 ? 1 : 0;
        last = documents[i];
      }
      from += some;
    }
    return blank;
  }

  void eraseChunk(int text, int chunk) {
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
    SegmentLayout layout = segment.layout();
    long end =
        chunk + 1 < layout.chunks()
            ? layout.forwardAt() + blocks.getLong(segment.chunkAt(chunk + 1) + 24) * Integer.BYTES
            : layout.numbersAt();
    for (long forward = layout.forwardAt() + blocks.getLong(at + 24) * Integer.BYTES;
        forward < end;
        forward += Integer.BYTES) {
      blocks.putInt(forward, 0);
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
    SegmentLayout layout = segment.layout();
    long next = segment.passageAt(passage + 1);
    boolean last = passage + 1 == layout.passages();
    long endOfId =
        last
            ? (long) layout.blocks() * Blocks.BLOCK
            : layout.stringsAt() + blocks.getLong(next + 64);
    for (long id = layout.stringsAt() + blocks.getLong(at + 64); id < endOfId; id++) {
      blocks.put(id, (byte) 0);
    }
    long endOfNumbers =
        last ? layout.stringsAt() : layout.numbersAt() + blocks.getLong(next + 56) * Long.BYTES;
    for (long number = layout.numbersAt() + blocks.getLong(at + 56) * Long.BYTES;
        number < endOfNumbers;
        number += Long.BYTES) {
      blocks.putLong(number, 0);
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
