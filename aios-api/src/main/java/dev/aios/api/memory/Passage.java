package dev.aios.api.memory;

import dev.aios.api.policy.Untrusted;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document for recall; it is sanitised and cut into chunks when it is added.
 *
 * @param id unique; adding the same id with another text or other particulars replaces it, the same
 *     again changes nothing
 * @param content the text with its source
 * @param title what it is called, found by keywords too; may be empty
 * @param time when it was said or written, or null
 * @param entities ids of the entities that it concerns
 * @param project the project that it belongs to, or null
 * @param attributes anything else to show beside a hit
 */
public record Passage(
    String id,
    Untrusted content,
    String title,
    @Nullable Instant time,
    Set<String> entities,
    @Nullable String project,
    Map<String, String> attributes) {
  /** Copies the collections. */
  public Passage {
    entities = Set.copyOf(entities);
    attributes = Map.copyOf(attributes);
  }
}
