package dev.aios.memory;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sorts texts under labels by example sentences, without training and without a language model: a
 * text gets the label whose examples it is nearest to in meaning. Thread-safe; the examples are
 * embedded once, at the first use.
 *
 * <pre>{@code
 * PrototypeClassifier kind = PrototypeClassifier.over(embedder)
 *     .label("lead", "We would like an offer for …", "Do you have time for a new project?")
 *     .label("invoice", "Please find the invoice attached.", "Payment is due in 30 days.")
 *     .otherwise("other", 0.25)
 *     .build();
 * kind.classify("Could you send us a quote for a new website?").label();   // "lead"
 * }</pre>
 *
 * <p>The score of a label is the mean of two cosines: with its nearest example, and with the mean
 * of its examples. The confidence is the softmax of the scores at a temperature, 0.05 unless set: a
 * label that leads by 0.05 over one other has 0.73, one that leads by 0.1 has 0.88. It grows with
 * the lead and is fit to be compared with a threshold; it is not a calibrated probability. How far
 * the examples themselves bear each other out tells {@link #leaveOneOut()}: measure it before you
 * trust a set of labels, and add examples where it is low.
 */
public final class PrototypeClassifier {
  private static final double TEMPERATURE = 0.05;

  private final Embedder embedder;
  private final Map<String, List<String>> examples;
  private final @Nullable String otherwise;
  private final double otherwiseScore;
  private final double temperature;
  private final ReentrantLock embedding = new ReentrantLock();
  private volatile @Nullable Map<String, List<float[]>> prototypes;

  private PrototypeClassifier(Builder builder) {
    this.embedder = builder.embedder;
    this.examples = new LinkedHashMap<>(builder.examples);
    this.otherwise = builder.otherwise;
    this.otherwiseScore = builder.otherwiseScore;
    this.temperature = builder.temperature;
  }

  /**
   * A builder.
   *
   * @param embedder tells how near texts are in meaning
   * @return a builder without labels
   */
  public static Builder over(Embedder embedder) {
    return new Builder(embedder);
  }

  /**
   * What a text is.
   *
   * @param label the likeliest label
   * @param confidence how clearly it leads, above 0 and at most 1
   * @param confidences that of each label, the likeliest first; they add up to 1
   */
  public record Classification(String label, double confidence, Map<String, Double> confidences) {}

  /**
   * Classifies a text.
   *
   * @param text the text; not blank
   * @return its label
   * @throws InvalidInputException if it is blank
   */
  public Classification classify(String text) {
    return classify(List.of(text)).get(0);
  }

  /**
   * Classifies several texts, embedded in one call.
   *
   * @param texts the texts; none is blank
   * @return the label of each, in order
   * @throws InvalidInputException if one is blank
   */
  public List<Classification> classify(List<String> texts) {
    for (String text : texts) {
      if (text.isBlank()) {
        throw new InvalidInputException("text to classify", "it is blank");
      }
    }
    Map<String, List<float[]>> labels = prototypes();
    List<Classification> answers = new ArrayList<>();
    for (float[] vector : embedder.embed(texts)) {
      answers.add(classification(vector, labels));
    }
    return answers;
  }

  /**
   * How many of the examples would get their own label if they were not among the examples: a
   * measure of how well the labels can be told apart by this embedder. Examples that are alone
   * under their label do not count.
   *
   * @return the share, 0 to 1; 0 if no label has two examples
   */
  public double leaveOneOut() {
    Map<String, List<float[]>> labels = prototypes();
    int asked = 0;
    int right = 0;
    for (Map.Entry<String, List<float[]>> label : labels.entrySet()) {
      for (int i = 0; i < label.getValue().size() && label.getValue().size() > 1; i++) {
        List<float[]> others = new ArrayList<>(label.getValue());
        float[] left = others.remove(i);
        Map<String, List<float[]>> without = new LinkedHashMap<>(labels);
        without.put(label.getKey(), others);
        asked++;
        right += classification(left, without).label().equals(label.getKey()) ? 1 : 0;
      }
    }
    return asked == 0 ? 0 : (double) right / asked;
  }

  private Classification classification(float[] vector, Map<String, List<float[]>> labels) {
    Map<String, Double> scores = new LinkedHashMap<>();
    labels.forEach((label, vectors) -> scores.put(label, score(vector, vectors)));
    if (otherwise != null) {
      scores.merge(otherwise, otherwiseScore, Math::max);
    }
    double highest = scores.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    scores.replaceAll((label, score) -> Math.exp((score - highest) / temperature));
    double sum = scores.values().stream().mapToDouble(Double::doubleValue).sum();
    Map<String, Double> confidences = new LinkedHashMap<>();
    scores.entrySet().stream()
        .sorted(
            Map.Entry.comparingByValue(Comparator.reverseOrder())) // Stable: of equals the first.
        .forEach(entry -> confidences.put(entry.getKey(), entry.getValue() / sum));
    Map.Entry<String, Double> first = confidences.entrySet().iterator().next();
    return new Classification(
        first.getKey(), first.getValue(), java.util.Collections.unmodifiableMap(confidences));
  }

  private static double score(float[] vector, List<float[]> vectors) {
    double nearest = Double.NEGATIVE_INFINITY;
    float[] mean = new float[vector.length];
    for (float[] example : vectors) {
      nearest = Math.max(nearest, dot(vector, example));
      for (int i = 0; i < mean.length; i++) {
        mean[i] += example[i];
      }
    }
    double length = Math.sqrt(dot(mean, mean));
    double toMean = length > 0 ? dot(vector, mean) / length : 0;
    return (nearest + toMean) / 2;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private Map<String, List<float[]>> prototypes() {
    Map<String, List<float[]>> ready = prototypes;
    if (ready != null) {
      return ready;
    }
    embedding.lock();
    try {
      ready = prototypes;
      if (ready == null) {
        ready = embedExamples();
        prototypes = ready;
      }
      return ready;
    } finally {
      embedding.unlock();
    }
  }

  private Map<String, List<float[]>> embedExamples() {
    List<String> all = new ArrayList<>();
    examples.values().forEach(all::addAll);
    List<float[]> vectors = embedder.embed(all);
    Map<String, List<float[]>> labels = new LinkedHashMap<>();
    int next = 0;
    for (Map.Entry<String, List<String>> entry : examples.entrySet()) {
      int to = next + entry.getValue().size();
      labels.put(entry.getKey(), List.copyOf(vectors.subList(next, to)));
      next = to;
    }
    return labels;
  }

  /** Collects labels. Not thread-safe. */
  public static final class Builder {
    private final Embedder embedder;
    private final Map<String, List<String>> examples = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private @Nullable String otherwise;
    private double otherwiseScore;
    private double temperature = TEMPERATURE;

    private Builder(Embedder embedder) {
      this.embedder = embedder;
    }

    /**
     * Adds a label.
     *
     * @param label its name, unique
     * @param sentences examples of it, one or more; five to ten varied ones do well
     * @return this
     */
    public Builder label(String label, String... sentences) {
      return label(label, List.of(sentences));
    }

    /**
     * Adds a label.
     *
     * @param label its name, unique
     * @param sentences examples of it, one or more; five to ten varied ones do well
     * @return this
     */
    public Builder label(String label, List<String> sentences) {
      if (label.isBlank()) {
        violations.add("a label is blank");
      }
      if (sentences.isEmpty() || sentences.stream().anyMatch(String::isBlank)) {
        violations.add("label '" + label + "' has no example, or a blank one");
      }
      if (examples.put(label, List.copyOf(sentences)) != null) {
        violations.add("label '" + label + "' is there twice");
      }
      return this;
    }

    /**
     * Sets the label of texts that are near to no example: it takes part with a fixed score.
     *
     * @param label its name; may be that of a label with examples
     * @param similarity the cosine below which it wins, -1 to 1; 0.25 suits all-MiniLM-L6-v2, other
     *     models have other ranges
     * @return this
     */
    public Builder otherwise(String label, double similarity) {
      if (label.isBlank() || !(similarity >= -1 && similarity <= 1)) {
        violations.add(
            "otherwise '" + label + "' with " + similarity + ": must not be blank, and -1 to 1");
      }
      this.otherwise = label;
      this.otherwiseScore = similarity;
      return this;
    }

    /**
     * Sets how quickly the confidence grows with the lead.
     *
     * @param value the temperature of the softmax, above 0 and at most 1; 0.05 unless set
     * @return this
     */
    public Builder temperature(double value) {
      if (!(value > 0 && value <= 1)) {
        violations.add("temperature is " + value + ", must be above 0 and at most 1");
      }
      this.temperature = value;
      return this;
    }

    /**
     * The classifier; nothing is embedded yet.
     *
     * @return the classifier
     * @throws InvalidInputException with everything that is wrong with the labels
     */
    public PrototypeClassifier build() {
      List<String> all = new ArrayList<>(violations);
      int labels = examples.size();
      if (otherwise != null && !examples.containsKey(otherwise)) {
        labels++;
      }
      if (labels < 2) {
        all.add("there are " + labels + " labels, at least 2 are needed");
      }
      if (!all.isEmpty()) {
        throw new InvalidInputException("classifier", all);
      }
      return new PrototypeClassifier(this);
    }
  }
}
