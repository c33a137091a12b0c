package dev.aios.memory.identity;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of an entity, as a few lines for a prompt: the name, other names, anchors, and each
 * fact that holds with since when and from where. Thread-safe.
 */
public final class EntityCards {
  private final Entities entities;

  /**
   * Cards.
   *
   * @param entities where to look
   */
  public EntityCards(Entities entities) {
    this.entities = entities;
  }

  /**
   * A card.
   *
   * @param entity the entity's id now
   * @param text the lines
   * @param taint the untrusted sources of its facts; its names may come from outside too
   */
  public record Card(String entity, String text, Taint taint) {}

  /**
   * The card of an entity.
   *
   * @param id its id, or that of one merged into it
   * @param at the time whose facts are shown
   * @return the card, or empty if there is no such entity
   */
  public Optional<Card> card(String id, Instant at) {
    return entities.find(id).map(entity -> card(entity, at));
  }

  private Card card(Entity entity, Instant at) {
    StringBuilder text =
        new StringBuilder(entity.name())
            .append(" (")
            .append(entity.kind().name().toLowerCase(Locale.ROOT))
            .append(")\n");
    if (!entity.aliases().isEmpty()) {
      text.append("also: ")
          .append(entity.aliases().stream().sorted().collect(Collectors.joining(", ")))
          .append('\n');
    }
    entity.anchors().stream()
        .sorted(Comparator.comparing(Anchor::toString))
        .forEach(
            anchor -> text.append(anchor.type()).append(": ").append(anchor.value()).append('\n'));
    Taint taint = Taint.NONE;
    List<Fact> facts = entities.facts(entity.id(), at);
    for (Fact fact : facts) {
      taint = taint.plus(fact.taint());
      text.append(fact.property()).append(": ").append(value(fact));
      text.append(" (");
      if (fact.validFrom() != null) {
        text.append("since ")
            .append(fact.validFrom().atOffset(ZoneOffset.UTC).toLocalDate())
            .append("; ");
      }
      text.append(fact.source()).append(")\n");
    }
    return new Card(entity.id(), text.toString().stripTrailing(), taint);
  }

  /** A relation's value is an id; a reader wants the name. */
  private String value(Fact fact) {
    return entities.find(fact.value()).map(Entity::name).orElse(fact.value());
  }
}
