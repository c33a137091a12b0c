package dev.aios.memory.internal.canonical;

import dev.aios.api.ErasedException;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.memory.Turn;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import dev.aios.memory.canonical.View;
import dev.aios.memory.internal.identity.EntitiesThen;
import dev.aios.memory.internal.rows.TurnRow;
import dev.aios.memory.internal.session.JournalSessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A view up to a position. */
final class JournalView implements View {
  private static final Logger LOG = LoggerFactory.getLogger(JournalView.class);
  private static final int PAGE = 1000;

  private final CanonicalParts parts;
  private final long position;
  private volatile @Nullable EntitiesThen entities;

  JournalView(CanonicalParts parts, long position) {
    this.parts = parts;
    this.position = position;
  }

  @Override
  public long position() {
    return position;
  }

  private EntitiesThen then() {
    EntitiesThen read = entities;
    if (read == null) {
      read =
          new EntitiesThen(parts.journal(), parts.codec(), parts.seals(), parts.many(), position);
      entities = read;
    }
    return read;
  }

  @Override
  public Optional<Entity> entity(String id) {
    return then().find(id);
  }

  @Override
  public List<Entity> entities(Entity.Kind kind) {
    return then().list(kind);
  }

  @Override
  public List<Fact> facts(String entity, Instant at) {
    return then().facts(entity, at);
  }

  @Override
  public List<Turn> session(String session) {
    List<Turn> turns = new ArrayList<>();
    if (session.isEmpty()) {
      return turns;
    }
    String stream = JournalSessions.stream(session);
    long read = 0;
    for (List<JournalRecord> page = parts.journal().readStream(stream, read, PAGE);
        !page.isEmpty() && read < position;
        page = parts.journal().readStream(stream, read, PAGE)) {
      for (JournalRecord record : page) {
        if (record.position() <= position) {
          apply(record, turns);
        }
      }
      read = page.get(page.size() - 1).position();
    }
    return turns;
  }

  private void apply(JournalRecord record, List<Turn> turns) {
    switch (record.kind()) {
      case "session.turn" ->
          parts
              .seals()
              .open(record)
              .ifPresent(body -> turns.add(parts.codec().fromJson(body, TurnRow.class).turn()));
      case "session.ended", "session.erased" -> turns.clear();
      default -> {
        // Pins and whom it is about.
      }
    }
  }

  @Override
  public List<Checkpoint> run(RunId run) {
    try {
      return parts.services().get().service(Runs.class).history(run).stream()
          .filter(checkpoint -> checkpoint.position() <= position)
          .toList();
    } catch (ErasedException e) {
      LOG.atDebug().setCause(e).log("what has been erased is not in the past either");
      return List.of();
    }
  }
}
