package dev.aios.memory.recall;

import dev.aios.api.effect.Effects;
import dev.aios.api.model.Models;
import java.util.List;

/**
 * Says what is asked in other words, so that passages are found that use none of the question's.
 * {@link QueryExpansions} has one by a model; a table of a trade's synonyms is a lambda:
 *
 * <pre>{@code
 * Memory.builder().expansion((asked, models, through) ->
 *     asked.text().contains("VAT") ? List.of("value added tax") : List.of())
 * }</pre>
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface QueryExpansion {
  /**
   * Other words for a question.
   *
   * @param asked the question
   * @param models the models that the host offers
   * @param through the door for them
   * @return up to {@value #MOST} texts that are searched for as well, each up to {@value #LONGEST}
   *     characters; empty for none. More, longer and blank ones are passed over
   * @throws dev.aios.api.AiosException if the other words cannot be had: the search goes on without
   */
  List<String> expand(Asked asked, Models models, Effects through);

  /** So many texts of one expansion are searched for. */
  int MOST = 5;

  /** The longest text that is searched for, in UTF-16 units. */
  int LONGEST = 1_000;

  /**
   * What is asked.
   *
   * @param key the same for the same question; names effects
   * @param text the question as it was asked, without invisible characters
   */
  record Asked(String key, String text) {}
}
