package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.IndexedText.Superseded;
import dev.aios.memory.internal.recall.KeywordIndex.Field;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import dev.aios.memory.internal.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All indexes of recall, kept equal to the rows by {@link CatchUp}. Not thread-safe by itself: its
 * owner takes {@link RecallView}'s lock.
 */
final class RecallIndex {
  private final @Nullable String model;
  private final KeyedHash hash;
  private final Segments segments;
  private final TextTable texts;
  private final KeywordIndex words;
  private final Labels labels;
  private final Chain chain = new Chain();
  private final Threads threads;
  private final VectorIndex vectors;
  private final Fingerprints prints = new Fingerprints();
  private final Ordinals ordinals = new Ordinals();
  private final Sample sample = new Sample(this::compare);
  private final UnaryOperator<String> stem;
  private final @Nullable SegmentUpkeep upkeep;
  private int withoutVector;
  private volatile long position;
  private final RowVectors rowVectors;
  private volatile @Nullable Columns sampleAround;

  /**
   * An empty index.
   *
   * @param how what it is of and where it is kept
   */
  RecallIndex(IndexSetup how) {
    this.model = how.model();
    this.hash = how.hash();
    this.stem = how.stem();
    this.segments = new Segments(hash);
    this.texts = new TextTable(segments);
    this.words = new KeywordIndex(Field.WORDS, hash, segments::list);
    this.labels = new Labels(hash, segments::list, this::stems);
    this.threads = new Threads(chain, segments);
    this.rowVectors = new RowVectors(how.dimension(), texts);
    this.vectors = how.vectors(() -> position, rowVectors::of);
    SegmentKeeping keeping = how.keeping();
    this.upkeep = keeping == null ? null : new SegmentUpkeep(keeping, hash, segments, this);
  }

  @Nullable String model() {
    return model;
  }

  KeyedHash hash() {
    return hash;
  }

  TextTable texts() {
    return texts;
  }

  /** How many chunks are found by keywords only, because another model made their vectors. */
  int withoutVector() {
    return withoutVector;
  }

  @Nullable IndexedText text(String key) {
    return texts.text(TextId.of(key));
  }

  Fingerprints prints() {
    return prints;
  }

  /**
   * Opens what is kept of it in files.
   *
   * @param head the journal's last position
   * @param from reads vectors from the rows
   * @return up to which position it has everything; empty if all rows have to be read
   */
  Optional<Long> open(long head, RowVectors.Source from) {
    position = head;
    rowVectors.readBy(from);
    vectors.open(head);
    Optional<Long> covered = upkeep == null ? Optional.empty() : upkeep.open(head);
    if (covered.isPresent()) {
      segments.list().forEach(this::count);
      segments.link(chain);
    }
    return covered;
  }

  /** Counts what a segment has that was just opened. */
  private void count(Segment segment) {
    int sampled = 0;
    for (int text = 0; text < segment.texts(); text++) {
      int end = segment.firstChunk(text) + segment.chunks(text);
      for (int chunk = segment.firstChunk(text); chunk < end; chunk++) {
        int ordinal = segment.ordinal(chunk);
        ordinals.take(ordinal);
        words.count(ordinal, segment.length(chunk));
        long high = segment.vectorHigh(chunk);
        long low = segment.vectorLow(chunk);
        if (high == 0 && low == 0) {
          withoutVector++;
        } else {
          vectors.add(ordinal, high, low, () -> rowVectors.orNothing(ordinal));
          if (sampled++ < Sample.OF_SEGMENT) {
            sample.add(ordinal);
          }
        }
      }
      if (segment.chunks(text) > 0) {
        int first = segment.ordinal(segment.firstChunk(text));
        prints.add(first, segment.fingerprint(text));
        labels.count(first, segment.titleLength(text), segment.dateLength(text));
      }
    }
  }

  /** All rows were read. */
  void loaded() {
    vectors.loaded();
    if (upkeep != null) {
      upkeep.loaded(position);
    }
  }

  /** Part of the rows were read. */
  void loading() {
    if (upkeep != null) {
      upkeep.loading();
    }
  }

  /** Something is about to change. */
  void changing() {
    sampleAround = null;
    words.changing();
  }

  /** What changed up to a position was applied. */
  void settle(long upTo) {
    position = upTo;
    vectors.settle();
    sample.complete(texts, segments.list(), vectors::has);
    if (upkeep != null) {
      upkeep.settle(upTo);
    }
  }

  /** What is in memory, for a new segment. */
  SegmentContent content() {
    return new MemoryContent(texts.inMemory(), words, labels);
  }

  void moved(Segment segment) {
    texts.moved(segment);
    threads.moved();
    words.moved();
    labels.moved();
  }

  boolean isDamaged() {
    return upkeep != null && upkeep.isDamaged();
  }

  /**
   * Adds a text with all its chunks and without passages.
   *
   * @param known the same text as it was, which this one replaces, or null
   * @param encoded gives a chunk's vector of this index's model, or null
   */
  IndexedText add(
      String key,
      TextRow row,
      List<ChunkRow> chunks,
      IntFunction<@Nullable String> encoded,
      @Nullable IndexedText known) {
    IndexedText text = new IndexedText(TextId.of(key), row, false);
    @Nullable String[] vectorsOf = new String[chunks.size()];
    for (int i = 0; i < chunks.size(); i++) {
      String vector = encoded.apply(i);
      if (rowVectors.isOne(vector)) {
        vectorsOf[i] = vector;
        RowVectors.identify(text, i);
      }
    }
    boolean keeps = known != null && known.stored && Arrays.equals(known.vectorIds, text.vectorIds);
    if (known != null && keeps) {
      text.superseded = forget(known, true);
      System.arraycopy(known.chunks, 0, text.chunks, 0, text.chunks.length);
    } else {
      text.superseded = known == null ? null : forget(known, false);
      for (int i = 0; i < text.chunks.length; i++) {
        text.chunks[i] = ordinals.take();
      }
    }
    texts.put(text);
    for (int i = 0; i < chunks.size(); i++) {
      List<String> its = stems(chunks.get(i).text());
      its.addAll(stems(chunks.get(i).heading()));
      words.add(text.chunks[i], its);
      String vector = vectorsOf[i];
      if (vector == null) {
        withoutVector++;
      } else if (!keeps) {
        vectors.add(
            text.chunks[i],
            text.vectorIds[2 * i],
            text.vectorIds[2 * i + 1],
            () -> ChunkRow.decode(vector));
        sample.add(text.chunks[i]);
      }
    }
    prints.add(text.first(), text.fingerprint);
    return text;
  }

  private List<String> stems(String text) {
    List<String> stems = Words.of(text);
    stems.replaceAll(stem);
    return stems;
  }

  /** Removes a text and what is known of its passages, from files as well. */
  void remove(IndexedText text) {
    Superseded superseded = forget(text, false);
    if (superseded != null && upkeep != null) {
      upkeep.erase(superseded);
    }
  }

  /**
   * Forgets a text.
   *
   * @param keeps whether its chunks keep their ordinals and vectors
   * @return what a segment still has of it, or null
   */
  private @Nullable Superseded forget(IndexedText text, boolean keeps) {
    Superseded superseded = text.superseded;
    prints.remove(text.first());
    if (!keeps) {
      for (int ordinal : text.chunks) {
        sample.remove(ordinal);
      }
    }
    if (text.stored) {
      superseded = texts.hide(text);
      for (int ordinal : text.chunks) {
        words.discount(ordinal);
      }
      labels.discount(text.first());
    } else {
      for (int ordinal : text.chunks) {
        words.remove(ordinal);
      }
      labels.remove(text.first());
      texts.remove(text);
    }
    text.passages.forEach((id, meta) -> threads.remove(id, meta, text));
    for (int i = 0; i < text.chunks.length; i++) {
      withoutVector -= text.hasVector(i) ? 0 : 1;
      if (!keeps) {
        vectors.remove(text.chunks[i]);
        chain.forget(text.chunks[i]);
        if (segments.of(text.chunks[i]) == null) {
          ordinals.release(text.chunks[i]); // Else a segment has it until it is erased there.
        }
      }
    }
    return superseded;
  }

  /** Adds a passage, or changes it. Its text is in memory. */
  void passage(String id, IndexedText text, PassageRow row) {
    removePassage(id);
    IndexedText.Meta meta = IndexedText.Meta.of(row, hash);
    texts.putPassage(id, text, meta);
    threads.add(id, meta, text);
    labels.put(text);
  }

  /** Removes a passage, whose text is not in a segment. */
  void removePassage(String id) {
    IndexedText text = texts.ofPassage(id);
    IndexedText.Meta meta = text == null ? null : text.passages.get(id);
    if (text == null || meta == null) {
      return;
    }
    if (text.stored) {
      throw new IllegalStateException("A passage changes whose text was not read before");
    }
    texts.removePassage(id, text);
    threads.remove(id, meta, text);
    labels.put(text);
  }

  /** What chance finds. */
  int[] sample() {
    return sample.chunks();
  }

  /** The vectors of what chance finds, each the weighed mean of those around it. */
  Columns sampleAround() {
    Columns known = sampleAround;
    if (known == null) {
      known = sample.around(chain, vectors);
      sampleAround = known;
    }
    return known;
  }

  /** Lets a number go that a segment had, if nothing else has it. */
  void release(int ordinal) {
    if (!texts.has(ordinal)) {
      ordinals.release(ordinal);
    }
  }

  KeywordIndex words() {
    return words;
  }

  /** The terms of a chunk's words. */
  long[] terms(int ordinal) {
    MemoryPostings[] inMemory = words.termsOf(ordinal);
    Segment segment = segments.of(ordinal);
    if (inMemory.length > 0 || segment == null) {
      return Arrays.stream(inMemory).mapToLong(postings -> postings.term).toArray();
    }
    return Arrays.stream(segment.termsOf(segments.chunk(ordinal)))
        .mapToLong(segment::hash)
        .filter(Field.WORDS::has)
        .toArray();
  }

  Labels labels() {
    return labels;
  }

  VectorIndex vectors() {
    return vectors;
  }

  Chain chain() {
    return chain;
  }

  int compare(int one, int two) {
    return texts.compare(one, two);
  }

  void close() {
    close(false);
    vectors.close();
  }

  /** Closes it as its files were listed last: a change was applied to it by half. */
  void abandon() {
    try {
      if (upkeep != null) {
        upkeep.abandon();
      }
    } finally {
      vectors.close();
    }
  }

  /** Closes it and deletes the files of its texts, of which one is damaged. */
  void discardTexts() {
    close(true);
    vectors.close();
  }

  /** Closes it and deletes its files: another model answers. */
  void discard() {
    close(true);
    vectors.discard();
  }

  private void close(boolean delete) {
    if (upkeep != null) {
      upkeep.close(position, delete);
    }
  }
}
