package dev.aios.examples.consultancy.library;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.api.memory.Recall;
import dev.aios.api.model.Embedder;
import dev.aios.examples.consultancy.library.Answers.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers without a language model: it quotes the sentence that is nearest to the question in
 * meaning. It never says what is not written somewhere, and its confidence is the similarity.
 */
public final class Quoting implements Agent<Found, Answer> {
  /** What was said later of the same matter is what holds. */
  private static final double SAME_MATTER = 0.62;

  /** Who asks for a figure or a day is not answered by a sentence without one. */
  private static final Pattern ASKS_FOR_FIGURE =
      Pattern.compile(
          "(?i)\\b(when|which day|which days|what day|how (long|many|much)|number|error)\\b");

  private static final double WITHOUT_FIGURE = 0.25;
  private static final Pattern FIGURE = Pattern.compile("\\d");
  private static final double MOST = 0.95;

  /** A whole sentence or an item of a list; not a signature, nor the head of a note. */
  private static final Pattern SENTENCE = Pattern.compile("(?s)[-*] .+|\\d+\\. .+|.{15,}[.!?]");

  /** A sentence where it stands: how near its passage is to the question, and when it was said. */
  private record Sentence(String text, String source, Instant time, double passage) {}

  private static final class Weighed {
    final Sentence sentence;
    final float[] vector;
    final double fit;

    Weighed(Sentence sentence, float[] vector, double fit) {
      this.sentence = sentence;
      this.vector = vector;
      this.fit = fit;
    }
  }

  @Override
  public String name() {
    return "quoting";
  }

  @Override
  public Proposal<Answer> propose(Found found, AgentContext context) {
    List<Weighed> all = weigh(found, context.service(Embedder.class));
    Optional<Weighed> best = all.stream().max(Comparator.comparingDouble(one -> one.fit));
    if (best.isEmpty()) {
      return Proposal.of(
          new Answer(found.question(), "Nothing was found about this.", List.of(), 0), 0);
    }
    Weighed holds = latest(best.get(), all);
    Sentence answer = holds.sentence;
    double confidence = Math.max(0, Math.min(MOST, best.get().fit));
    List<String> sources = new ArrayList<>(List.of(answer.source()));
    found.sources().stream().filter(s -> !s.equals(answer.source())).forEach(sources::add);
    return Proposal.of(new Answer(found.question(), answer.text(), sources, confidence), confidence)
        .because(List.of(new Evidence(answer.source(), answer.text(), holds.fit)))
        .tainted(found.taint());
  }

  private static Weighed latest(Weighed best, List<Weighed> all) {
    return all.stream()
        .filter(
            one ->
                one.sentence.time().isAfter(best.sentence.time())
                    && cosine(one.vector, best.vector) >= SAME_MATTER)
        .max(Comparator.comparing(one -> one.sentence.time()))
        .orElse(best);
  }

  private static List<Weighed> weigh(Found found, Embedder embedder) {
    List<Sentence> all = new ArrayList<>();
    found.facts().forEach(fact -> all.add(new Sentence(fact, "who is who", Instant.MAX, 1)));
    for (Recall.Hit hit : found.hits()) {
      Instant time = hit.time() == null ? Instant.MIN : hit.time();
      for (String text : sentences(hit.text())) {
        all.add(new Sentence(text, Found.source(hit), time, hit.similarity()));
      }
    }
    float[] question = embedder.embedQuestion(found.question());
    boolean wantsFigure = ASKS_FOR_FIGURE.matcher(found.question()).find();
    List<float[]> vectors = embedder.embed(all.stream().map(Sentence::text).toList());
    List<Weighed> weighed = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Sentence one = all.get(i);
      boolean lacks = wantsFigure && !FIGURE.matcher(one.text()).find();
      double fit = (cosine(question, vectors.get(i)) + one.passage()) / 2;
      weighed.add(new Weighed(one, vectors.get(i), fit - (lacks ? WITHOUT_FIGURE : 0)));
    }
    return weighed;
  }

  private static List<String> sentences(String text) {
    List<String> found = new ArrayList<>();
    for (String paragraph : text.split("\n\\s*\n|\n(?=\\s*([-*]|\\d+\\.) )", -1)) {
      for (String sentence :
          paragraph.replaceAll("\\s+", " ").strip().split("(?<=[.!?]) (?=\\p{Lu})", -1)) {
        if (SENTENCE.matcher(sentence).matches()) {
          found.add(sentence.replaceAll("^[-*] (\\[.\\] )?", ""));
        }
      }
    }
    return found;
  }

  /** Both have unit length. */
  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
