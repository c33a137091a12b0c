package dev.aios.memory.internal.identity;

import dev.aios.api.ClosedException;
import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Merge;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.Runs;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Payload;
import dev.aios.memory.identity.DuplicateFinder;
import dev.aios.memory.identity.DuplicateFinder.Suggestion;
import dev.aios.memory.identity.EntityCards;
import dev.aios.memory.identity.Matches;
import dev.aios.memory.identity.SameEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matches by {@link DuplicateFinder}. A question is a run of the saga {@code same-entity}, keyed by
 * the pair, which waits at a gate; so it survives a restart and is asked once. Thread-safe.
 */
public final class EntityMatches implements Matches {
  private static final String SAGA = "same-entity";

  private final Entities entities;
  private final double certain;
  private final double doubtful;
  private final Saga<SameEntity, String> asking;
  private volatile Extension.@Nullable Services services;

  /**
   * Matches.
   *
   * @param entities where to look, and what to merge
   * @param certain from which confidence on they are merged
   * @param doubtful from which confidence on a person is asked
   */
  public EntityMatches(Entities entities, double certain, double doubtful) {
    this.entities = entities;
    this.certain = certain;
    this.doubtful = doubtful;
    this.asking =
        Saga.named(SAGA, 1, SameEntity.class)
            .approve("same")
            .step("merge", this::merged)
            .idempotent()
            .build();
  }

  private String merged(SameEntity same) {
    return entities.merge(same.keep(), same.gone(), "a person said so", 1).id();
  }

  /**
   * The runtime is open.
   *
   * @param all its services
   */
  public void start(Extension.Services all) {
    services = all;
    all.service(Runs.class).register(asking);
  }

  private Extension.Services services() {
    Extension.Services all = services;
    if (all == null) {
      throw new ClosedException("memory is not started: matches need an open runtime");
    }
    return all;
  }

  @Override
  public Swept sweep(Entity.Kind kind) {
    List<Merge> merged = new ArrayList<>();
    int asked = 0;
    for (Suggestion found : new DuplicateFinder(entities).find(kind)) {
      String keep = found.keep().id();
      String gone = found.gone().id();
      boolean same =
          entities.find(keep).map(Entity::id).equals(entities.find(gone).map(Entity::id));
      if (same || found.confidence() < doubtful || entities.apart(keep, gone)) {
        continue;
      }
      if (found.confidence() >= certain) {
        String evidence = String.join("; ", found.evidence());
        entities.merge(keep, gone, evidence, found.confidence());
        merged.add(
            new Merge(
                keep,
                gone,
                evidence,
                found.confidence(),
                services().service(World.class).instant()));
      } else if (isAsked(found)) {
        asked++;
      }
    }
    return new Swept(merged, asked);
  }

  /** Asks, unless that was done; what was answered with no sets the two apart. */
  private boolean isAsked(Suggestion found) {
    String keep = found.keep().id();
    String gone = found.gone().id();
    Runs runs = services().service(Runs.class);
    String key = keep + "+" + gone;
    // a pair that was asked about before may be more or less alike by now: it is the same question
    RunState state =
        runs.find(new RunId(SAGA, key))
            .map(RunStatus::state)
            .orElseGet(
                () ->
                    runs.start(
                            asking,
                            new SameEntity(keep, gone, found.confidence()),
                            key,
                            StartOptions.NONE)
                        .status()
                        .state());
    if (state == RunState.FAILED || state == RunState.COMPENSATED || state == RunState.CANCELLED) {
      entities.setApart(keep, gone, "a person said no");
      return false;
    }
    return true;
  }

  @Override
  public Optional<Question> question(InboxItem item) {
    Payload payload = item.payload();
    String run = item.run();
    if (payload == null || run == null || !run.startsWith(SAGA + "/")) {
      return Optional.empty();
    }
    Codec codec = services().service(Codec.class);
    if (!(codec.decode(payload) instanceof SameEntity same)) {
      return Optional.empty();
    }
    EntityCards cards = new EntityCards(entities);
    var now = services().service(World.class).instant();
    Optional<EntityCards.Card> keep = cards.card(same.keep(), now);
    Optional<EntityCards.Card> gone = cards.card(same.gone(), now);
    if (keep.isEmpty() || gone.isEmpty()) {
      return Optional.empty();
    }
    List<String> evidence =
        new DuplicateFinder(entities)
            .compare(same.keep(), same.gone())
            .map(Suggestion::evidence)
            .orElse(List.of());
    return Optional.of(
        new Question(keep.get().text(), gone.get().text(), same.confidence(), evidence));
  }
}
