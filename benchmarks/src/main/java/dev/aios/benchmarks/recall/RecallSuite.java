package dev.aios.benchmarks.recall;

import dev.aios.api.model.Embedder;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.onnx.OnnxEmbedder;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How well recall finds: {@code recall DIR}, where the folder holds conversations with questions
 * and the turns that answer them. Each turn is an item; recall@k is the share of a question's
 * answering turns among the first k hits, averaged over the questions. Beside it LangChain4j's
 * dense search with the same model. Then how long a search takes in a large index.
 */
public final class RecallSuite implements Suite {
  private static final double QUICK_SECONDS = 30;

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    long begin = System.nanoTime();
    Path folder = arguments.isEmpty() ? null : Path.of(arguments.get(0));
    if (folder == null || !Files.isDirectory(folder)) {
      System.out.println(
          "Skipped: recall needs a folder of conversations (benchmarks/run recall DIR), and "
              + (folder == null ? "none was named" : folder + " is none"));
    } else {
      quality(settings, files(folder), begin, report);
    }
    Latency latency =
        new Latency(settings.folder().resolve("latency.db"), settings.quick() ? 5_000 : 100_000);
    latency.measure(settings.quick() ? 400 : 4_000, report);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static void quality(Settings settings, List<Path> files, long begin, Report report)
      throws IOException {
    Embedder bge = OnnxEmbedder.bgeSmallEnV15();
    Embedder miniLm = OnnxEmbedder.allMiniLmL6V2();
    EmbeddingModel peerBge = new BgeSmallEnV15QuantizedEmbeddingModel();
    EmbeddingModel peerMiniLm = new AllMiniLmL6V2QuantizedEmbeddingModel();
    Scores scores = new Scores();
    int measured = 0;
    for (Path file : files) {
      if (settings.quick() && (System.nanoTime() - begin) / 1e9 > QUICK_SECONDS) {
        break;
      }
      Talk talk = Talk.read(file);
      String name = settings.folder().resolve(talk.name()).toString();
      new Ours(bge, Path.of(name + "-bge.db")).ask(talk, "bge", true, scores);
      if (!settings.quick()) {
        new Ours(miniLm, Path.of(name + "-minilm.db")).ask(talk, "minilm", false, scores);
        new Peer(peerMiniLm).ask(talk, "langchain4j minilm", scores);
      }
      new Peer(peerBge).ask(talk, "langchain4j bge", scores);
      measured++;
    }
    System.out.println("Conversations measured: " + measured + " of " + files.size());
    if (measured == 0) {
      return;
    }
    scores.table();
    scores.report(report, "aios bge", "");
    scores.report(report, "aios bge", "_bge");
    scores.report(report, "langchain4j bge", "_lc4j");
    scores.ratio(report, "aios bge", "", "langchain4j bge");
    if (scores.has("aios minilm")) {
      scores.report(report, "aios minilm", "_minilm");
      scores.report(report, "langchain4j minilm", "_lc4j_minilm");
    }
  }
}
