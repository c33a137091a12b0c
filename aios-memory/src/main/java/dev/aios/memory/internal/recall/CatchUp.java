package dev.aios.memory.internal.recall;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.RecallChange;
import dev.aios.memory.internal.rows.TextRow;
import dev.aios.memory.internal.rows.VectorRow;
import java.util.List;
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
  private boolean halfDone;

  CatchUp(RecallRows rows, Codec codec, RecallIndex index) {
    this.rows = rows;
    this.codec = codec;
    this.index = index;
  }

  RecallIndex index() {
    return index;
  }

  /** Whether a change that failed may have been applied by half. */
  boolean isHalfDone() {
    return halfDone;
  }

  /**
   * Fills an empty index: from its files and what came since, or from all rows.
   *
   * @return true
   */
  boolean load() {
    // Before the rows, so that what changes while they are read is read again.
    long head = rows.head();
    Optional<Long> covered = index.open(head, this::vector);
    seen = covered.orElse(head);
    if (covered.isEmpty()) {
      rows.eachPassage(this::load);
    }
    run();
    index.loaded();
    return true;
  }

  private void load(String id, PassageRow row) {
    refreshText(row.text());
    IndexedText text = index.text(row.text());
    if (text != null) {
      index.passage(id, text, row);
      index.loading();
    }
  }

  /**
   * Reads what changed since the last call.
   *
   * @return whether anything did
   */
  boolean run() {
    long before = seen;
    List<JournalRecord> changes;
    do {
      changes = rows.changes(seen);
      halfDone = true;
      if (!changes.isEmpty()) {
        index.changing();
      }
      for (JournalRecord record : changes) {
        apply(record);
        seen = record.position();
      }
      index.settle(seen); // After each page: only that one need be in memory.
      halfDone = false;
    } while (!changes.isEmpty());
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
        if (known != null && (known.stored || reembedded.model().equals(index.model()))) {
          refresh(reembedded.text(), rows.text(reembedded.text()).map(Stored::body), known);
        } else if (known != null) {
          rows.text(reembedded.text()).ifPresent(stored -> known.row = stored.body());
        }
      }
      default -> {
        // "recall.answering" concerns the whole index, see RecallView; others are of a later
        // version of this program.
      }
    }
  }

  /** Makes a text as its row is: afterwards it is in memory, or nowhere. */
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
    if (known != null && !known.stored && isAs(known, row)) {
      known.row = row;
      return;
    }
    refresh(key, Optional.of(row), known);
  }

  private static boolean isAs(IndexedText known, TextRow row) {
    return known.row.revision().equals(row.revision());
  }

  /** Reads a text anew. */
  private void refresh(String key, Optional<TextRow> row, @Nullable IndexedText known) {
    List<ChunkRow> chunks = row.map(one -> rows.chunks(key, one.chunks())).orElse(List.of());
    if (row.isEmpty() || chunks.isEmpty() || chunks.size() < row.get().chunks()) {
      if (known != null) {
        index.remove(known);
      }
      return; // Being removed, or removed meanwhile: that record is still to come.
    }
    List<String> passages = known == null ? List.of() : List.copyOf(known.passages.keySet());
    index.add(key, row.get(), chunks, i -> vector(key, i, row.get(), chunks.get(i)), known);
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
    return rows.chunk(text.key(), number)
        .map(chunk -> vector(text.key(), number, text.row, chunk))
        .orElse(null);
  }

  private void refreshPassage(String id) {
    IndexedText before = index.texts().ofPassage(id);
    if (before != null && before.stored) {
      refreshText(before.key()); // A later record will say what became of it; it must not be lost.
    }
    Optional<PassageRow> row = rows.passage(id).map(Stored::body);
    IndexedText text = row.map(one -> index.text(one.text())).orElse(null);
    if (text != null && text.stored) {
      refreshText(text.key());
      text = index.text(text.key());
    }
    if (row.isEmpty() || text == null) {
      index.removePassage(id);
    } else {
      index.passage(id, text, row.get());
    }
  }
}
