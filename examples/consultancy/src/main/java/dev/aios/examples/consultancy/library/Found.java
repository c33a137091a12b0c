package dev.aios.examples.consultancy.library;

import dev.aios.api.memory.Recall;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import java.util.List;

/**
 * A question with what was found for it.
 *
 * @param question the question
 * @param facts what the identity model knows of whom the question names, one sentence each
 * @param hits passages from notes and mails, best first
 */
public record Found(String question, List<String> facts, List<Recall.Hit> hits) {
  /** Copies the lists. */
  public Found {
    facts = List.copyOf(facts);
    hits = List.copyOf(hits);
  }

  /**
   * All that was found, as one text with the source above each passage.
   *
   * @return the content, from outside
   */
  public Untrusted content() {
    StringBuilder text = new StringBuilder();
    facts.forEach(fact -> text.append("[who is who]\n").append(fact).append("\n\n"));
    hits.forEach(hit -> text.append("[" + source(hit) + "]\n").append(hit.text()).append("\n\n"));
    return Untrusted.text(text.toString(), "recall");
  }

  /**
   * Where the passages stand.
   *
   * @return the sources, best first
   */
  public List<String> sources() {
    return hits.stream().map(Found::source).toList();
  }

  /**
   * The untrusted sources among them.
   *
   * @return the union of the passages' taints
   */
  public Taint taint() {
    return hits.stream().map(Recall.Hit::taint).reduce(Taint.NONE, Taint::plus);
  }

  static String source(Recall.Hit hit) {
    return hit.id() + " \"" + hit.title() + "\"";
  }
}
