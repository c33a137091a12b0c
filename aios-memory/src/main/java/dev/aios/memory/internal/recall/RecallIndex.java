package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import dev.aios.memory.internal.text.Dates;
import dev.aios.memory.internal.text.Words;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All indexes of recall, kept equal to the rows by {@link CatchUp}. Not thread-safe by itself: its
 * owner takes {@link RecallView}'s lock.
 */
final class RecallIndex {
  private final @Nullable String model;
  private final int dimension;
  private final KeywordIndex words = new KeywordIndex();
  private final KeywordIndex titles = new KeywordIndex();
  private final KeywordIndex dates = new KeywordIndex();
  private final Chain chain = new Chain();
  private final Threads threads = new Threads(chain);
  private final VectorIndex vectors;
  private final Map<String, IndexedText> texts = new HashMap<>();
  private final Fingerprints prints = new Fingerprints();
  private final Map<String, IndexedText> textOfPassage = new HashMap<>();
  private final List<@Nullable ChunkRef> chunks = new ArrayList<>();
  private final Ordinals ordinals = new Ordinals();
  private final List<@Nullable IndexedText> labelled = new ArrayList<>();
  private final Ordinals labels = new Ordinals();
  private final Sample sample = new Sample(this::compare);
  private final UnaryOperator<String> stem;
  private int withoutVector;
  private volatile long position;
  private @Nullable Source source;

  /** Reads a chunk's vector of the index's model from the rows, as it is stored. */
  interface Source {
    @Nullable String vector(IndexedText text, int number);
  }

  /**
   * @param model the name of the model whose vectors are used, or null for none
   * @param dimension their length
   * @param exactUpTo the most vectors that are compared one by one
   * @param executor makes the graph of vectors
   * @param stem what of a word counts
   * @param files the folder of files of vectors, or null for none
   * @param exclusive keeps out searches and changes
   */
  RecallIndex(
      @Nullable String model,
      int dimension,
      int exactUpTo,
      Executor executor,
      UnaryOperator<String> stem,
      @Nullable Path files,
      Lock exclusive) {
    this.model = model;
    this.dimension = dimension;
    this.vectors =
        new VectorIndex(
            exactUpTo,
            executor,
            files == null || model == null
                ? null
                : new VectorKeeping(
                    files, model, dimension, exclusive, () -> position, this::fromRows));
    if (files != null && model == null) {
      VectorFolder.sweep(files, null);
    }
    this.stem = stem;
  }

  /** A chunk by its text and number. */
  record ChunkRef(IndexedText text, int number) {}

  @Nullable String model() {
    return model;
  }

  int passages() {
    return textOfPassage.size();
  }

  /** How many chunks are found by keywords only, because another model made their vectors. */
  int withoutVector() {
    return withoutVector;
  }

  @Nullable IndexedText text(String key) {
    return texts.get(key);
  }

  Iterable<IndexedText> texts() {
    return texts.values();
  }

  /** The fingerprints of all texts. */
  Fingerprints prints() {
    return prints;
  }

  /** Rows are about to be read into the empty index. */
  void open(long head, Source from) {
    position = head;
    source = from;
    vectors.open(head);
  }

  /** All rows were read. */
  void loaded() {
    vectors.loaded();
  }

  /** What changed up to a position was applied. */
  void settle(long upTo) {
    position = upTo;
    vectors.settle();
    completeSample();
  }

  private float @Nullable [] fromRows(int ordinal) {
    ChunkRef chunk = chunks.get(ordinal);
    Source from = source;
    String encoded =
        chunk == null || from == null ? null : from.vector(chunk.text(), chunk.number());
    return encoded == null ? null : ChunkRow.decode(encoded);
  }

  /** Adds a text without chunks; {@link #chunk} adds those. */
  IndexedText text(String key, TextRow row) {
    IndexedText text = new IndexedText(key, row);
    IndexedText before = texts.put(key, text);
    if (before != null) {
      prints.remove(before);
    }
    prints.add(text);
    return text;
  }

  /**
   * Adds a chunk.
   *
   * @param encoded its vector of this index's model, or null
   */
  void chunk(IndexedText text, int number, ChunkRow chunk, @Nullable String encoded) {
    int ordinal = ordinals.take();
    set(chunks, ordinal, new ChunkRef(text, number));
    text.chunks[number] = ordinal;
    List<String> its = stems(chunk.text());
    its.addAll(stems(chunk.heading()));
    words.add(ordinal, its);
    if (encoded != null && encoded.length() == ChunkRow.encodedLength(dimension)) {
      ByteBuffer id =
          ByteBuffer.wrap(VectorFolder.hash(text.key + '#' + number + '#' + text.revision));
      vectors.add(ordinal, id.getLong(), id.getLong(), () -> ChunkRow.decode(encoded));
      sample.add(ordinal);
    } else {
      withoutVector++;
    }
  }

  private static <T> void set(List<@Nullable T> list, int at, T one) {
    if (at == list.size()) {
      list.add(one);
    } else {
      list.set(at, one);
    }
  }

  private List<String> stems(String text) {
    List<String> stems = Words.of(text);
    stems.replaceAll(stem);
    return stems;
  }

  /** Removes a text and what is known of its passages. */
  void remove(IndexedText text) {
    texts.remove(text.key, text);
    prints.remove(text);
    text.passages.forEach((id, meta) -> threads.remove(id, meta, text));
    text.passages.keySet().forEach(textOfPassage::remove);
    text.passages.clear();
    relabel(text);
    for (int ordinal : text.chunks) {
      if (ordinal >= 0) {
        sample.remove(ordinal);
        words.remove(ordinal);
        vectors.remove(ordinal);
        chain.forget(ordinal);
        chunks.set(ordinal, null);
        if (ordinals.release(ordinal)) {
          words.purge();
          ordinals.purged();
        }
      }
    }
  }

  void passage(String id, IndexedText text, PassageRow row) {
    removePassage(id);
    IndexedText.Meta meta = IndexedText.Meta.of(row);
    text.passages.put(id, meta);
    textOfPassage.put(id, text);
    threads.add(id, meta, text);
    relabel(text);
  }

  void removePassage(String id) {
    IndexedText text = textOfPassage.remove(id);
    IndexedText.Meta meta = text == null ? null : text.passages.remove(id);
    if (text != null && meta != null) {
      threads.remove(id, meta, text);
      relabel(text);
    }
  }

  private void relabel(IndexedText text) {
    if (text.labels >= 0) {
      titles.remove(text.labels);
      dates.remove(text.labels);
      labelled.set(text.labels, null);
      if (labels.release(text.labels)) {
        titles.purge();
        dates.purge();
        labels.purged();
      }
      text.labels = -1;
    }
    Set<String> ofTitles = new LinkedHashSet<>();
    Set<String> ofTimes = new LinkedHashSet<>();
    for (IndexedText.Meta passage : text.passages.values()) {
      ofTitles.add(passage.title());
      Instant time = passage.time();
      if (time != null) {
        ofTimes.addAll(Dates.of(time));
      }
    }
    List<String> words = new ArrayList<>();
    ofTitles.forEach(title -> words.addAll(stems(title)));
    if (words.isEmpty() && ofTimes.isEmpty()) {
      return;
    }
    text.labels = labels.take();
    set(labelled, text.labels, text);
    if (!words.isEmpty()) {
      titles.add(text.labels, words);
    }
    if (!ofTimes.isEmpty()) {
      dates.add(text.labels, new ArrayList<>(ofTimes));
    }
  }

  @Nullable IndexedText labelled(int label) {
    return label < labelled.size() ? labelled.get(label) : null;
  }

  /** What chance finds. */
  int[] sample() {
    return sample.chunks();
  }

  private void completeSample() {
    if (sample.isIncomplete()) {
      sample.clear();
      for (int ordinal = 0; ordinal < chunks.size(); ordinal++) {
        if (vectors.has(ordinal)) {
          sample.add(ordinal);
        }
      }
    }
  }

  KeywordIndex words() {
    return words;
  }

  KeywordIndex titles() {
    return titles;
  }

  KeywordIndex dates() {
    return dates;
  }

  VectorIndex vectors() {
    return vectors;
  }

  Chain chain() {
    return chain;
  }

  IndexedText textOf(int chunk) {
    return chunk(chunk).text();
  }

  ChunkRef chunk(int ordinal) {
    ChunkRef chunk = chunks.get(ordinal);
    if (chunk == null) {
      throw new IllegalStateException("Chunk " + ordinal + " was removed from the index");
    }
    return chunk;
  }

  /** The chunk before, in the same text or thread, or {@link Chain#NONE}. */
  int before(int chunk) {
    ChunkRef ref = chunk(chunk);
    return ref.number() > 0 ? ref.text().chunks[ref.number() - 1] : chain.previous(chunk);
  }

  /** The chunk after, in the same text or thread, or {@link Chain#NONE}. */
  int after(int chunk) {
    ChunkRef ref = chunk(chunk);
    int number = ref.number() + 1;
    return number < ref.text().chunks.length ? ref.text().chunks[number] : chain.next(chunk);
  }

  /** Which chunks and which labels may be found. */
  record Allowed(BitSet chunks, BitSet labels) {}

  Allowed allowed(Filter filter) {
    Allowed allowed = new Allowed(new BitSet(), new BitSet());
    for (IndexedText text : texts.values()) {
      if (filter.allows(text)) {
        for (int ordinal : text.chunks) {
          allowed.chunks().set(ordinal);
        }
        if (text.labels >= 0) {
          allowed.labels().set(text.labels);
        }
      }
    }
    return allowed;
  }

  /** By text and number, which are the same after a restart, as ordinals are not. */
  int compare(int one, int two) {
    ChunkRef a = chunk(one);
    ChunkRef b = chunk(two);
    int byText = a.text().key.compareTo(b.text().key);
    return byText != 0 ? byText : Integer.compare(a.number(), b.number());
  }

  void close() {
    vectors.close();
  }

  /** Closes it and deletes its files: another model answers. */
  void discard() {
    vectors.discard();
  }
}
