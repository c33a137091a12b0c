package dev.aios.memory.internal.recall;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.World;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall.Around;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Recall.Stage;
import dev.aios.api.model.Reranker;
import dev.aios.api.value.Taint;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.recall.RecallView.Answer;
import dev.aios.memory.internal.recall.Surroundings.Beside;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.text.Dates;
import dev.aios.memory.internal.text.StopWords;
import dev.aios.memory.internal.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries: reads the question, lets the index search, reads the texts of what it found.
 * Vectors of questions are kept, and whole answers until anything in recall changes. Thread-safe.
 */
final class Finder {
  /**
   * So many chunks each index is asked for at least. What either finds is scored by both, so that
   * it need not be among the best of the other; on conversations 50 found no less than all.
   */
  private static final int LEAST_DEPTH = 100;

  /** So many more than wanted are looked at: some may be gone, others hold a quoted phrase. */
  private static final int SPARE = 50;

  private final World world;
  private final RecallOptions options;
  private final Models models;
  private final Function<String, Set<String>> family;
  private final UnaryOperator<String> stem;
  private final RecallRows rows;
  private final RecallView view;
  private final @Nullable Expansions expansions;

  /** Questions are kept as hashes: whom they name may be erased. */
  private final Cache<String, float[]> questions = Caffeine.newBuilder().maximumSize(1_000).build();

  private final Cache<Known, List<Hit>> answers =
      Caffeine.newBuilder().maximumSize(256).expireAfterWrite(Duration.ofMinutes(10)).build();

  Finder(
      World world,
      RecallOptions options,
      Models models,
      Function<String, Set<String>> family,
      UnaryOperator<String> stem,
      RecallRows rows,
      RecallView view,
      @Nullable Expansions expansions) {
    this.world = world;
    this.options = options;
    this.models = models;
    this.family = family;
    this.stem = stem;
    this.rows = rows;
    this.view = view;
    this.expansions = expansions;
  }

  /** All that an answer depends on. */
  private record Known(Query query, Set<String> entities, List<String> dates, long changes) {}

  List<Hit> find(Query query) {
    String question = Intake.question(query.text());
    if (question == null) {
      return List.of();
    }
    Ranking ranking = query.ranking();
    Instant asked = ranking.now();
    Instant now = asked == null ? world.instant() : asked;
    List<String> dates = Dates.askedBy(question, now);
    Set<String> entities = new HashSet<>();
    query.entities().forEach(id -> entities.addAll(family.apply(id)));
    view.catchUp();
    Optional<List<String>> others = others(query, question);
    boolean lasting = others.isPresent() && (asked != null || ranking.recency() == 0);
    Known known = new Known(query, entities, dates, view.changes());
    List<Hit> hits = lasting ? answers.getIfPresent(known) : null;
    if (hits == null) {
      Filter filter = Filter.of(query, entities);
      hits = search(query, question, others.orElse(List.of()), dates, filter, now);
      if (lasting) {
        answers.put(known, hits);
        if (view.changes() != known.changes()) {
          answers.invalidate(known); // What it holds may have been removed meanwhile.
        }
      }
    }
    return hits;
  }

  /** The question in other words, if those can be had. */
  private Optional<List<String>> others(Query query, String question) {
    return expansions == null || !with(query, Stage.EXPANSION)
        ? Optional.of(List.of())
        : expansions.of(question);
  }

  /** Forgets all answers; to be called when anything in recall has changed. */
  void forget() {
    answers.invalidateAll();
  }

  private List<Hit> search(
      Query query,
      String question,
      List<String> others,
      List<String> dates,
      Filter filter,
      Instant now) {
    int read = options.reranker() == null ? 0 : options.reranked();
    int most = Math.max(query.limit() + SPARE, read);
    List<String> phrases = SecondReading.quotedBy(question);
    Reranker reranker = with(query, Stage.RERANKER) ? options.reranker() : null;
    int wanted = phrases.isEmpty() && reranker == null ? query.limit() : most;
    Asked asked =
        new Asked(
            words(question),
            dates,
            filter,
            most,
            wanted,
            Math.max(LEAST_DEPTH, most),
            options.weights(),
            query.ranking(),
            now.toEpochMilli());
    List<Answer> found = answers(query, question, others, asked);
    List<Hit> hits = hits(found, wanted, query, filter);
    if (hits.size() < found.size() && wanted < most) {
      // Some were removed by another process since: the next best take their places.
      hits = hits(answers(query, question, others, asked.withAllAnswers()), wanted, query, filter);
    }
    if (!phrases.isEmpty()) {
      hits = SecondReading.raise(hits, phrases);
    }
    if (reranker != null) {
      hits = SecondReading.rerank(hits, reranker, options.reranked(), question);
    }
    return List.copyOf(hits.subList(0, Math.min(hits.size(), query.limit())));
  }

  private List<Hit> hits(List<Answer> found, int wanted, Query query, Filter filter) {
    List<Hit> hits = new ArrayList<>(wanted);
    for (Answer answer : found) {
      hit(answer, query, filter).ifPresent(hits::add);
      if (hits.size() == wanted) {
        break;
      }
    }
    return hits;
  }

  private static boolean with(Query query, Stage stage) {
    return !query.ranking().without().contains(stage);
  }

  private List<String> words(String text) {
    List<String> words = new ArrayList<>(StopWords.without(Words.of(text)));
    words.replaceAll(stem);
    return words;
  }

  /** Another model may begin to answer between the question's embedding and the search. */
  private List<Answer> answers(Query query, String question, List<String> others, Asked asked) {
    while (true) {
      Vectors model = with(query, Stage.MEANING) ? models.answering() : null;
      Probe probe = new Probe(asked, vector(model, question));
      List<Probe> same = new ArrayList<>();
      for (String other : others) {
        same.add(new Probe(asked.inOtherWords(words(other)), vector(model, other)));
      }
      Optional<List<Answer>> found = view.search(probe, same, model == null ? null : model.model());
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  private float @Nullable [] vector(@Nullable Vectors model, String question) {
    return model == null
        ? null
        : questions.get(
            TextKey.exactly(model.model() + '\n' + question), key -> model.ofQuestion(question));
  }

  /** The answer with its text, or empty if another process removed it since. */
  private Optional<Hit> hit(Answer answer, Query query, Filter filter) {
    Optional<PassageRow> passage = rows.passage(answer.passage()).map(Stored::body);
    Optional<ChunkRow> chunk = rows.chunk(answer.text(), answer.chunk());
    if (passage.isEmpty() || chunk.isEmpty() || !passage.get().text().equals(answer.text())) {
      return Optional.empty();
    }
    PassageRow row = passage.get();
    String time = row.time();
    List<Around> before = new ArrayList<>();
    List<Around> after = new ArrayList<>();
    if (query.around() > 0) {
      Beside beside = view.beside(answer, query.around(), filter);
      beside.before().forEach(place -> around(place).ifPresent(before::add));
      beside.after().forEach(place -> around(place).ifPresent(after::add));
    }
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
            row.attributes(),
            said(row),
            answer.parts(),
            before,
            after));
  }

  private static @Nullable Said said(PassageRow row) {
    String thread = row.thread();
    String speaker = row.speaker();
    return thread == null ? null : new Said(thread, row.position(), speaker == null ? "" : speaker);
  }

  private Optional<Around> around(Beside.Place place) {
    Optional<PassageRow> passage = rows.passage(place.passage()).map(Stored::body);
    Optional<ChunkRow> chunk = rows.chunk(place.text(), place.chunk());
    if (passage.isEmpty() || chunk.isEmpty() || !passage.get().text().equals(place.text())) {
      return Optional.empty();
    }
    String speaker = passage.get().speaker();
    return Optional.of(
        new Around(
            place.passage(),
            place.chunk(),
            speaker == null ? "" : speaker,
            chunk.get().text(),
            new Taint(new TreeSet<>(passage.get().taint()))));
  }
}
