package dev.aios.memory.canonical;

import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.memory.Turn;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How things stood at a place of the journal, from the records alone. What has been erased since is
 * not there. Thread-safe; entities are read at the first question about them.
 */
public interface View {
  /**
   * The place.
   *
   * @return the position of the last record that counts
   */
  long position();

  /**
   * Finds an entity.
   *
   * @param id its id
   * @return as it was known then, or empty
   */
  Optional<Entity> entity(String id);

  /**
   * Lists entities.
   *
   * @param kind which
   * @return those that stood for themselves then, by name
   */
  List<Entity> entities(Entity.Kind kind);

  /**
   * The facts of an entity as they were recorded then, whatever time they say they were recorded.
   *
   * @param entity its id
   * @param at the time that they hold at
   * @return by property; empty for an entity that was not known
   */
  List<Fact> facts(String entity, Instant at);

  /**
   * A conversation.
   *
   * @param session the session's id
   * @return its turns then, oldest first, also if it has ended since
   */
  List<Turn> session(String session);

  /**
   * What had become of a run; {@code runs().at(id, checkpoint)} shows its values.
   *
   * @param run the run
   * @return its checkpoints then, oldest first; empty if it had not begun then, or has been erased
   *     since
   * @throws dev.aios.api.NotFoundException if there is no such run, or its key was forgotten and
   *     its records have left the journal
   */
  List<Checkpoint> run(RunId run);
}
