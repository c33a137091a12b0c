package dev.aios.memory.internal.rows;

import dev.aios.api.identity.Fact;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A fact as it was recorded; also the body of the record {@code entity.fact}. When it ends because
 * of a later one is worked out when facts are read, so that a row never changes.
 *
 * @param id the row's key
 * @param entity the entity that it was recorded of
 * @param property the property
 * @param value the value
 * @param validFrom since when it holds, in ISO-8601, or null
 * @param validTo until when it held, in ISO-8601, or null
 * @param recorded when it was recorded, in ISO-8601
 * @param source where it stands
 * @param confidence how likely it is to be right
 * @param taint the sources of its taint
 */
public record FactRow(
    String id,
    String entity,
    String property,
    String value,
    @Nullable String validFrom,
    @Nullable String validTo,
    String recorded,
    String source,
    double confidence,
    List<String> taint) {
  /**
   * A fact as it is stored.
   *
   * @param id the row's key
   * @param fact the fact
   * @return the row
   */
  public static FactRow of(String id, Fact fact) {
    return new FactRow(
        id,
        fact.entity(),
        fact.property(),
        fact.value(),
        text(fact.validFrom()),
        text(fact.validTo()),
        fact.recorded().toString(),
        fact.source(),
        fact.confidence(),
        List.copyOf(fact.taint().sources()));
  }

  /**
   * The fact of an entity.
   *
   * @param of the entity's id now: the one that it was recorded of may have been merged
   * @return the fact
   */
  public Fact fact(String of) {
    return new Fact(
        of,
        property,
        value,
        instant(validFrom),
        instant(validTo),
        Instant.parse(recorded),
        source,
        confidence,
        new Taint(new TreeSet<>(taint)));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}
