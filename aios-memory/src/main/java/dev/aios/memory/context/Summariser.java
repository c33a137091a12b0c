package dev.aios.memory.context;

import dev.aios.api.effect.Effects;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.Models;
import dev.aios.api.value.Tokens;
import java.util.List;

/**
 * Turns the older part of a conversation into a short text. {@link Summarisers} has one without a
 * model and one with. Thread-safe.
 */
@FunctionalInterface
public interface Summariser {
  /**
   * Sums up.
   *
   * @param older what to sum up
   * @param models the models that the host offers
   * @param through the door for them
   * @return the whole new summary, which replaces the one before
   */
  String summarise(Older older, Models models, Effects through);

  /**
   * What is to be summed up.
   *
   * @param key the same whenever the same turns are to be summed up; names effects
   * @param before the summary so far, or an empty text
   * @param turns the turns to add to it, oldest first
   * @param first the number of the first of them
   * @param most the most tokens of the new summary
   */
  record Older(String key, String before, List<Turn> turns, long first, Tokens most) {
    /** Copies the turns. */
    public Older {
      turns = List.copyOf(turns);
    }
  }
}
