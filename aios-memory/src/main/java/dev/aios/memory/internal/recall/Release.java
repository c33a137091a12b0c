package dev.aios.memory.internal.recall;

import dev.aios.api.journal.Write;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.rows.TextRow;
import java.util.Optional;

/** Lets a passage go of its text: the last to go takes the text with its chunks along. */
final class Release {
  private final RecallRows rows;
  private final Write.Builder write;

  Release(RecallRows rows, Write.Builder write) {
    this.rows = rows;
    this.write = write;
  }

  void of(String key) {
    Optional<Stored<TextRow>> text = rows.text(key);
    if (text.isEmpty()) {
      return;
    }
    TextRow row = text.get().body();
    if (row.passages() > 1) {
      write.row(rows.put(key, row.plus(-1), text.get().version()));
      return;
    }
    write.row(rows.deleteText(key, text.get().version()));
    for (int i = 0; i < row.chunks(); i++) {
      write.row(rows.deleteChunk(key, i));
      if (row.other() != null) {
        write.row(rows.deleteVector(key, i));
      }
    }
  }
}
