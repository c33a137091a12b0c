package dev.aios.memory.internal.recall;

import dev.aios.api.Extension.Services;
import dev.aios.api.World;
import dev.aios.api.identity.Inventory;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Reembedding;
import dev.aios.api.memory.Topics;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.recall.Intake.Clean;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.RecallChange;
import dev.aios.memory.internal.text.Stems;
import dev.aios.memory.recall.QueryExpansion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Recall on the journal. Thread-safe, also with other processes on the same journal: each sees what
 * the others added before its next search.
 */
public final class JournalRecall implements Recall, AutoCloseable {
  /** So many passages are embedded and written together; more would only take more memory. */
  private static final int GROUP = 64;

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final RecallOptions options;
  private final Models models;
  private final Chunker chunker;
  private final Intake intake;
  private final UnaryOperator<String> stem;
  private final RecallRows rows;
  private final RecallView view;
  private final Finder finder;
  private final Moving moving;
  private final TopicIndex topics;

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
   * @param services the runtime's, once it has started
   */
  public JournalRecall(
      Journal journal,
      Codec codec,
      World world,
      RecallOptions options,
      Supplier<Optional<Sanitiser>> sanitiser,
      Function<String, Optional<Inventory.DataSource>> sources,
      Function<String, Set<String>> family,
      Supplier<Services> services) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.options = options;
    this.models = new Models(vectors(options.embedder()), vectors(options.replaced()));
    this.chunker = new Chunker(options.counter(), options.chunkTokens(), options.overlapTokens());
    this.intake = new Intake(sanitiser, sources, options.mostCharacters());
    this.stem = options.englishStems() ? Stems::of : UnaryOperator.identity();
    this.rows = new RecallRows(journal, codec);
    this.view = new RecallView(rows, codec, this::emptyIndex, models, world.executor());
    QueryExpansion expansion = options.expansion();
    Expansions expansions = expansion == null ? null : new Expansions(expansion, services);
    this.finder = new Finder(world, options, models, family, stem, rows, view, expansions);
    view.whenChanged(finder::forget);
    this.topics = new TopicIndex(view, family, rows, stem);
    this.moving = new Moving(journal, codec, world, rows, view, models);
  }

  private static @Nullable Vectors vectors(@Nullable Embedder embedder) {
    return embedder == null ? null : new Vectors(embedder);
  }

  private RecallIndex emptyIndex(@Nullable Vectors model, Lock exclusive) {
    return new RecallIndex(
        new IndexSetup(
            model == null ? null : model.model(),
            model == null ? 0 : model.dimension(),
            options.exactUpTo(),
            world.executor(),
            rows.key().map(KeyedHash::of).orElseGet(KeyedHash::anew),
            stem,
            options.englishStems() ? "english stems" : "words",
            files(),
            rows,
            exclusive));
  }

  /** The folder for files of vectors: what the host chose, or beside the journal's file. */
  private @Nullable Path files() {
    Path chosen = options.files();
    return chosen != null
        ? chosen
        : journal
            .file()
            .map(file -> file.resolveSibling(file.getFileName() + ".vectors"))
            .orElse(null);
  }

  /**
   * What this recall is about.
   *
   * @return the service
   */
  public Topics topics() {
    return topics;
  }

  /**
   * What moves this recall to another model.
   *
   * @return the service
   */
  public Reembedding reembedding() {
    return moving;
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
      added.addAll(new Additions(journal, rows, view, chunker, models, this::addition).add(group));
      group.clear();
    }
  }

  private Addition addition(Clean clean) {
    Vectors answering = models.answering();
    return new Addition(
        rows, view, codec, answering == null ? null : answering.model(), world::newId, clean);
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
    return finder.find(query);
  }

  @Override
  public int size() {
    view.catchUp();
    return view.passages();
  }

  /** Begins what the options want done in the background. */
  public void started() {
    if (options.refreshed() > 0) {
      moving.start(options.refreshed());
    }
  }

  /** Stops work in the background. */
  @Override
  public void close() {
    moving.close();
    view.close();
  }
}
