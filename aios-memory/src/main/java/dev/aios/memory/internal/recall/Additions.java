package dev.aios.memory.internal.recall;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.memory.Recall.Added;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.recall.Addition.Planned;
import dev.aios.memory.internal.recall.Intake.Clean;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.VectorRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds some passages: the texts that need vectors are embedded in one call, and the writes share
 * commits. Passages that may concern each other (the same id, the same words) wait for the one
 * before. Used once.
 */
final class Additions {
  private final Journal journal;
  private final RecallRows rows;
  private final RecallView view;
  private final Chunker chunker;
  private final @Nullable Vectors vectors;
  private final @Nullable Vectors others;
  private final Function<Clean, Addition> addition;
  private final Map<String, Cut> prepared = new HashMap<>();
  private final List<Pending> pending = new ArrayList<>();

  Additions(
      Journal journal,
      RecallRows rows,
      RecallView view,
      Chunker chunker,
      Models models,
      Function<Clean, Addition> addition) {
    this.journal = journal;
    this.rows = rows;
    this.view = view;
    this.chunker = chunker;
    this.vectors = models.answering();
    this.others = models.other();
    this.addition = addition;
  }

  private record Pending(Clean clean, int slot, CompletableFuture<Commit> written) {}

  /** What came of each, in order. All of it is durable and in the index on return. */
  List<Added> add(List<Clean> passages) {
    view.catchUp();
    prepare(passages);
    Added[] results = new Added[passages.size()];
    try {
      for (int i = 0; i < passages.size(); i++) {
        Clean clean = passages.get(i);
        if (pending.stream().anyMatch(before -> mayConcern(before.clean(), clean))) {
          settle(results);
        }
        Planned planned = addition.apply(clean).plan(this::chunks);
        results[i] = added(clean, planned);
        if (planned.write() != null) {
          pending.add(new Pending(clean, i, journal.write(planned.write())));
        }
      }
    } finally {
      // Also after a failure: what was handed to the journal may become durable, and be found.
      settle(results);
    }
    return List.of(results);
  }

  private static Added added(Clean clean, Planned planned) {
    return new Added(clean.id(), planned.outcome(), planned.chunks(), clean.findings());
  }

  private static boolean mayConcern(Clean before, Clean clean) {
    return before.id().equals(clean.id())
        || before.key().equals(clean.key())
        || (!before.isTurn()
            && !clean.isTurn()
            && Long.bitCount(before.fingerprint() ^ clean.fingerprint())
                <= NearDuplicates.MOST_BITS);
  }

  /** Waits for the writes under way; what another writer was faster with is planned anew. */
  private void settle(Added[] results) {
    List<Pending> waiting = List.copyOf(pending);
    pending.clear();
    for (Pending one : waiting) {
      try {
        one.written().join();
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof WriteRejectedException)) {
          throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        results[one.slot()] =
            Contended.retry("passage " + one.clean().id(), () -> addNow(one.clean()));
      }
    }
    view.catchUp();
  }

  private Added addNow(Clean clean) {
    view.catchUp();
    Planned planned = addition.apply(clean).plan(this::chunks);
    if (planned.write() != null) {
      journal.writeNow(planned.write());
    }
    return added(clean, planned);
  }

  /** Makes the chunks of all texts that are not stored yet, and embeds them in one call. */
  private void prepare(List<Clean> passages) {
    Map<String, Clean> unknown = new LinkedHashMap<>();
    for (Clean clean : passages) {
      if (rows.text(clean.key()).isEmpty() && !isReplacedBy(clean)) {
        unknown.putIfAbsent(clean.key(), clean);
      }
    }
    unknown
        .values()
        .removeIf(
            clean ->
                !clean.isTurn()
                    && view.nearDuplicate(clean.text(), clean.fingerprint(), clean.id())
                        .isPresent());
    Map<String, List<Chunk>> cut = new LinkedHashMap<>();
    List<String> inputs = new ArrayList<>();
    for (Clean clean : unknown.values()) {
      List<Chunk> chunks = cut(clean);
      cut.put(clean.key(), chunks);
      chunks.forEach(chunk -> inputs.add(input(clean, chunk)));
    }
    List<float[]> embedded = embedded(vectors, inputs);
    List<float[]> otherwise = embedded(others, inputs);
    int next = 0;
    for (Map.Entry<String, List<Chunk>> entry : cut.entrySet()) {
      int to = next + entry.getValue().size();
      prepared.put(
          entry.getKey(),
          rows(entry.getValue(), part(embedded, next, to), part(otherwise, next, to)));
      next = to;
    }
  }

  private static List<float[]> embedded(@Nullable Vectors model, List<String> inputs) {
    return model == null || inputs.isEmpty() ? List.of() : model.of(inputs);
  }

  private static List<float[]> part(List<float[]> vectors, int from, int to) {
    return vectors.isEmpty() ? vectors : vectors.subList(from, to);
  }

  /** Whether a near duplicate stands for this very text already. */
  private boolean isReplacedBy(Clean clean) {
    return rows.passage(clean.id())
        .filter(row -> row.body().hash().equals(clean.key()))
        .isPresent();
  }

  private Cut chunks(Clean clean) {
    Cut ready = prepared.get(clean.key());
    if (ready == null) {
      List<Chunk> chunks = cut(clean);
      List<String> inputs = chunks.stream().map(chunk -> input(clean, chunk)).toList();
      ready = rows(chunks, embedded(vectors, inputs), embedded(others, inputs));
      prepared.put(clean.key(), ready);
    }
    return ready;
  }

  /** A turn's heading is who said it. */
  private List<Chunk> cut(Clean clean) {
    List<Chunk> chunks = chunker.chunks(clean.text());
    String speaker = clean.row().speaker();
    if (speaker == null || speaker.isEmpty()) {
      return chunks;
    }
    return chunks.stream()
        .map(
            chunk ->
                new Chunk(
                    chunk.start(),
                    chunk.heading().isEmpty() ? speaker : speaker + " > " + chunk.heading(),
                    chunk.text()))
        .toList();
  }

  private static String input(Clean clean, Chunk chunk) {
    return Cut.input(clean.row().title(), clean.isTurn(), chunk.heading(), chunk.text());
  }

  private Cut rows(List<Chunk> chunks, List<float[]> embedded, List<float[]> otherwise) {
    List<ChunkRow> rows = new ArrayList<>(chunks.size());
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      rows.add(
          new ChunkRow(
              chunk.start(),
              chunk.heading(),
              chunk.text(),
              embedded.isEmpty() ? null : ChunkRow.encode(embedded.get(i))));
    }
    Vectors other = others;
    List<VectorRow> second =
        other == null
            ? List.of()
            : otherwise.stream()
                .map(vector -> new VectorRow(other.model(), ChunkRow.encode(vector)))
                .toList();
    return new Cut(
        rows,
        second,
        vectors == null ? null : vectors.model(),
        second.isEmpty() || other == null ? null : other.model());
  }

  /** What comes of a passage without text. */
  static Added empty(Clean clean) {
    return new Added(clean.id(), Outcome.EMPTY, 0, clean.findings());
  }
}
