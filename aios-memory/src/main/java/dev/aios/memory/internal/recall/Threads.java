package dev.aios.memory.internal.recall;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The turns of each thread in order, kept as links between their chunks. */
final class Threads {
  private record Spot(long position, String passage) {
    static final Comparator<Spot> ORDER =
        Comparator.comparingLong(Spot::position).thenComparing(Spot::passage);
  }

  private final Map<String, TreeMap<Spot, IndexedText>> threads = new HashMap<>();
  private final Chain chain;

  Threads(Chain chain) {
    this.chain = chain;
  }

  void add(String passage, IndexedText.Meta meta, IndexedText text) {
    String thread = meta.thread();
    if (thread == null || text.chunks.length == 0) {
      return;
    }
    TreeMap<Spot, IndexedText> turns =
        threads.computeIfAbsent(thread, key -> new TreeMap<>(Spot.ORDER));
    Spot spot = new Spot(meta.position(), passage);
    turns.put(spot, text);
    int[] chunks = text.chunks;
    for (int i = 1; i < chunks.length; i++) {
      chain.link(chunks[i - 1], chunks[i]);
    }
    chain.link(last(turns.lowerEntry(spot)), chunks[0]);
    chain.link(chunks[chunks.length - 1], first(turns.higherEntry(spot)));
  }

  void remove(String passage, IndexedText.Meta meta, IndexedText text) {
    String thread = meta.thread();
    TreeMap<Spot, IndexedText> turns = thread == null ? null : threads.get(thread);
    Spot spot = new Spot(meta.position(), passage);
    if (turns == null || turns.remove(spot) == null) {
      return;
    }
    int[] chunks = text.chunks;
    chain.link(Chain.NONE, chunks[0]);
    chain.link(chunks[chunks.length - 1], Chain.NONE);
    chain.link(last(turns.lowerEntry(spot)), first(turns.higherEntry(spot)));
    if (turns.isEmpty()) {
      threads.remove(thread);
    }
  }

  private static int last(Map.@Nullable Entry<Spot, IndexedText> entry) {
    return entry == null ? Chain.NONE : entry.getValue().chunks[entry.getValue().chunks.length - 1];
  }

  private static int first(Map.@Nullable Entry<Spot, IndexedText> entry) {
    return entry == null ? Chain.NONE : entry.getValue().chunks[0];
  }
}
