package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.Threads.Spot;
import dev.aios.memory.internal.recall.Threads.Turn;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Finds texts and turns in a segment, by halving what is sorted, and what a filter allows. */
final class SegmentLookup {
  private final Segment segment;

  SegmentLookup(Segment segment) {
    this.segment = segment;
  }

  /** A text by its key, or -1 if it is not here, or not any more. */
  int text(TextId key) {
    int found = textAlsoHidden(key);
    return found < 0 || !segment.isThere(found) ? -1 : found;
  }

  /** A text by its key, also if it is hidden or was erased; or -1 if it never was here. */
  int textAlsoHidden(TextId key) {
    int low = 0;
    int high = segment.layout().texts() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int by = segment.id(middle).compareTo(key);
      if (by == 0) {
        return middle;
      }
      low = by < 0 ? middle + 1 : low;
      high = by < 0 ? high : middle - 1;
    }
    return -1;
  }

  /** The text of a passage, or -1 if it is not here, or not any more. */
  int textOf(String id, long hash) {
    int low = 0;
    int high = segment.layout().passages();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segment.blocks().getLong(segment.layout().idsAt() + (long) middle * SegmentLayout.ID)
          < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (; low < segment.layout().passages(); low++) {
      long at = segment.layout().idsAt() + (long) low * SegmentLayout.ID;
      if (segment.blocks().getLong(at) != hash) {
        return -1;
      }
      int passage = segment.blocks().getInt(at + 8);
      int text = segment.blocks().getInt(segment.passageAt(passage));
      if ((segment.flags(passage) & Segment.ERASED) == 0
          && segment.isThere(text)
          && segment.passageId(passage).equals(id)) {
        return text;
      }
    }
    return -1;
  }

  /** The turn before or after a place in a thread, or null. */
  @Nullable Turn beside(long thread, Spot spot, boolean after) {
    int low = 0;
    int high = segment.layout().passages();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int probed = middle;
      while (probed >= low && (segment.flags(probed) & Segment.ERASED) != 0) {
        probed--; // Of those it is not known any more what they would compare to.
      }
      int by = probed < low ? -1 : compare(probed, thread, spot);
      if (by < 0 || (after && by == 0)) {
        low = middle + 1;
      } else {
        high = probed;
      }
    }
    for (int at = after ? low : low - 1;
        at >= 0 && at < segment.layout().passages();
        at += after ? 1 : -1) {
      if ((segment.flags(at) & Segment.ERASED) == 0) {
        if (segment.thread(at) != thread) {
          return null;
        }
        if (segment.isThere(segment.textOfPassage(at))) {
          return segment.turn(at);
        }
      }
    }
    return null;
  }

  private int compare(int passage, long thread, Spot spot) {
    int by = Long.compare(segment.thread(passage), thread);
    if (by == 0) {
      by = Long.compare(segment.position(passage), spot.position());
    }
    return by == 0 ? segment.passageId(passage).compareTo(spot.passage()) : by;
  }

  /** The chunks that a filter allows: of each text of which it allows a passage. */
  void allowed(Sieve sieve, IntConsumer ordinals) {
    for (int passage = 0; passage < segment.layout().passages(); passage++) {
      if (allows(sieve, passage)) {
        int text = segment.blocks().getInt(segment.passageAt(passage));
        if (segment.isThere(text)) {
          int first = segment.firstChunk(text);
          for (int chunk = first; chunk < first + segment.chunks(text); chunk++) {
            ordinals.accept(segment.ordinal(chunk));
          }
        }
      }
    }
  }

  /** As {@link Sieve#allows(IndexedText.Meta)}, reading no more than it needs. */
  private boolean allows(Sieve sieve, int passage) {
    long at = segment.passageAt(passage);
    int flags = segment.blocks().getInt(at + 4);
    if ((flags & Segment.ERASED) != 0 || (sieve.trustedOnly() && (flags & Segment.TRUSTED) == 0)) {
      return false;
    }
    if (sieve.project() != 0 && sieve.project() != segment.blocks().getLong(at + 40)) {
      return false;
    }
    if (sieve.entities().length > 0 || sieve.sources().length > 0) {
      return sieve.allows(segment.meta(passage));
    }
    return !sieve.asksForTime() || sieve.allows(segment.time(at));
  }
}
