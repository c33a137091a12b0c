package dev.aios.benchmarks.recall;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Recall.Stage;
import dev.aios.api.policy.Untrusted;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.core.Aios;
import dev.aios.memory.Memory;
import dev.aios.onnx.OnnxEmbedder;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How well and how fast recall finds among a hundred thousand short documents: {@code documents DIR
 * [MOST [FILE]]}, where the folder holds the files of WordNet, and the file keeps vectors between
 * runs. A document is a synset's words and definition, a question a sentence that uses one of its
 * words in that sense. Beside it, with the same vectors, LangChain4j's dense search, and SQLite's
 * BM25.
 */
public final class DocumentsSuite implements Suite {
  private static final int AT_ONCE = 2_000;
  private static final Instant NOW = Instant.parse("2026-01-01T08:00:00Z");

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    Path folder = arguments.isEmpty() ? null : Path.of(arguments.get(0));
    if (folder == null || !Glosses.areIn(folder)) {
      System.out.println(
          "Skipped: documents needs WordNet's files data.noun, data.verb, data.adj and data.adv"
              + " (benchmarks/run documents DIR; Debian's package wordnet-base has them in"
              + " /usr/share/wordnet), and "
              + (folder == null ? "no folder was named" : folder + " has not all of them"));
      return;
    }
    int most = settings.quick() ? 2_000 : Integer.MAX_VALUE;
    if (arguments.size() > 1) {
      most = Integer.parseInt(arguments.get(1));
    }
    Glosses glosses = Glosses.read(folder, most);
    List<Glosses.Question> questions = glosses.questions(settings.quick() ? 100 : 1_000);
    System.out.printf("%d documents, %d questions%n", glosses.documents().size(), questions.size());
    OnceEmbedded model =
        new OnceEmbedded(
            OnnxEmbedder.bgeSmallEnV15(), arguments.size() > 2 ? Path.of(arguments.get(2)) : null);
    Scores scores = new Scores();
    ours(settings, glosses.documents(), questions, model, scores, report);
    peers(settings, glosses.documents(), questions, model, scores);
    scores.table();
    scores.report(report, "aios", "_documents");
    scores.report(report, "  meaning alone", "_documents_dense");
    scores.report(report, "  keywords alone", "_documents_keywords");
    scores.report(report, "langchain4j", "_documents_lc4j");
    scores.report(report, "sqlite fts5", "_documents_fts5");
    scores.ratio(report, "aios", "_documents", "langchain4j");
    scores.ratio(report, "aios", "_documents", "sqlite fts5");
  }

  private static void ours(
      Settings settings,
      List<Glosses.Document> documents,
      List<Glosses.Question> questions,
      OnceEmbedded model,
      Scores scores,
      Report report) {
    Path file = settings.folder().resolve("documents.db");
    try (Aios aios = Aios.builder().sqlite(file).extension(Memory.with(model)).open()) {
      Recall recall = aios.service(Recall.class);
      long begin = System.nanoTime();
      for (int i = 0; i < documents.size(); i += AT_ONCE) {
        recall.add(
            documents.subList(i, Math.min(documents.size(), i + AT_ONCE)).stream()
                .map(DocumentsSuite::passage)
                .toList());
      }
      report.result(
          "documents_per_s", documents.size() / ((System.nanoTime() - begin) / 1e9), "documents/s");
      Ranking all = Ranking.DEFAULT;
      ask("aios", questions, scores, question -> ids(recall, question, all));
      ask(
          "  meaning alone",
          questions,
          scores,
          question -> ids(recall, question, all.without(Stage.KEYWORDS)));
      ask(
          "  keywords alone",
          questions,
          scores,
          question -> ids(recall, question, all.without(Stage.MEANING)));
      latency(recall, questions, settings.quick() ? 1 : 4, report);
    }
  }

  private static Passage passage(Glosses.Document document) {
    return new Passage(
        document.id(),
        Untrusted.text(document.text(), "wordnet"),
        "",
        null,
        Set.of(),
        null,
        Map.of());
  }

  private static List<String> ids(Recall recall, String question, Ranking ranking) {
    return recall.search(Recall.Query.of(question, Scores.MOST).ranked(ranking)).stream()
        .map(Recall.Hit::id)
        .toList();
  }

  /** The answer of each search is new, because it asks as of another moment; its vector is not. */
  private static void latency(
      Recall recall, List<Glosses.Question> questions, int rounds, Report report) {
    List<Long> nanos = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      for (Glosses.Question question : questions) {
        Recall.Query query =
            Recall.Query.of(question.text(), 10)
                .ranked(Ranking.DEFAULT.at(NOW.plusNanos(System.nanoTime())));
        long begin = System.nanoTime();
        recall.search(query);
        if (round > 0) {
          nanos.add(System.nanoTime() - begin);
        }
      }
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    report.result("documents_p50_ms", sorted[sorted.length / 2] / 1e6, "ms");
    report.result("documents_p99_ms", sorted[(int) (sorted.length * 0.99)] / 1e6, "ms");
  }

  private static void peers(
      Settings settings,
      List<Glosses.Document> documents,
      List<Glosses.Question> questions,
      OnceEmbedded model,
      Scores scores)
      throws Exception {
    InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
    for (int i = 0; i < documents.size(); i += AT_ONCE) {
      List<Glosses.Document> some = documents.subList(i, Math.min(documents.size(), i + AT_ONCE));
      store.addAll(
          model.embed(some.stream().map(Glosses.Document::text).toList()).stream()
              .map(Embedding::from)
              .toList(),
          some.stream()
              .map(each -> TextSegment.from(each.text(), Metadata.from("id", each.id())))
              .toList());
    }
    ask("langchain4j", questions, scores, question -> dense(store, model, question));
    try (FullText text = new FullText(settings.folder().resolve("fts.db"), documents)) {
      for (Glosses.Question question : questions) {
        scores.add("sqlite fts5", asked(question), text.search(question.text(), Scores.MOST));
      }
    }
  }

  private static List<String> dense(
      InMemoryEmbeddingStore<TextSegment> store, OnceEmbedded model, String question) {
    return store
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(Embedding.from(model.embedQuestion(question)))
                .maxResults(Scores.MOST)
                .build())
        .matches()
        .stream()
        .map(match -> String.valueOf(match.embedded().metadata().getString("id")))
        .toList();
  }

  private static void ask(
      String way,
      List<Glosses.Question> questions,
      Scores scores,
      Function<String, List<String>> search) {
    for (Glosses.Question question : questions) {
      scores.add(way, asked(question), search.apply(question.text()));
    }
  }

  private static Talk.Question asked(Glosses.Question question) {
    return new Talk.Question(question.text(), 1, Set.of(question.id()));
  }
}
