package dev.aios.memory.internal.recall;

import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.recall.Intake.Clean;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.RecallChange;
import dev.aios.memory.internal.rows.TextRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works out what one addition writes, from the rows as they are: all of it in one write, on
 * condition that those rows do not change before. Used once for each try.
 */
final class Addition {
  private final RecallRows rows;
  private final RecallView view;
  private final Codec codec;
  private final @Nullable String model;
  private final Supplier<String> newId;
  private final Clean clean;
  private final Write.Builder write = Write.builder();

  Addition(
      RecallRows rows,
      RecallView view,
      Codec codec,
      @Nullable String model,
      Supplier<String> newId,
      Clean clean) {
    this.rows = rows;
    this.view = view;
    this.codec = codec;
    this.model = model;
    this.newId = newId;
    this.clean = clean;
  }

  /**
   * What an addition does.
   *
   * @param outcome what comes of it
   * @param chunks how many chunks the passage has then
   * @param write what is to be written, or null if nothing changes
   */
  record Planned(Outcome outcome, int chunks, @Nullable Write write) {}

  /** Makes the chunks of the passage's own text, with their vectors. */
  interface Chunking {
    Cut chunks(Clean clean);
  }

  Planned plan(Chunking chunking) {
    Optional<Stored<PassageRow>> before = rows.passage(clean.id());
    String key = before.filter(this::saysTheSame).map(row -> row.body().text()).orElse(clean.key());
    Optional<Stored<TextRow>> text = rows.text(key);
    if (text.isEmpty()) {
      Optional<String> near =
          clean.isTurn()
              ? Optional.empty()
              : view.nearDuplicate(clean.text(), clean.fingerprint(), clean.id());
      key = near.orElse(clean.key());
      text = rows.text(key);
    }
    PassageRow row = clean.row().standingFor(key);
    boolean own = key.equals(clean.key());
    boolean anew = text.isEmpty() || (own && isOutdated(before, text.get().body(), row));
    if (!anew && before.isPresent() && before.get().body().equals(row)) {
      return new Planned(Outcome.UNCHANGED, text.get().body().chunks(), null);
    }
    boolean moves = before.isEmpty() || !before.get().body().text().equals(key);
    int chunks =
        anew
            ? putText(key, text, moves, chunking.chunks(clean))
            : share(key, text.orElseThrow(), moves);
    String released = null;
    if (before.isPresent() && moves) {
      released = before.get().body().text();
      new Release(rows, write).of(released);
    }
    Outcome outcome = outcome(before.isPresent(), moves && text.isPresent());
    write.row(rows.put(clean.id(), row, before.map(Stored::version).orElse(RowChange.ABSENT)));
    write.record(
        "recall.added",
        RecallRows.STREAM,
        codec.toJson(
            new RecallChange.Added(
                clean.id(),
                outcome.name(),
                key,
                released,
                clean.key(),
                row.source(),
                chunks,
                clean.findings().stream().map(Sanitiser.Finding::kind).distinct().toList())));
    return new Planned(outcome, chunks, write.build());
  }

  private boolean saysTheSame(Stored<PassageRow> before) {
    return before.body().hash().equals(clean.key());
  }

  /** Another model made the vectors, or a title that is no longer this one went into them. */
  private boolean isOutdated(Optional<Stored<PassageRow>> before, TextRow text, PassageRow row) {
    boolean otherModel = model != null && !text.has(model);
    boolean otherTitle =
        text.passages() == 1
            && before.map(stored -> !stored.body().title().equals(row.title())).orElse(false);
    return otherModel || (model != null && otherTitle);
  }

  private static Outcome outcome(boolean wasThere, boolean joins) {
    if (joins) {
      return Outcome.DUPLICATE;
    }
    return wasThere ? Outcome.REPLACED : Outcome.ADDED;
  }

  /** Writes a text with its chunks, new or made anew. */
  private int putText(String key, Optional<Stored<TextRow>> before, boolean moves, Cut cut) {
    List<ChunkRow> chunks = cut.chunks();
    int passages = before.map(stored -> stored.body().passages()).orElse(0) + (moves ? 1 : 0);
    TextRow row =
        new TextRow(
            passages,
            chunks.size(),
            newId.get(),
            cut.model(),
            cut.other(),
            Long.toHexString(clean.fingerprint()));
    write.row(rows.put(key, row, before.map(Stored::version).orElse(RowChange.ABSENT)));
    for (int i = 0; i < chunks.size(); i++) {
      write.row(rows.put(key, i, chunks.get(i)));
    }
    for (int i = 0; i < cut.others().size(); i++) {
      write.row(rows.put(key, i, cut.others().get(i)));
    }
    int had = before.map(stored -> stored.body().chunks()).orElse(0);
    for (int i = chunks.size(); i < had; i++) {
      write.row(rows.deleteChunk(key, i));
    }
    boolean hadOthers = before.filter(stored -> stored.body().other() != null).isPresent();
    for (int i = cut.others().size(); hadOthers && i < had; i++) {
      write.row(rows.deleteVector(key, i));
    }
    return chunks.size();
  }

  private int share(String key, Stored<TextRow> text, boolean moves) {
    if (moves) {
      write.row(rows.put(key, text.body().plus(1), text.version()));
    }
    return text.body().chunks();
  }
}
