package dev.aios.memory.internal.erasure;

import dev.aios.api.journal.Journal;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Paged;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import java.util.function.Consumer;

/** Reads the rows of recall, to find what has to go. */
final class StoredPassages {
  private final Journal journal;
  private final Codec codec;

  StoredPassages(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /** A passage and the position of the record that put it. */
  record Stored(String id, PassageRow row, long position) {}

  void each(Consumer<Stored> visitor) {
    Paged.rows(
        journal,
        "recall.passage",
        "all",
        row ->
            visitor.accept(
                new Stored(
                    row.key(), codec.fromJson(row.body(), PassageRow.class), row.position())));
  }

  /** The chunks of a passage's text, overlaps and all. */
  String text(PassageRow passage) {
    StringBuilder text = new StringBuilder();
    int chunks =
        journal
            .row("recall.text", passage.text())
            .map(row -> codec.fromJson(row.body(), TextRow.class).chunks())
            .orElse(0);
    for (int i = 0; i < chunks; i++) {
      journal
          .row("recall.chunk", passage.text() + "#" + i)
          .ifPresent(
              row -> text.append(codec.fromJson(row.body(), ChunkRow.class).text()).append('\n'));
    }
    return text.toString();
  }
}
