package dev.aios.api.memory;

import dev.aios.api.InvalidInputException;
import dev.aios.api.policy.Untrusted;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document for recall, or one turn of a conversation; it is sanitised and cut into chunks when it
 * is added.
 *
 * @param id unique; adding the same id with another text or other particulars replaces it, the same
 *     again changes nothing
 * @param content the text with its source
 * @param title what it is called, found by keywords too; may be empty
 * @param time when it was said or written, or null; a question that names a date, in UTC, finds it
 *     by that too
 * @param entities ids of the entities that it concerns
 * @param project the project that it belongs to, or null
 * @param attributes anything else to show beside a hit
 * @param said its place in a conversation, or null if it stands alone
 * @param importance how much it matters, from 0 to 1; counts only where a {@link Ranking} says so
 */
public record Passage(
    String id,
    Untrusted content,
    String title,
    @Nullable Instant time,
    Set<String> entities,
    @Nullable String project,
    Map<String, String> attributes,
    @Nullable Said said,
    double importance) {
  /** Copies the collections and checks the importance. */
  public Passage {
    entities = Set.copyOf(entities);
    attributes = Map.copyOf(attributes);
    if (!(importance >= 0 && importance <= 1)) {
      throw new InvalidInputException(
          "passage " + id, "importance is " + importance + ", must be 0 to 1");
    }
  }

  /**
   * A document that stands alone.
   *
   * @param id unique
   * @param content the text with its source
   * @param title what it is called; may be empty
   * @param time when it was said or written, or null
   * @param entities ids of the entities that it concerns
   * @param project the project that it belongs to, or null
   * @param attributes anything else to show beside a hit
   */
  public Passage(
      String id,
      Untrusted content,
      String title,
      @Nullable Instant time,
      Set<String> entities,
      @Nullable String project,
      Map<String, String> attributes) {
    this(id, content, title, time, entities, project, attributes, null, 0);
  }

  /**
   * A turn of a conversation, a chat or a thread of mails.
   *
   * @param id unique
   * @param content what was said, with its source
   * @param said who said it, and where in the conversation
   * @param time when, or null
   * @return the passage
   */
  public static Passage turn(String id, Untrusted content, Said said, @Nullable Instant time) {
    return new Passage(id, content, "", time, Set.of(), null, Map.of(), said, 0);
  }

  /**
   * The same passage in a project.
   *
   * @param name the project
   * @return the passage
   */
  public Passage in(String name) {
    return new Passage(id, content, title, time, entities, name, attributes, said, importance);
  }

  /**
   * The same passage, concerning these entities.
   *
   * @param ids the entities
   * @return the passage
   */
  public Passage about(Set<String> ids) {
    return new Passage(id, content, title, time, ids, project, attributes, said, importance);
  }

  /**
   * The same passage with another importance.
   *
   * @param value from 0 to 1
   * @return the passage
   */
  public Passage weighing(double value) {
    return new Passage(id, content, title, time, entities, project, attributes, said, value);
  }

  /**
   * A place in a conversation. What stands around a turn helps to find it (the question before an
   * answer often holds the words that are asked for), and can be shown with it. A turn is never
   * taken for a duplicate: what was said twice was said twice.
   *
   * @param thread the conversation, or that sitting of it, within which turns follow each other
   * @param position where in the thread, ascending; gaps do not matter
   * @param speaker who said it; found by keywords and by meaning too; may be empty
   */
  public record Said(String thread, long position, String speaker) {}
}
