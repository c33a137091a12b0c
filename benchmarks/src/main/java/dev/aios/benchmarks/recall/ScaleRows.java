package dev.aios.benchmarks.recall;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.RecallChange;
import dev.aios.memory.internal.rows.TextRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows of recall into a journal as recall would have, many in a write: a million passages one
 * by one, each durable when its {@code add} returns, would take longer than what is measured.
 */
final class ScaleRows {
  private static final int AT_ONCE = 1_000;
  private static final int TURNS_A_THREAD = 20;
  static final Instant BEGIN = Instant.parse("2015-01-01T08:00:00Z");

  private final Journal journal;
  private final Codec codec;
  private final @Nullable WordVectors vectors;

  ScaleRows(Journal journal, Codec codec, @Nullable WordVectors vectors) {
    this.journal = journal;
    this.codec = codec;
    this.vectors = vectors;
  }

  /** Turns of conversations of twenty, one every five minutes. */
  void fill(int count, Chatter texts) throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-1");
    Write.Builder write = Write.builder();
    for (int i = 0; i < count; i++) {
      String id = "turn-" + i;
      String key = HexFormat.of().formatHex(sha.digest(id.getBytes(StandardCharsets.UTF_8)));
      String text = texts.turn();
      String speaker = "Speaker" + i % 2;
      String vector = vectors == null ? null : ChunkRow.encode(vectors.embed(List.of(text)).get(0));
      String model = vectors == null ? null : vectors.name();
      put(write, "recall.text", key, new TextRow(1, 1, id, model, null, "0"));
      put(write, "recall.chunk", key + "#0", new ChunkRow(0, speaker, text, vector));
      put(
          write,
          "recall.passage",
          id,
          new PassageRow(
              key,
              key,
              "",
              "chat:" + i % 7,
              i % 3 == 0 ? List.of() : List.of("chat"),
              BEGIN.plusSeconds(i * 300L).toString(),
              i % 10 == 0 ? List.of("entity-" + i % 1_000) : List.of(),
              i % 5 == 0 ? "project-" + i % 50 : null,
              Map.of(),
              "thread-" + i / TURNS_A_THREAD,
              i % TURNS_A_THREAD,
              speaker,
              0));
      write.record(
          "recall.added",
          "recall",
          codec.toJson(new RecallChange.Added(id, "ADDED", key, null, key, "chat", 1, List.of())));
      if ((i + 1) % AT_ONCE == 0 || i + 1 == count) {
        journal.writeNow(write.build());
        write = Write.builder();
      }
    }
  }

  private void put(Write.Builder write, String table, String key, Record row) {
    write.row(new RowChange.Put(table, key, RowChange.ANY, "all", 0, codec.toJson(row)));
  }
}
