package dev.aios.memory.internal.recall;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The turns of each thread in order, kept as links between their chunks. */
final class Threads {
  /**
   * Where a turn stands in its thread.
   *
   * @param position its position
   * @param passage its passage's id, where two have the same
   */
  record Spot(long position, String passage) {
    static final Comparator<Spot> ORDER =
        Comparator.comparingLong(Spot::position).thenComparing(Spot::passage);
  }

  /**
   * A turn.
   *
   * @param spot where it stands
   * @param first the ordinal of its first chunk
   * @param last that of its last one
   */
  record Turn(Spot spot, int first, int last) {}

  private final Map<Long, TreeMap<Spot, IndexedText>> threads = new HashMap<>();
  private final Chain chain;
  private final Segments segments;

  Threads(Chain chain, Segments segments) {
    this.chain = chain;
    this.segments = segments;
  }

  /** Adds a turn that is in memory. */
  void add(String passage, IndexedText.Meta meta, IndexedText text) {
    if (meta.thread() == 0 || text.chunks.length == 0) {
      return;
    }
    Spot spot = new Spot(meta.position(), passage);
    threads.computeIfAbsent(meta.thread(), key -> new TreeMap<>(Spot.ORDER)).put(spot, text);
    int[] chunks = text.chunks;
    for (int i = 1; i < chunks.length; i++) {
      chain.link(chunks[i - 1], chunks[i]);
    }
    chain.link(last(before(meta.thread(), spot)), chunks[0]);
    chain.link(chunks[chunks.length - 1], first(after(meta.thread(), spot)));
  }

  /** Removes a turn, which is in no segment, or hidden there. */
  void remove(String passage, IndexedText.Meta meta, IndexedText text) {
    if (meta.thread() == 0 || text.chunks.length == 0) {
      return;
    }
    Spot spot = new Spot(meta.position(), passage);
    TreeMap<Spot, IndexedText> turns = threads.get(meta.thread());
    if (turns != null) {
      turns.remove(spot);
      if (turns.isEmpty()) {
        threads.remove(meta.thread());
      }
    }
    int[] chunks = text.chunks;
    chain.link(Chain.NONE, chunks[0]);
    chain.link(chunks[chunks.length - 1], Chain.NONE);
    chain.link(last(before(meta.thread(), spot)), first(after(meta.thread(), spot)));
  }

  /** All turns in memory are in a segment now. */
  void moved() {
    threads.clear();
  }

  private @Nullable Turn before(long thread, Spot spot) {
    TreeMap<Spot, IndexedText> turns = threads.get(thread);
    Turn here = turns == null ? null : turn(turns.lowerEntry(spot));
    Turn stored = segments.before(thread, spot);
    return here == null || (stored != null && Spot.ORDER.compare(stored.spot(), here.spot()) > 0)
        ? stored
        : here;
  }

  private @Nullable Turn after(long thread, Spot spot) {
    TreeMap<Spot, IndexedText> turns = threads.get(thread);
    Turn here = turns == null ? null : turn(turns.higherEntry(spot));
    Turn stored = segments.after(thread, spot);
    return here == null || (stored != null && Spot.ORDER.compare(stored.spot(), here.spot()) < 0)
        ? stored
        : here;
  }

  private static @Nullable Turn turn(Map.@Nullable Entry<Spot, IndexedText> entry) {
    if (entry == null) {
      return null;
    }
    int[] chunks = entry.getValue().chunks;
    return new Turn(entry.getKey(), chunks[0], chunks[chunks.length - 1]);
  }

  private static int last(@Nullable Turn turn) {
    return turn == null ? Chain.NONE : turn.last();
  }

  private static int first(@Nullable Turn turn) {
    return turn == null ? Chain.NONE : turn.first();
  }
}
