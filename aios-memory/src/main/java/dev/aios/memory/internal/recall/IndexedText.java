package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A text in the index, with the passages that share it. Guarded by the index's lock. */
final class IndexedText {
  /** The passage that came first stands for the others. */
  static final Comparator<Map.Entry<String, Meta>> FIRST =
      Comparator.comparing(
              (Map.Entry<String, Meta> entry) -> entry.getValue().time(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Map.Entry::getKey);

  final String key;
  final String revision;
  final long fingerprint;

  /** The ordinals of its chunks, by number. */
  final int[] chunks;

  /** The ordinal of its labels, the titles and times of its passages, or -1. */
  int labels = -1;

  /** Its place in {@link Fingerprints}, or -1. */
  int print = -1;

  /** Of which models it has vectors. */
  TextRow row;

  final Map<String, Meta> passages = new TreeMap<>();

  IndexedText(String key, TextRow row) {
    this.key = key;
    this.row = row;
    this.revision = row.revision();
    this.fingerprint = Long.parseUnsignedLong(row.simhash(), 16);
    this.chunks = new int[row.chunks()];
    Arrays.fill(chunks, -1);
  }

  /** Whether it was said in a conversation. */
  boolean isTurn() {
    for (Meta passage : passages.values()) {
      if (passage.thread() != null) {
        return true;
      }
    }
    return false;
  }

  boolean isComplete() {
    for (int ordinal : chunks) {
      if (ordinal < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * What of a passage decides whether it is found.
   *
   * @param title what it is called
   * @param time when it was said or written, or null
   * @param entities ids of the entities that it concerns
   * @param project the project, or null
   * @param trusted whether it has no taint
   * @param source where it came from
   * @param thread the conversation that it is a turn of, or null
   * @param position where in the thread
   * @param importance from 0 to 1
   */
  record Meta(
      String title,
      @Nullable Instant time,
      Set<String> entities,
      @Nullable String project,
      boolean trusted,
      String source,
      @Nullable String thread,
      long position,
      double importance) {
    static Meta of(PassageRow row) {
      String time = row.time();
      return new Meta(
          row.title(),
          time == null ? null : Instant.parse(time),
          Set.copyOf(row.entities()),
          row.project(),
          row.taint().isEmpty(),
          row.source(),
          row.thread(),
          row.position(),
          row.importance());
    }
  }
}
