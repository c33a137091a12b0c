package dev.aios.memory.internal.recall;

import dev.aios.api.EffectFailedException;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Stage;
import dev.aios.api.model.Reranker;
import dev.aios.memory.internal.text.Canonical;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can only be judged with the texts of hits at hand: quoted phrases, and a reranker. */
final class SecondReading {
  private static final Pattern QUOTED =
      Pattern.compile(
          "\"([^\"]{2,200})\"|[“„]([^“”„]{2,200})[”“]|«([^«»]{2,200})»|»([^«»]{2,200})«");

  private SecondReading() {}

  /** What a question quotes, in the form in which texts are compared. */
  static List<String> quotedBy(String question) {
    List<String> phrases = new ArrayList<>();
    Matcher matcher = QUOTED.matcher(question);
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        String phrase = matcher.group(group);
        if (phrase != null && !phrase.isBlank()) {
          phrases.add(Canonical.key(phrase));
        }
      }
    }
    return phrases;
  }

  /** Hits that hold a quoted phrase as it is count their words twice. */
  static List<Hit> raise(List<Hit> hits, List<String> phrases) {
    List<Hit> raised = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      String text = Canonical.key(hit.title() + "\n" + hit.text());
      boolean holds = phrases.stream().anyMatch(text::contains);
      raised.add(holds ? plus(hit, Stage.KEYWORDS, hit.keywords()) : hit);
    }
    raised.sort(Comparator.comparingDouble(Hit::score).reversed());
    return raised;
  }

  /**
   * The first hits in a reranker's order. Each takes the score of the hit that stood in its place,
   * so that scores still descend and the parts still add up.
   */
  static List<Hit> rerank(List<Hit> hits, Reranker reranker, int most, String question) {
    List<Hit> head = hits.subList(0, Math.min(most, hits.size()));
    List<Double> scores = reranker.score(question, head.stream().map(Hit::text).toList());
    if (scores.size() != head.size() || scores.stream().anyMatch(SecondReading::isNoNumber)) {
      throw new EffectFailedException(
          "The reranker gave "
              + scores.size()
              + " scores for "
              + head.size()
              + " texts, or one that is no finite number. It does not keep the contract of"
              + " Reranker: repair or replace it, or search without Stage.RERANKER");
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < head.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing((Integer i) -> scores.get(i)).reversed());
    List<Hit> reranked = new ArrayList<>(hits.size());
    for (int place = 0; place < head.size(); place++) {
      Hit hit = head.get(order.get(place));
      reranked.add(plus(hit, Stage.RERANKER, head.get(place).score() - hit.score()));
    }
    reranked.addAll(hits.subList(head.size(), hits.size()));
    return reranked;
  }

  private static boolean isNoNumber(Double score) {
    return score == null || !Double.isFinite(score);
  }

  private static Hit plus(Hit hit, Stage stage, double more) {
    if (more == 0) {
      return hit;
    }
    Map<Stage, Double> parts = new EnumMap<>(Stage.class);
    parts.putAll(hit.parts());
    parts.merge(stage, more, Double::sum);
    return new Hit(
        hit.id(),
        hit.source(),
        hit.title(),
        hit.text(),
        hit.chunk(),
        hit.score() + more,
        hit.similarity(),
        hit.keywords(),
        hit.time(),
        hit.taint(),
        hit.attributes(),
        hit.said(),
        parts,
        hit.before(),
        hit.after());
  }
}
