package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A text in the index, with the passages that share it. One in memory is guarded by the index's
 * lock; one that was read from a {@link Segment} is a copy of what is there.
 */
final class IndexedText {
  /** The passage that came first stands for the others. */
  static final Comparator<Map.Entry<String, Meta>> FIRST =
      Comparator.comparing(
              (Map.Entry<String, Meta> entry) -> entry.getValue().time(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Map.Entry::getKey);

  final TextId id;
  final long fingerprint;

  /** Whether it was read from a segment. */
  final boolean stored;

  /** The ordinals of its chunks, by number. */
  final int[] chunks;

  /** The ids of its chunks' vectors, two numbers each; 0 and 0 for none. */
  final long[] vectorIds;

  /** Of which models it has vectors. */
  TextRow row;

  /** What a segment still has of it from before it changed, until that is erased. */
  @Nullable Superseded superseded;

  final Map<String, Meta> passages = new TreeMap<>();

  /** A text in a segment that counts no longer. */
  record Superseded(Segment segment, int text) {}

  IndexedText(TextId id, TextRow row, boolean stored) {
    this.id = id;
    this.row = row;
    this.stored = stored;
    this.fingerprint = Long.parseUnsignedLong(row.simhash(), 16);
    this.chunks = new int[row.chunks()];
    this.vectorIds = new long[2 * row.chunks()];
    Arrays.fill(chunks, -1);
  }

  String key() {
    return id.key();
  }

  /** The ordinal that stands for all of it: that of its first chunk. */
  int first() {
    return chunks[0];
  }

  boolean hasVector(int number) {
    return vectorIds[2 * number] != 0 || vectorIds[2 * number + 1] != 0;
  }

  /** Whether it was said in a conversation. */
  boolean isTurn() {
    for (Meta passage : passages.values()) {
      if (passage.thread() != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * What of a passage decides whether it is found. Names are numbers, see {@link KeyedHash}.
   *
   * @param title what it is called; empty if the text was read from a segment
   * @param time when it was said or written, or null
   * @param entities the entities that it concerns
   * @param project the project, or 0
   * @param trusted whether it has no taint
   * @param source where it came from, and what stands before each colon in that
   * @param thread the conversation that it is a turn of, or 0
   * @param position where in the thread
   * @param importance from 0 to 1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  record Meta(
      String title,
      @Nullable Instant time,
      long[] entities,
      long project,
      boolean trusted,
      long[] source,
      long thread,
      long position,
      double importance) {
    static Meta of(PassageRow row, KeyedHash hash) {
      String time = row.time();
      String project = row.project();
      String thread = row.thread();
      return new Meta(
          row.title(),
          time == null ? null : Instant.parse(time),
          hash.ofAll('e', row.entities()),
          project == null ? 0 : hash.of('p', project),
          row.taint().isEmpty(),
          hash.ofSource(row.source()),
          thread == null ? 0 : hash.of('t', thread),
          row.position(),
          row.importance());
    }
  }
}
