package dev.aios.memory.internal.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of the records of recall. They say what happened and hold hashes, never content: a
 * passage that is removed must be able to go, and a record cannot.
 */
public final class RecallChange {
  private RecallChange() {}

  /**
   * The body of {@code recall.added}.
   *
   * @param passage the passage's id
   * @param outcome the name of what came of it
   * @param text the key of the text that stands for it
   * @param released the key of the text that stood for it before, or null if that is the same or
   *     there was none
   * @param hash the key of its own text
   * @param source where it came from
   * @param chunks how many chunks the text has
   * @param findings the kinds of what the sanitiser found
   */
  public record Added(
      String passage,
      String outcome,
      String text,
      @Nullable String released,
      String hash,
      String source,
      int chunks,
      List<String> findings) {}

  /**
   * The body of {@code recall.removed}.
   *
   * @param passage the passage's id
   * @param text the key of the text that stood for it
   */
  public record Removed(String passage, String text) {}

  /**
   * The body of {@code recall.reembedded}.
   *
   * @param text the key of the text
   * @param model the model that made its second vectors
   */
  public record Reembedded(String text, String model) {}

  /**
   * The body of {@code recall.answering}.
   *
   * @param model the model whose vectors are searched from now on
   */
  public record Answering(String model) {}
}
