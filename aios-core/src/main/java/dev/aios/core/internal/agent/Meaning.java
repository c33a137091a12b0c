package dev.aios.core.internal.agent;

import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the route whose examples are nearest in meaning to a text: of each route the mean of the
 * two nearest examples counts, so that one odd example does not decide alone. Thread-safe.
 */
public final class Meaning {
  private static final int NEAREST = 2;

  private final Map<String, List<String>> examples;
  private volatile Vectors vectors = new Vectors("", Map.of());

  private record Vectors(String embedder, Map<String, List<float[]>> byRoute) {}

  /**
   * A finder.
   *
   * @param examples of each route; at least one each
   */
  public Meaning(Map<String, List<String>> examples) {
    this.examples = new LinkedHashMap<>(examples);
  }

  /**
   * The nearest route.
   *
   * @param text the text
   * @param embedder embeds it, and the examples when it is first asked
   * @return the route, and its similarity as a sureness from 0 to 1
   */
  public Route nearest(String text, Embedder embedder) {
    Map<String, List<float[]>> known = vectors(embedder);
    float[] asked = embedder.embed(List.of(text)).get(0);
    Route best = new Route("", -1);
    for (Map.Entry<String, List<float[]>> each : known.entrySet()) {
      double similarity =
          each.getValue().stream()
              .mapToDouble(example -> -dot(asked, example))
              .sorted()
              .limit(NEAREST)
              .average()
              .orElse(1);
      if (-similarity > best.sureness()) {
        best = new Route(each.getKey(), -similarity);
      }
    }
    return new Route(best.name(), Math.max(0, Math.min(1, best.sureness())));
  }

  private Map<String, List<float[]>> vectors(Embedder embedder) {
    Vectors known = vectors;
    if (!known.embedder().equals(embedder.name())) {
      Map<String, List<float[]>> made = new LinkedHashMap<>();
      examples.forEach((route, texts) -> made.put(route, new ArrayList<>(embedder.embed(texts))));
      known = new Vectors(embedder.name(), made);
      vectors = known;
    }
    return known.byRoute();
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
