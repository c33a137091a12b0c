package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import dev.aios.memory.internal.text.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
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
  private final VectorIndex vectors;
  private final Map<String, IndexedText> texts = new HashMap<>();
  private final Map<String, IndexedText> textOfPassage = new HashMap<>();
  private final List<@Nullable ChunkRef> chunks = new ArrayList<>();
  private final List<@Nullable IndexedText> titled = new ArrayList<>();
  private int withoutVector;

  /**
   * @param model the name of the model whose vectors are used, or null for none
   * @param dimension their length
   * @param exactUpTo the most vectors that are compared one by one
   * @param executor makes the graph of vectors
   */
  RecallIndex(@Nullable String model, int dimension, int exactUpTo, Executor executor) {
    this.model = model;
    this.dimension = dimension;
    this.vectors = new VectorIndex(exactUpTo, executor);
  }

  /** A chunk by its text and number. */
  record ChunkRef(IndexedText text, int number) {}

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

  /** Adds a text without chunks; {@link #chunk} adds those. */
  IndexedText text(String key, TextRow row) {
    IndexedText text = new IndexedText(key, row);
    texts.put(key, text);
    return text;
  }

  void chunk(IndexedText text, int number, TextRow row, ChunkRow chunk) {
    int ordinal = chunks.size();
    chunks.add(new ChunkRef(text, number));
    text.chunks[number] = ordinal;
    List<String> its = new ArrayList<>(Words.of(chunk.text()));
    its.addAll(Words.of(chunk.heading()));
    words.add(ordinal, its);
    String encoded = chunk.vector();
    float[] vector =
        encoded != null && model != null && model.equals(row.model())
            ? ChunkRow.decode(encoded)
            : null;
    if (vector != null && vector.length == dimension) {
      vectors.add(ordinal, vector);
    } else {
      withoutVector++;
    }
  }

  /** Removes a text and what is known of its passages. */
  void remove(IndexedText text) {
    texts.remove(text.key, text);
    text.passages.keySet().forEach(textOfPassage::remove);
    text.passages.clear();
    retitle(text);
    for (int ordinal : text.chunks) {
      if (ordinal >= 0) {
        words.remove(ordinal);
        vectors.remove(ordinal);
        chunks.set(ordinal, null);
      }
    }
  }

  void passage(String id, IndexedText text, PassageRow row) {
    removePassage(id);
    text.passages.put(id, IndexedText.Meta.of(row));
    textOfPassage.put(id, text);
    retitle(text);
  }

  void removePassage(String id) {
    IndexedText text = textOfPassage.remove(id);
    if (text != null) {
      text.passages.remove(id);
      retitle(text);
    }
  }

  private void retitle(IndexedText text) {
    if (text.titles >= 0) {
      titles.remove(text.titles);
      titled.set(text.titles, null);
      text.titles = -1;
    }
    List<String> its = new ArrayList<>();
    text.passages.values().stream()
        .map(IndexedText.Meta::title)
        .distinct()
        .forEach(title -> its.addAll(Words.of(title)));
    if (!its.isEmpty()) {
      text.titles = titled.size();
      titled.add(text);
      titles.add(text.titles, its);
    }
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

  /** Which chunks and which titles may be found. */
  private record Allowed(BitSet chunks, BitSet titles) {}

  private Allowed allowed(Filter filter) {
    Allowed allowed = new Allowed(new BitSet(), new BitSet());
    for (IndexedText text : texts.values()) {
      if (filter.allows(text)) {
        for (int ordinal : text.chunks) {
          allowed.chunks().set(ordinal);
        }
        if (text.titles >= 0) {
          allowed.titles().set(text.titles);
        }
      }
    }
    return allowed;
  }

  /**
   * What both indexes find.
   *
   * @param byMeaning by vectors, with the cosine
   * @param byKeywords by words, with their score
   */
  record Found(List<Ranked> byMeaning, List<Ranked> byKeywords) {}

  /**
   * Searches both indexes, filtered before the search.
   *
   * @param question the question's vector, or null
   * @param asked the question's words
   * @param filter which passages may be found
   * @param most the most chunks wanted from each
   */
  Found search(float @Nullable [] question, List<String> asked, Filter filter, int most) {
    Allowed allowed = filter.allowsAll() ? null : allowed(filter);
    BitSet allowedChunks = allowed == null ? null : allowed.chunks();
    Best byMeaning = new Best(most, this::compare);
    if (question != null) {
      vectors.search(question, allowedChunks, byMeaning, most);
    }
    double[] scores = words.scores(asked, allowedChunks);
    double[] ofTitles = titles.scores(asked, allowed == null ? null : allowed.titles());
    Best byKeywords = new Best(most, this::compare);
    for (int i = 0; i < ofTitles.length && i < titled.size(); i++) {
      IndexedText text = titled.get(i);
      if (ofTitles[i] > 0 && text != null) {
        addTitle(text, ofTitles[i], scores);
      }
    }
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > 0) {
        byKeywords.offer(i, scores[i]);
      }
    }
    return new Found(byMeaning.list(), byKeywords.list());
  }

  /** The cosine of a chunk and a question, or 0 if either has no vector. */
  double similarity(float @Nullable [] question, int chunk) {
    return question == null ? 0 : vectors.similarity(question, chunk);
  }

  /** A title speaks for each chunk that answers too; if none does, for the first. */
  private static void addTitle(IndexedText text, double score, double[] scores) {
    boolean answered = false;
    for (int ordinal : text.chunks) {
      if (scores[ordinal] > 0) {
        scores[ordinal] += score;
        answered = true;
      }
    }
    if (!answered) {
      scores[text.chunks[0]] = score;
    }
  }

  /** By text and number, which are the same after a restart, as ordinals are not. */
  private int compare(int one, int two) {
    ChunkRef a = chunk(one);
    ChunkRef b = chunk(two);
    int byText = a.text().key.compareTo(b.text().key);
    return byText != 0 ? byText : Integer.compare(a.number(), b.number());
  }

  void close() {
    vectors.close();
  }
}
