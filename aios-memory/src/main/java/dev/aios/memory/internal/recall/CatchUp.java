package dev.aios.memory.internal.recall;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.RecallChange;
import dev.aios.memory.internal.rows.TextRow;
import dev.aios.memory.internal.rows.VectorRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an index equal to the rows. It reads all rows once; after that the records of recall tell
 * which rows changed, whoever changed them, and those are read as they are now. To read a row newer
 * than the record is harmless: the record that made it comes later and changes nothing.
 *
 * <p>Used under the index's write lock.
 */
final class CatchUp {
  private final RecallRows rows;
  private final Codec codec;
  private final RecallIndex index;
  private long seen;

  CatchUp(RecallRows rows, Codec codec, RecallIndex index) {
    this.rows = rows;
    this.codec = codec;
    this.index = index;
  }

  /** Reads everything into an empty index. */
  void load() {
    // Before the rows, so that what changes while they are read is read again.
    seen = rows.head();
    index.open(seen, this::vector);
    Map<String, TextRow> texts = new HashMap<>();
    rows.eachText(
        (key, row) -> {
          texts.put(key, row);
          index.text(key, row);
        });
    rows.eachChunk(
        (key, chunk) -> {
          int sign = key.lastIndexOf('#');
          String text = key.substring(0, sign);
          int number = Integer.parseInt(key.substring(sign + 1));
          IndexedText indexed = index.text(text);
          TextRow row = texts.get(text);
          if (indexed != null && row != null && number < indexed.chunks.length) {
            index.chunk(indexed, number, chunk, vector(text, number, row, chunk));
          }
        });
    for (String key : texts.keySet()) {
      IndexedText text = index.text(key);
      if (text != null && !text.isComplete()) {
        index.remove(text); // Being changed right now: its record comes with the catching up.
      }
    }
    rows.eachPassage(
        (id, row) -> {
          IndexedText text = index.text(row.text());
          if (text != null) {
            index.passage(id, text, row);
          }
        });
    run();
    index.loaded();
  }

  /**
   * Reads what changed since the last call.
   *
   * @return whether anything did
   */
  boolean run() {
    long before = seen;
    for (List<JournalRecord> changes = rows.changes(seen);
        !changes.isEmpty();
        changes = rows.changes(seen)) {
      for (JournalRecord record : changes) {
        apply(record);
        seen = record.position();
      }
    }
    index.settle(seen);
    return seen != before;
  }

  private void apply(JournalRecord record) {
    switch (record.kind()) {
      case "recall.added" -> {
        var added = codec.fromJson(record.body(), RecallChange.Added.class);
        refreshText(added.text());
        String released = added.released();
        if (released != null) {
          refreshText(released);
        }
        refreshPassage(added.passage());
      }
      case "recall.removed" -> {
        var removed = codec.fromJson(record.body(), RecallChange.Removed.class);
        refreshText(removed.text());
        refreshPassage(removed.passage());
      }
      case "recall.reembedded" -> {
        var reembedded = codec.fromJson(record.body(), RecallChange.Reembedded.class);
        IndexedText known = index.text(reembedded.text());
        if (known != null && reembedded.model().equals(index.model())) {
          refresh(known.key, known);
        } else if (known != null) {
          rows.text(known.key).ifPresent(stored -> known.row = stored.body());
        }
      }
      default -> {
        // "recall.answering" concerns the whole index, see RecallView; others are of a later
        // version of this program.
      }
    }
  }

  private void refreshText(String key) {
    IndexedText known = index.text(key);
    Optional<Stored<TextRow>> stored = rows.text(key);
    if (stored.isEmpty()) {
      if (known != null) {
        index.remove(known);
      }
      return;
    }
    TextRow row = stored.get().body();
    if (known != null && known.revision.equals(row.revision())) {
      known.row = row;
      return;
    }
    refresh(key, known);
  }

  /** Reads a text anew. */
  private void refresh(String key, @Nullable IndexedText known) {
    Optional<Stored<TextRow>> stored = rows.text(key);
    if (stored.isEmpty()) {
      return; // Removed meanwhile: that record is still to come.
    }
    TextRow row = stored.get().body();
    List<String> passages = List.of();
    if (known != null) {
      passages = List.copyOf(known.passages.keySet());
      index.remove(known);
    }
    List<ChunkRow> chunks = rows.chunks(key, row.chunks());
    if (chunks.size() < row.chunks()) {
      return; // Being removed right now: that record is still to come.
    }
    IndexedText text = index.text(key, row);
    for (int i = 0; i < chunks.size(); i++) {
      index.chunk(text, i, chunks.get(i), vector(key, i, row, chunks.get(i)));
    }
    passages.forEach(this::refreshPassage);
  }

  /** A chunk's vector of the index's model, as it is stored, or null. */
  private @Nullable String vector(String text, int number, TextRow row, ChunkRow chunk) {
    String model = index.model();
    if (model == null || model.equals(row.model())) {
      return model == null ? null : chunk.vector();
    }
    return model.equals(row.other())
        ? rows.vector(text, number)
            .filter(stored -> stored.model().equals(model))
            .map(VectorRow::vector)
            .orElse(null)
        : null;
  }

  /** A chunk's vector of the index's model as the rows have it now, or null. */
  private @Nullable String vector(IndexedText text, int number) {
    return rows.chunk(text.key, number)
        .map(chunk -> vector(text.key, number, text.row, chunk))
        .orElse(null);
  }

  private void refreshPassage(String id) {
    Optional<Stored<PassageRow>> stored = rows.passage(id);
    IndexedText text = stored.isEmpty() ? null : index.text(stored.get().body().text());
    if (text == null) {
      index.removePassage(id);
    } else {
      index.passage(id, text, stored.get().body());
    }
  }
}
