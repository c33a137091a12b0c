package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.TextTable.ChunkRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** What stands beside chunks, in their texts or in their threads. Used under the index's lock. */
final class Surroundings {
  private final RecallIndex index;
  private final int most;
  private final Sieve sieve;

  /**
   * @param most how many on each side
   * @param filter what may be found itself
   */
  Surroundings(RecallIndex index, int most, Filter filter) {
    this.index = index;
    this.most = most;
    this.sieve = Sieve.of(filter, index.hash());
  }

  /**
   * What stands beside a chunk.
   *
   * @param before what goes before, the nearest last
   * @param after what follows, the nearest first
   */
  record Beside(List<Place> before, List<Place> after) {
    /**
     * A chunk of a passage.
     *
     * @param passage the passage's id
     * @param text its text's key
     * @param chunk the chunk's number
     */
    record Place(String passage, String text, int chunk) {}
  }

  Beside of(String key, int number) {
    IndexedText text = index.text(key);
    if (text == null || number >= text.chunks.length) {
      return new Beside(List.of(), List.of());
    }
    int chunk = text.chunks[number];
    List<Beside.Place> before = walk(chunk, this::before);
    Collections.reverse(before);
    return new Beside(before, walk(chunk, this::after));
  }

  /** The chunk before, in the same text or thread, or {@link Chain#NONE}. */
  private int before(int chunk) {
    ChunkRef ref = index.texts().chunk(chunk);
    return ref.number() > 0 ? ref.text().chunks[ref.number() - 1] : index.chain().previous(chunk);
  }

  /** The chunk after, in the same text or thread, or {@link Chain#NONE}. */
  private int after(int chunk) {
    ChunkRef ref = index.texts().chunk(chunk);
    int number = ref.number() + 1;
    return number < ref.text().chunks.length
        ? ref.text().chunks[number]
        : index.chain().next(chunk);
  }

  private List<Beside.Place> walk(int chunk, IntUnaryOperator step) {
    List<Beside.Place> places = new ArrayList<>();
    int at = step.applyAsInt(chunk);
    while (at >= 0 && places.size() < most) {
      ChunkRef ref = index.texts().chunk(at);
      RecallView.passage(ref.text(), sieve)
          .ifPresent(
              entry ->
                  places.add(new Beside.Place(entry.getKey(), ref.text().key(), ref.number())));
      at = step.applyAsInt(at);
    }
    return places;
  }
}
