package dev.aios.memory.internal.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of the records of entities; each holds all that is needed to make the rows again. */
public final class EntityChange {
  private EntityChange() {}

  /**
   * The body of {@code entity.created}: a new entity.
   *
   * @param id its id
   * @param kind its kind
   * @param name its name
   * @param anchors its anchors
   * @param at when, in ISO-8601
   * @param source where it was seen
   */
  public record Created(
      String id,
      String kind,
      String name,
      List<EntityRow.AnchorBody> anchors,
      String at,
      String source) {}

  /**
   * The body of {@code entity.extended}: it was seen by another name or with more anchors.
   *
   * @param id its id
   * @param name what it was called there
   * @param anchors the anchors that it had there
   * @param source where it was seen
   */
  public record Extended(
      String id, String name, List<EntityRow.AnchorBody> anchors, String source) {}

  /**
   * The body of {@code entity.merged}: two were the same.
   *
   * @param keep the id of the one kept
   * @param gone the id of the other
   * @param evidence why they are the same
   * @param confidence how sure that is; null in records of old means certain
   * @param at when, in ISO-8601; null in records of old
   */
  public record Merged(
      String keep,
      String gone,
      String evidence,
      @Nullable Double confidence,
      @Nullable String at) {}

  /**
   * The body of {@code entity.unmerged} and {@code entity.set-apart}: two are not the same.
   *
   * @param one the id of one
   * @param other the id of the other
   * @param reason why
   */
  public record Apart(String one, String other, String reason) {}

  /**
   * The body of {@code entity.erased} and {@code entity.forgotten}: it holds no content and is not
   * sealed.
   *
   * @param ids of entities, or of facts
   */
  public record Gone(List<String> ids) {}
}
