package dev.aios.memory.internal.recall;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Paged;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.KeyRow;
import dev.aios.memory.internal.rows.ModelRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import dev.aios.memory.internal.rows.VectorRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The rows of recall: {@code recall.passage} by the passage's id, {@code recall.text} and {@code
 * recall.chunk} by the text's key. What happened is on the stream {@code recall}.
 */
final class RecallRows {
  static final String STREAM = "recall";
  private static final String PASSAGES = "recall.passage";
  private static final String TEXTS = "recall.text";
  private static final String CHUNKS = "recall.chunk";
  private static final String VECTORS = "recall.vector";
  private static final String MODELS = "recall.model";
  private static final String KEYS = "recall.key";
  private static final String WORDS = "words";
  private static final String ANSWERING = "answering";

  /** All rows of a table are in one group, because only within a group can they be paged. */
  private static final String ALL = "all";

  private static final int PAGE = 500;

  private final Journal journal;
  private final Codec codec;

  RecallRows(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /** A row's body with the version that a change of it is conditional on. */
  record Stored<T>(T body, long version) {}

  Optional<Stored<PassageRow>> passage(String id) {
    return stored(PASSAGES, id, PassageRow.class);
  }

  Optional<Stored<TextRow>> text(String key) {
    return stored(TEXTS, key, TextRow.class);
  }

  Optional<ChunkRow> chunk(String text, int number) {
    return stored(CHUNKS, chunkKey(text, number), ChunkRow.class).map(Stored::body);
  }

  /** A chunk's vector of a second model. */
  Optional<VectorRow> vector(String text, int number) {
    return stored(VECTORS, chunkKey(text, number), VectorRow.class).map(Stored::body);
  }

  /** Which model answers, if that was ever said. */
  Optional<Stored<ModelRow>> answering() {
    return stored(MODELS, ANSWERING, ModelRow.class);
  }

  /** All chunks of a text, or fewer if it is being removed. */
  List<ChunkRow> chunks(String text, int count) {
    List<ChunkRow> chunks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      chunk(text, i).ifPresent(chunks::add);
    }
    return chunks;
  }

  /** A text put together again from its chunks. */
  String wholeText(String key, int count) {
    StringBuilder whole = new StringBuilder();
    for (ChunkRow chunk : chunks(key, count)) {
      int known = whole.length() - chunk.start();
      if (known <= 0) {
        whole.append("\n".repeat(-known)).append(chunk.text());
      } else if (known < chunk.text().length()) {
        whole.append(chunk.text(), known, chunk.text().length());
      }
    }
    return whole.toString();
  }

  private <T> Optional<Stored<T>> stored(String table, String key, Class<T> type) {
    return journal
        .row(table, key)
        .map(row -> new Stored<>(codec.fromJson(row.body(), type), row.version()));
  }

  void eachPassage(BiConsumer<String, PassageRow> visitor) {
    each(PASSAGES, PassageRow.class, visitor);
  }

  private <T> void each(String table, Class<T> type, BiConsumer<String, T> visitor) {
    Paged.rows(
        journal, table, ALL, row -> visitor.accept(row.key(), codec.fromJson(row.body(), type)));
  }

  List<JournalRecord> changes(long afterPosition) {
    return journal.readStream(STREAM, afterPosition, PAGE);
  }

  /** The key of terms in files, if there is one. */
  Optional<byte[]> key() {
    return stored(KEYS, WORDS, KeyRow.class)
        .map(row -> Base64.getDecoder().decode(row.body().secret()));
  }

  /**
   * Keeps the key of terms in files.
   *
   * @return whether it is kept; false if there is another one already
   */
  boolean keepKey(byte[] secret) {
    Optional<byte[]> there = key();
    if (there.isPresent()) {
      return Arrays.equals(there.get(), secret);
    }
    KeyRow row = new KeyRow(Base64.getEncoder().encodeToString(secret));
    try {
      journal.writeNow(
          Write.of(new RowChange.Put(KEYS, WORDS, RowChange.ABSENT, ALL, 0, codec.toJson(row))));
      return true;
    } catch (WriteRejectedException e) {
      return false; // Another process was faster.
    }
  }

  /** The hash of the record at a position, or empty if there is none, or it is in an archive. */
  String hashAt(long position) {
    List<JournalRecord> found = position < 1 ? List.of() : journal.read(position - 1, 1);
    return found.isEmpty() || found.get(0).position() != position ? "" : found.get(0).hash();
  }

  long head() {
    return journal.head();
  }

  RowChange put(String id, PassageRow passage, long expectedVersion) {
    return new RowChange.Put(PASSAGES, id, expectedVersion, ALL, 0, codec.toJson(passage));
  }

  RowChange put(String key, TextRow text, long expectedVersion) {
    return new RowChange.Put(TEXTS, key, expectedVersion, ALL, 0, codec.toJson(text));
  }

  /** A chunk needs no condition of its own: it changes only together with its text's row. */
  RowChange put(String text, int number, ChunkRow chunk) {
    return new RowChange.Put(
        CHUNKS, chunkKey(text, number), RowChange.ANY, ALL, 0, codec.toJson(chunk));
  }

  RowChange put(String text, int number, VectorRow vector) {
    return new RowChange.Put(
        VECTORS, chunkKey(text, number), RowChange.ANY, ALL, 0, codec.toJson(vector));
  }

  RowChange deleteVector(String text, int number) {
    return new RowChange.Delete(VECTORS, chunkKey(text, number), RowChange.ANY);
  }

  RowChange put(ModelRow model, long expectedVersion) {
    return new RowChange.Put(MODELS, ANSWERING, expectedVersion, ALL, 0, codec.toJson(model));
  }

  RowChange deletePassage(String id, long expectedVersion) {
    return new RowChange.Delete(PASSAGES, id, expectedVersion);
  }

  RowChange deleteText(String key, long expectedVersion) {
    return new RowChange.Delete(TEXTS, key, expectedVersion);
  }

  RowChange deleteChunk(String text, int number) {
    return new RowChange.Delete(CHUNKS, chunkKey(text, number), RowChange.ANY);
  }

  static String chunkKey(String text, int number) {
    return text + "#" + number;
  }
}
