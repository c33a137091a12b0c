package dev.aios.memory.internal.rows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A passage: everything but its text, which it may share with others that say the same.
 *
 * @param text the key of the text that stands for it
 * @param hash the key of its own text; another than {@code text} if it is a near duplicate
 * @param title what it is called
 * @param source where it came from
 * @param taint the sources of its taint
 * @param time when it was said or written, in ISO-8601, or null
 * @param entities ids of the entities that it concerns, sorted
 * @param project the project that it belongs to, or null
 * @param attributes what else to show, sorted
 * @param thread the conversation that it is a turn of, or null
 * @param position where in the thread
 * @param speaker who said it, or null if it is no turn
 * @param importance from 0 to 1
 */
public record PassageRow(
    String text,
    String hash,
    String title,
    String source,
    List<String> taint,
    @Nullable String time,
    List<String> entities,
    @Nullable String project,
    Map<String, String> attributes,
    @Nullable String thread,
    long position,
    @Nullable String speaker,
    double importance) {
  /**
   * The same with another text standing for it.
   *
   * @param key the text's key
   * @return the row
   */
  public PassageRow standingFor(String key) {
    return new PassageRow(
        key,
        hash,
        title,
        source,
        taint,
        time,
        entities,
        project,
        attributes,
        thread,
        position,
        speaker,
        importance);
  }
}
