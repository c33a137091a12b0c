package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.Threads.Spot;
import dev.aios.memory.internal.recall.Threads.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The segments of an index, and which chunk is where. Guarded by the index's lock. */
final class Segments {
  private final KeyedHash hash;
  private volatile List<Segment> all = List.of();
  private final List<@Nullable Segment> slots = new ArrayList<>();

  /** By ordinal: the slot of its segment plus one, or 0; and the chunk's number there. */
  private short[] slotOf = new short[0];

  private int[] chunkOf = new int[0];

  Segments(KeyedHash hash) {
    this.hash = hash;
  }

  /** The oldest first. */
  List<Segment> list() {
    return all;
  }

  /** Adds a segment behind the others. What it has is from now on read there. */
  void add(Segment segment) {
    List<Segment> more = new ArrayList<>(all);
    more.add(segment);
    place(segment);
    all = List.copyOf(more);
  }

  /** Puts one segment in the place of some that follow each other, or none if nothing is left. */
  void replace(List<Segment> olds, @Nullable Segment merged) {
    List<Segment> next = new ArrayList<>(all);
    int at = next.indexOf(olds.get(0));
    next.removeAll(olds);
    if (merged != null) {
      next.add(at, merged);
      place(merged);
    }
    olds.forEach(old -> slots.set(slots.indexOf(old), null));
    all = List.copyOf(next);
  }

  private void place(Segment segment) {
    int slot = slots.indexOf(null);
    if (slot < 0) {
      slot = slots.size();
      slots.add(segment);
    } else {
      slots.set(slot, segment);
    }
    for (int text = 0; text < segment.texts(); text++) {
      int first = segment.firstChunk(text);
      for (int chunk = first; chunk < first + segment.chunks(text); chunk++) {
        int ordinal = segment.ordinal(chunk);
        if (ordinal >= slotOf.length) {
          int length = Math.max(ordinal + 1, slotOf.length * 3 / 2 + 1024);
          slotOf = Arrays.copyOf(slotOf, length);
          chunkOf = Arrays.copyOf(chunkOf, length);
        }
        slotOf[ordinal] = (short) (slot + 1);
        chunkOf[ordinal] = chunk;
      }
    }
  }

  /** The segment that has a chunk, or null. */
  @Nullable Segment of(int ordinal) {
    int slot = ordinal < slotOf.length ? slotOf[ordinal] & 0xFFFF : 0;
    return slot == 0 ? null : slots.get(slot - 1);
  }

  /** The number of a chunk in its segment. */
  int chunk(int ordinal) {
    return chunkOf[ordinal];
  }

  /** A chunk was erased from its segment. */
  void forget(int ordinal) {
    if (ordinal < slotOf.length) {
      slotOf[ordinal] = 0;
    }
  }

  /** Where a text is. */
  record Place(Segment segment, int text) {
    IndexedText read() {
      return segment.text(text);
    }
  }

  @Nullable Place find(TextId id) {
    return place((segment, ignored) -> segment.lookup().text(id), 0);
  }

  @Nullable Place findByPassage(String id) {
    return all.isEmpty()
        ? null
        : place((segment, its) -> segment.lookup().textOf(id, its), hash.once('i', id));
  }

  private @Nullable Place place(BiFunction<Segment, Long, Integer> search, long argument) {
    List<Segment> list = all;
    for (int i = list.size() - 1; i >= 0; i--) {
      int text = search.apply(list.get(i), argument);
      if (text >= 0) {
        return new Place(list.get(i), text);
      }
    }
    return null;
  }

  @Nullable Turn before(long thread, Spot spot) {
    return beside(thread, spot, false);
  }

  @Nullable Turn after(long thread, Spot spot) {
    return beside(thread, spot, true);
  }

  private @Nullable Turn beside(long thread, Spot spot, boolean after) {
    Turn nearest = null;
    for (Segment segment : all) {
      Turn turn = segment.lookup().beside(thread, spot, after);
      int by =
          turn == null || nearest == null ? 0 : Spot.ORDER.compare(turn.spot(), nearest.spot());
      if (turn != null && (nearest == null || (after ? by < 0 : by > 0))) {
        nearest = turn;
      }
    }
    return nearest;
  }

  /** Links all turns of all segments to those beside them. */
  void link(Chain chain) {
    PriorityQueue<Walk> queue = new PriorityQueue<>();
    for (Segment segment : all) {
      Walk walk = new Walk(segment);
      if (walk.next()) {
        queue.add(walk);
      }
    }
    long thread = 0;
    int last = Chain.NONE;
    while (!queue.isEmpty()) {
      Walk walk = queue.remove();
      do {
        int before = walk.thread == thread ? last : Chain.NONE;
        last = walk.link(chain, before);
        thread = walk.thread;
        if (!walk.next()) {
          walk = null;
        }
      } while (walk != null && (queue.isEmpty() || walk.compareTo(queue.element()) < 0));
      if (walk != null) {
        queue.add(walk);
      }
    }
  }

  /** A walk through the turns of a segment in their order. */
  private static final class Walk implements Comparable<Walk> {
    private final Segment segment;
    private int passage = -1;
    private long thread;
    private long position;

    Walk(Segment segment) {
      this.segment = segment;
    }

    boolean next() {
      do {
        passage++;
      } while (passage < segment.layout().passages() && !segment.isTurn(passage));
      if (passage >= segment.layout().passages()) {
        return false;
      }
      thread = segment.thread(passage);
      position = segment.position(passage);
      return true;
    }

    /** Links the chunks of a turn to each other and to the one before; gives the last of them. */
    int link(Chain chain, int before) {
      int text = segment.textOfPassage(passage);
      int first = segment.firstChunk(text);
      int last = before;
      for (int chunk = first; chunk < first + segment.chunks(text); chunk++) {
        int ordinal = segment.ordinal(chunk);
        chain.link(last, ordinal);
        last = ordinal;
      }
      return last;
    }

    @Override
    public int compareTo(Walk other) {
      int by = Long.compare(thread, other.thread);
      if (by == 0) {
        by = Long.compare(position, other.position);
      }
      return by == 0
          ? segment
              .turn(passage)
              .spot()
              .passage()
              .compareTo(other.segment.turn(other.passage).spot().passage())
          : by;
    }
  }
}
