package dev.aios.memory.internal.recall;

/** The documents of one word that are in a segment. Blank entries have a count of zero. */
final class SegmentPostings implements Postings {
  private final Segment segment;
  private final long documents;
  private final long counts;
  private final int size;
  private final int live;
  private final boolean all;
  private byte[] portion = new byte[0];
  private int last;

  /**
   * @param live how many documents hold the word
   * @param all whether hidden documents are told as well
   */
  SegmentPostings(Segment segment, int term, int live, boolean all) {
    this.segment = segment;
    long first = segment.first(term);
    this.documents = segment.layout().documentsAt() + first * Integer.BYTES;
    this.counts = segment.layout().countsAt() + first;
    this.size = segment.size(term);
    this.live = live;
    this.all = all;
  }

  @Override
  public int live() {
    return live;
  }

  @Override
  public int read(int from, int[] into, int[] countsInto) {
    int some = Math.min(into.length, size - from);
    if (some <= 0) {
      return 0;
    }
    if (portion.length < into.length) {
      portion = new byte[into.length];
    }
    segment.blocks().ints(documents + (long) from * Integer.BYTES, into, some);
    segment.blocks().bytes(counts + from, portion, some);
    boolean hides = !all && segment.hidesAny();
    for (int i = 0; i < some; i++) {
      boolean blank = hides && into[i] >= 0 && segment.isHidden(into[i]);
      countsInto[i] = blank ? 0 : portion[i] & MOST;
    }
    return some;
  }

  @Override
  public int count(int document) {
    int at = segment.isHidden(document) ? -1 : find(document);
    return at < 0 ? 0 : countAt(at);
  }

  int documentAt(int at) {
    return segment.blocks().getInt(documents + (long) at * Integer.BYTES);
  }

  int countAt(int at) {
    return segment.blocks().get(counts + at) & MOST;
  }

  /**
   * Where a document's entry is, or -1. Blank ones have the document of the one before them. It is
   * looked for from where the last one was: who asks for one often asks for those beside it next.
   */
  int find(int document) {
    if (size == 0) {
      return -1;
    }
    int low;
    int high;
    int step = 1;
    if (documentAt(last) < document) {
      low = last + 1;
      high = low;
      while (high < size && documentAt(high) < document) {
        low = high + 1;
        high = (int) Math.min(size, (long) high + step);
        step <<= 1;
      }
    } else {
      high = last;
      low = high - step;
      while (low >= 0 && documentAt(low) >= document) {
        high = low;
        step <<= 1;
        low = high - step;
      }
      low = Math.max(0, low + 1);
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (documentAt(middle) < document) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    last = Math.min(low, size - 1);
    return low < size && documentAt(low) == document && countAt(low) > 0 ? low : -1;
  }

  /** Makes an entry blank, and those blank ones after it that have its document. */
  void blank(int at) {
    int document = documentAt(at);
    int before = at == 0 ? -1 : documentAt(at - 1);
    segment.blocks().put(counts + at, (byte) 0);
    for (int next = at; next < size && documentAt(next) == document; next++) {
      segment.blocks().putInt(documents + (long) next * Integer.BYTES, before);
    }
  }
}
