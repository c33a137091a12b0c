package dev.aios.benchmarks.ingest;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Untrusted;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Rounds;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.core.Aios;
import dev.aios.memory.Memory;
import dev.aios.onnx.OnnxEmbedder;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How fast texts become vectors, and documents become findable.
 *
 * <p>{@code embeddings_per_s} embeds texts of some 160 characters with all-MiniLM-L6-v2, beside
 * LangChain4j with the same model in the same rounds; texts of that length fit into what
 * LangChain4j takes of a text. {@code chunks_per_s} adds documents to recall on SQLite: cut,
 * embedded, checked for duplicates, written with fsync, indexed.
 */
public final class IngestSuite implements Suite {
  private static final int TEXTS_AT_ONCE = 64;
  private static final int SENTENCES_A_DOCUMENT = 40;

  private int documents;

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    Embedder embedder = OnnxEmbedder.allMiniLmL6V2();
    var peer = new AllMiniLmL6V2QuantizedEmbeddingModel();
    Texts texts = new Texts();
    try (Aios aios =
        Aios.builder()
            .sqlite(settings.folder().resolve("ingest.db"))
            .extension(Memory.with(embedder))
            .open()) {
      Recall recall = aios.service(Recall.class);
      Rounds rounds =
          new Rounds()
              .add(
                  "embeddings_per_s",
                  seconds -> rate(seconds, () -> embedder.embed(some(texts)).size()))
              .add(
                  "langchain4j",
                  seconds ->
                      rate(
                          seconds,
                          () ->
                              peer.embedAll(some(texts).stream().map(TextSegment::from).toList())
                                  .content()
                                  .size()))
              .add("chunks_per_s", seconds -> rate(seconds, () -> add(recall, texts)));
      rounds.run(settings.quick() ? 3 : 9, settings.quick() ? 2.5 : 6);
      report.result("embeddings_per_s", rounds.median("embeddings_per_s"), "texts/s");
      report.ratio(
          "embeddings_per_s", rounds.ratio("embeddings_per_s", "langchain4j"), "langchain4j");
      report.result("chunks_per_s", rounds.median("chunks_per_s"), "chunks/s");
    }
  }

  private interface Work {
    int done();
  }

  private static double rate(double seconds, Work work) {
    long begin = System.nanoTime();
    long until = begin + (long) (seconds * 1e9);
    long done = 0;
    do {
      done += work.done();
    } while (System.nanoTime() < until);
    return done / ((System.nanoTime() - begin) / 1e9);
  }

  private static List<String> some(Texts texts) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < TEXTS_AT_ONCE; i++) {
      some.add(texts.sentence());
    }
    return some;
  }

  private int add(Recall recall, Texts texts) {
    List<Passage> some = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      some.add(
          new Passage(
              "document-" + documents++,
              Untrusted.text(texts.document(SENTENCES_A_DOCUMENT), "benchmark"),
              "",
              null,
              Set.of(),
              null,
              Map.of()));
    }
    return recall.add(some).stream().mapToInt(Recall.Added::chunks).sum();
  }
}
