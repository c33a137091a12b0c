package dev.aios.memory.internal.rows;

import java.util.List;

/** What erasure and retention keep in rows. */
public final class ErasureRow {
  private ErasureRow() {}

  /**
   * An erasure that is not finished. Its row goes when it is, because it holds names.
   *
   * @param entities all ids that meant the entity
   * @param names what it was called
   * @param anchors what identified it
   */
  public record Begun(
      List<String> entities, List<String> names, List<EntityRow.AnchorBody> anchors) {}

  /**
   * The body of {@code erasure.begun} and {@code erasure.done}; it holds no content.
   *
   * @param what {@code entity}, {@code session} or {@code source}
   * @param ids of entities; empty for the others
   */
  public record Told(String what, List<String> ids) {}

  /**
   * What still named an entity when it was erased.
   *
   * @param streams names of streams
   */
  public record Elsewhere(List<String> streams) {}

  /**
   * A legal hold; also the body of {@code hold.put}.
   *
   * @param entities ids of entities
   * @param sources sources
   * @param sessions names of sessions
   * @param reason why
   */
  public record Hold(
      List<String> entities, List<String> sources, List<String> sessions, String reason) {}
}
