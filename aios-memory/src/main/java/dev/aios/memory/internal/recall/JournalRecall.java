package dev.aios.memory.internal.recall;

import dev.aios.api.World;
import dev.aios.api.identity.Inventory;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.recall.Intake.Clean;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.recall.RecallView.Answer;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.RecallChange;
import dev.aios.memory.internal.text.StopWords;
import dev.aios.memory.internal.text.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recall on the journal. Thread-safe, also with other processes on the same journal: each sees what
 * the others added before its next search.
 */
public final class JournalRecall implements Recall, AutoCloseable {
  /** So many passages are embedded and written together; more would only take more memory. */
  private static final int GROUP = 64;

  /** Fewer, and what is good in both rankings but best in neither is lost. */
  private static final int LEAST_DEPTH = 300;

  private static final int DEPTH_A_HIT = 5;

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final RecallOptions options;
  private final @Nullable Vectors vectors;
  private final Chunker chunker;
  private final Intake intake;
  private final Function<String, Set<String>> family;
  private final RecallRows rows;
  private final RecallView view;

  /**
   * Recall; nothing is read before its first use.
   *
   * @param journal where it is kept
   * @param codec for rows
   * @param world ids, and threads for the graph of vectors
   * @param options how it works
   * @param sanitiser the runtime's, if it has one
   * @param sources finds a registered source of data by its name
   * @param family all ids that mean the same entity as an id
   */
  public JournalRecall(
      Journal journal,
      Codec codec,
      World world,
      RecallOptions options,
      Supplier<Optional<Sanitiser>> sanitiser,
      Function<String, Optional<Inventory.DataSource>> sources,
      Function<String, Set<String>> family) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.options = options;
    Embedder embedder = options.embedder();
    this.vectors = embedder == null ? null : new Vectors(embedder);
    this.chunker = new Chunker(options.counter(), options.chunkTokens(), options.overlapTokens());
    this.intake = new Intake(sanitiser, sources, options.mostCharacters());
    this.family = family;
    this.rows = new RecallRows(journal, codec);
    this.view = new RecallView(rows, codec, this::emptyIndex);
  }

  private RecallIndex emptyIndex() {
    Embedder embedder = options.embedder();
    return new RecallIndex(
        embedder == null ? null : embedder.name(),
        embedder == null ? 0 : embedder.dimension(),
        options.exactUpTo(),
        world.executor());
  }

  @Override
  public List<Added> add(List<Passage> passages) {
    intake.check(passages);
    List<Added> added = new ArrayList<>(passages.size());
    List<Clean> group = new ArrayList<>();
    for (Passage passage : passages) {
      Clean clean = intake.clean(passage);
      if (clean.text().isEmpty()) {
        addGroup(group, added);
        remove(clean.id());
        added.add(Additions.empty(clean));
      } else {
        group.add(clean);
        if (group.size() == GROUP) {
          addGroup(group, added);
        }
      }
    }
    addGroup(group, added);
    return added;
  }

  private void addGroup(List<Clean> group, List<Added> added) {
    if (!group.isEmpty()) {
      added.addAll(new Additions(journal, rows, view, chunker, vectors, this::addition).add(group));
      group.clear();
    }
  }

  private Addition addition(Clean clean) {
    return new Addition(
        rows, view, codec, vectors == null ? null : vectors.model(), world::newId, clean);
  }

  @Override
  public boolean remove(String id) {
    List<String> violations = new ArrayList<>();
    Names.check("the id", id, violations);
    if (!violations.isEmpty()) {
      return false; // No passage has such an id.
    }
    boolean removed = Contended.retry("passage " + id, () -> removeOnce(id));
    if (removed) {
      view.catchUp();
    }
    return removed;
  }

  private boolean removeOnce(String id) {
    Optional<Stored<PassageRow>> row = rows.passage(id);
    if (row.isEmpty()) {
      return false;
    }
    String text = row.get().body().text();
    Write.Builder write =
        Write.builder()
            .record(
                "recall.removed",
                RecallRows.STREAM,
                codec.toJson(new RecallChange.Removed(id, text)))
            .row(rows.deletePassage(id, row.get().version()));
    new Release(rows, write).of(text);
    journal.writeNow(write.build());
    return true;
  }

  @Override
  public List<Hit> search(Query query) {
    String question = Intake.question(query.text());
    if (question == null) {
      return List.of();
    }
    float[] vector = vectors == null ? null : vectors.ofQuestion(question);
    Set<String> entities = new HashSet<>();
    query.entities().forEach(id -> entities.addAll(family.apply(id)));
    view.catchUp();
    int depth = Math.max(LEAST_DEPTH, query.limit() * DEPTH_A_HIT);
    List<Answer> answers =
        view.search(
            vector,
            StopWords.without(Words.of(question)),
            Filter.of(query, entities),
            depth,
            options.weights());
    List<Hit> hits = new ArrayList<>(query.limit());
    for (Answer answer : answers) {
      hit(answer).ifPresent(hits::add);
      if (hits.size() == query.limit()) {
        break;
      }
    }
    return hits;
  }

  /** The answer with its text, or empty if another process removed it since. */
  private Optional<Hit> hit(Answer answer) {
    Optional<PassageRow> passage = rows.passage(answer.passage()).map(Stored::body);
    Optional<ChunkRow> chunk = rows.chunk(answer.text(), answer.chunk());
    if (passage.isEmpty() || chunk.isEmpty() || !passage.get().text().equals(answer.text())) {
      return Optional.empty();
    }
    PassageRow row = passage.get();
    String time = row.time();
    return Optional.of(
        new Hit(
            answer.passage(),
            row.source(),
            row.title(),
            chunk.get().text(),
            answer.chunk(),
            answer.score(),
            answer.similarity(),
            answer.keywords(),
            time == null ? null : Instant.parse(time),
            new Taint(new TreeSet<>(row.taint())),
            row.attributes()));
  }

  @Override
  public int size() {
    view.catchUp();
    return view.passages();
  }

  /** Stops work in the background. */
  @Override
  public void close() {
    view.close();
  }
}
