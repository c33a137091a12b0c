package dev.aios.memory;

import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Inventory;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Reembedding;
import dev.aios.api.memory.Sessions;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.memory.Topics;
import dev.aios.api.model.Embedder;
import dev.aios.api.model.Reranker;
import dev.aios.api.policy.Sanitiser;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Summariser;
import dev.aios.memory.derived.DerivedStore;
import dev.aios.memory.erasure.Erasable;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.Retention;
import dev.aios.memory.identity.Matches;
import dev.aios.memory.internal.recall.JournalRecall;
import dev.aios.memory.internal.recall.RecallOptions;
import dev.aios.memory.internal.recall.Weights;
import dev.aios.memory.recall.QueryExpansion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings memory into a runtime: the services {@link Sessions}, {@link Recall}, {@link Contexts},
 * {@link Entities}, {@link Matches}, {@link Erasure}, {@link Retention}, {@link DerivedStore},
 * {@link Inventory}, {@link TokenCounter} and, if there is one, {@link Embedder}. All is kept in
 * the runtime's journal; nothing is read before its first use.
 *
 * <pre>{@code
 * Memory memory = Memory.with(OnnxEmbedder.allMiniLmL6V2());
 * try (Aios aios = Aios.builder().sqlite(Path.of("company.db")).extension(memory).open()) {
 *   Recall recall = aios.service(Recall.class);
 *   recall.add(List.of(note));
 *   recall.search(Recall.Query.of("When is the invoice due?", 5)).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Recall lets the runtime's {@link Sanitiser} clean each text; without one it only removes
 * invisible characters, and refuses HTML. A passage's taint is its source, unless the part of the
 * source before its first colon names a data source that the {@link Inventory} knows as trusted and
 * the sanitiser found nothing.
 *
 * <p>One instance belongs to one runtime at a time.
 */
public final class Memory implements Extension {
  private final RecallOptions options;
  private final MemoryParts.Chosen chosen;
  private volatile @Nullable JournalRecall recall;
  private volatile @Nullable MemoryParts parts;

  private Memory(RecallOptions options, MemoryParts.Chosen chosen) {
    this.options = options;
    this.chosen = chosen;
  }

  /**
   * Memory with an embedder, and the defaults for the rest.
   *
   * @param embedder turns texts into vectors
   * @return the extension
   */
  public static Memory with(Embedder embedder) {
    return builder().embedder(embedder).build();
  }

  /**
   * A builder.
   *
   * @return one with the defaults and without an embedder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void install(Installation on) {
    MemoryParts made = new MemoryParts(on, chosen);
    JournalRecall opened =
        new JournalRecall(
            on.journal(),
            on.codec(),
            on.world(),
            options,
            made::sanitiser,
            made.inventory()::source,
            made.entities()::family,
            made::services);
    recall = opened;
    parts = made;
    made.install(opened, options.counter());
    on.service(Reembedding.class, opened.reembedding());
    on.service(Topics.class, opened.topics());
    Embedder embedder = options.embedder();
    if (embedder != null) {
      on.service(Embedder.class, embedder);
    }
  }

  @Override
  public void started(Services all) {
    MemoryParts made = parts;
    JournalRecall opened = recall;
    if (made != null && opened != null) {
      made.start(all);
      opened.started();
    }
  }

  @Override
  public void close() {
    JournalRecall opened = recall;
    if (opened != null) {
      opened.close();
    }
  }

  /** Sets up memory. Not thread-safe. */
  public static final class Builder {
    private @Nullable Embedder embedder;
    private @Nullable Embedder replaced;
    private TokenCounter counter = TokenCounters.encoding("cl100k_base");
    private int chunkTokens = 200;
    private int overlapTokens = 40;
    private int exactUpTo = 10_000;
    private double meaning = 1;
    private double keywords = 1;
    private int maxCharacters = 5_000_000;
    private boolean englishStems = true;
    private @Nullable Reranker reranker;
    private int reranked = 50;
    private @Nullable QueryExpansion expansion;
    private long refreshed;
    private @Nullable Path vectorFiles;
    private @Nullable Summariser summariser;
    private final Set<String> many = new TreeSet<>(Set.of("delivers"));
    private double certain = 0.95;
    private double doubtful = 0.6;
    private final List<Erasable> erasables = new ArrayList<>();

    private Builder() {}

    /**
     * Sets what turns texts into vectors. Without it recall finds by keywords only. After a change
     * of the embedder, older passages are found by keywords only until they are embedded again, see
     * {@link #refreshing}; {@link #replacing} changes it without that.
     *
     * @param model the embedder
     * @return this
     */
    public Builder embedder(Embedder model) {
      this.embedder = model;
      return this;
    }

    /**
     * Sets the embedder that was used so far, where another one is to follow it: the old one
     * answers until the service {@link Reembedding} has given every text vectors of the new one.
     *
     * @param old the embedder so far
     * @return this
     */
    public Builder replacing(Embedder old) {
      this.replaced = old;
      return this;
    }

    /**
     * Sets what counts tokens, for chunks and for windows; {@code cl100k_base} unless set.
     *
     * @param tokens the counter, for example of {@link TokenCounters}
     * @return this
     */
    public Builder tokenCounter(TokenCounter tokens) {
      this.counter = tokens;
      return this;
    }

    /**
     * Sets the size of chunks; 200 and 40 unless set. Texts that are stored already keep theirs.
     *
     * @param tokens the most tokens of a chunk, 16 to 8,192; what the embedder takes at most
     * @param overlap the most tokens that a chunk repeats from the one before, at most half of that
     * @return this
     */
    public Builder chunks(int tokens, int overlap) {
      this.chunkTokens = tokens;
      this.overlapTokens = overlap;
      return this;
    }

    /**
     * Sets up to how many vectors all are compared, which is exact; beyond that a graph finds
     * nearly all of the nearest in less time, and they are kept in a file. What recall keeps of
     * texts is put into files each time that so many chunks are new, also without an embedder.
     * 10,000 unless set.
     *
     * @param vectors the number, 0 or more
     * @return this
     */
    public Builder exactUpTo(int vectors) {
      this.exactUpTo = vectors;
      return this;
    }

    /**
     * Sets how much meaning and keywords count when their scores are added; 1 and 1 unless set.
     *
     * @param ofMeaning the weight of the vectors, 0 or more
     * @param ofKeywords the weight of the keywords, 0 or more
     * @return this
     */
    public Builder weights(double ofMeaning, double ofKeywords) {
      this.meaning = ofMeaning;
      this.keywords = ofKeywords;
      return this;
    }

    /**
     * Sets the longest text that recall takes; 5,000,000 unless set. A passage and all its chunks
     * are written at once, so this bounds what one write holds.
     *
     * @param characters the most UTF-16 units, 1 or more
     * @return this
     */
    public Builder maxCharacters(int characters) {
      this.maxCharacters = characters;
      return this;
    }

    /**
     * Sets whether "painted" finds "painting": English words are compared by their stems. On unless
     * set; other languages lose a few endings by it and hardly suffer.
     *
     * @param on whether words are stemmed
     * @return this
     */
    public Builder englishStems(boolean on) {
      this.englishStems = on;
      return this;
    }

    /**
     * Sets a model that reads the best hits of each search again, together with the question. None
     * unless set.
     *
     * @param model the reranker
     * @param hits how many hits it reads at most, 1 to 1000
     * @return this
     */
    public Builder reranker(Reranker model, int hits) {
      this.reranker = model;
      this.reranked = hits;
      return this;
    }

    /**
     * Sets who says each question in other words, which are searched for as well and count half as
     * much. Nobody unless set.
     *
     * @param value for example {@code QueryExpansions.byModel(Need.CHEAPEST)}
     * @return this
     */
    public Builder expansion(QueryExpansion value) {
      this.expansion = value;
      return this;
    }

    /**
     * Sets how many chunks without vectors of the embedder, because it was changed, are embedded in
     * the background at each start. 0 unless set: nothing is embedded unasked.
     *
     * @param chunks the budget, 0 or more
     * @return this
     */
    public Builder refreshing(long chunks) {
      this.refreshed = chunks;
      return this;
    }

    /**
     * Sets the folder for the files of recall, so that what is in them is not in memory and found
     * at once after a restart: vectors, once they are more than {@link #exactUpTo}, and what is
     * kept of texts, also without an embedder. Words, and names of threads, projects, entities and
     * sources stand there as keyed hashes, ids of passages as they are. Beside the journal's file
     * unless set, and nowhere if it has none. Only a copy: the folder may be deleted at any time
     * when no process uses it.
     *
     * @param folder made when it is needed; of one journal only, on this machine
     * @return this
     */
    public Builder vectorFiles(Path folder) {
      this.vectorFiles = folder;
      return this;
    }

    /**
     * Sets who turns the older part of a conversation into a summary; whole sentences of it are
     * kept unless set.
     *
     * @param value for example {@code Summarisers.byModel(Need.CHEAPEST)}
     * @return this
     */
    public Builder summariser(Summariser value) {
      this.summariser = value;
      return this;
    }

    /**
     * Names properties that may have several values at once: a new fact ends an older one only if
     * it has the same value. {@code delivers} is one unless more are named.
     *
     * @param properties for example {@code phone}
     * @return this
     */
    public Builder many(String... properties) {
      many.addAll(List.of(properties));
      return this;
    }

    /**
     * Names something else that holds content of persons, and erases it when one is erased.
     *
     * @param other for example an archive of mail
     * @return this
     */
    public Builder erasable(Erasable other) {
      erasables.add(other);
      return this;
    }

    /**
     * Sets from which confidence on {@link Matches#sweep} merges entities, and from which on it
     * asks; 0.95 and 0.6 unless set.
     *
     * @param merge 0 to 1; above 1 never merges without asking
     * @param ask 0 to {@code merge}
     * @return this
     */
    public Builder matching(double merge, double ask) {
      this.certain = merge;
      this.doubtful = ask;
      return this;
    }

    /**
     * The extension.
     *
     * @return memory, to be installed in one runtime
     * @throws InvalidInputException with every setting that is out of its range
     */
    public Memory build() {
      RecallOptions options =
          new RecallOptions(
              embedder,
              replaced,
              counter,
              chunkTokens,
              overlapTokens,
              exactUpTo,
              new Weights(meaning, keywords),
              maxCharacters,
              englishStems,
              reranker,
              reranked,
              expansion,
              refreshed,
              vectorFiles);
      List<String> violations = options.violations();
      MemoryParts.Chosen chosen =
          new MemoryParts.Chosen(
              summariser, Set.copyOf(many), certain, doubtful, List.copyOf(erasables));
      chosen.check(violations);
      if (!violations.isEmpty()) {
        throw new InvalidInputException("memory", violations);
      }
      return new Memory(options, chosen);
    }
  }
}
