package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.VectorRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text cut into chunks, ready to be written.
 *
 * @param chunks the chunks, with the answering model's vectors
 * @param others the other model's vectors, one for each chunk, or empty
 * @param model the model of the chunks' vectors, or null if there are none
 * @param other the model of the others, or null if there are none
 */
record Cut(
    List<ChunkRow> chunks, List<VectorRow> others, @Nullable String model, @Nullable String other) {
  /** What of a chunk is embedded: with its title and headings, which often say what it is about. */
  static String input(String title, boolean turn, String heading, String text) {
    StringBuilder input = new StringBuilder();
    if (!title.isEmpty()) {
      input.append(title).append('\n');
    }
    if (!heading.isEmpty()) {
      input.append(heading).append(turn ? ": " : "\n");
    }
    return input.append(text).toString();
  }
}
