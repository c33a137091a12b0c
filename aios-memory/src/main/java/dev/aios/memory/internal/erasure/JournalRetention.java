package dev.aios.memory.internal.erasure;

import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.identity.Inventory;
import dev.aios.api.identity.Inventory.DataSource;
import dev.aios.api.identity.Inventory.RetentionRule;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Recall;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.memory.erasure.Retention;
import dev.aios.memory.internal.Scrubbing;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.identity.JournalEntities;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.session.Endings;
import dev.aios.memory.internal.session.JournalSessions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Retention on the journal; the rules of kinds are rows in {@code retention.kind}. Thread-safe. */
public final class JournalRetention implements Retention {
  private static final String KINDS = "retention.kind";

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final Inventory inventory;
  private final JournalEntities entities;
  private final JournalSessions sessions;
  private final Recall recall;
  private final Derivations derivations;
  private final Holds holds;
  private final Scrubbing scrubbing;

  /**
   * Retention.
   *
   * @param journal where everything is
   * @param codec for rows
   * @param world the time
   * @param inventory the rules and the sources that they are for
   * @param entities facts
   * @param sessions sessions
   * @param recall passages
   * @param derivations what was made of them
   * @param holds what forbids it
   */
  public JournalRetention(
      Journal journal,
      Codec codec,
      World world,
      Inventory inventory,
      JournalEntities entities,
      JournalSessions sessions,
      Recall recall,
      Derivations derivations,
      Holds holds) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.inventory = inventory;
    this.entities = entities;
    this.sessions = sessions;
    this.recall = recall;
    this.derivations = derivations;
    this.holds = holds;
    this.scrubbing = new Scrubbing(journal, codec);
  }

  @Override
  public void rule(Kept kind, String rule) {
    if (inventory.retentionRules().stream().noneMatch(known -> known.name().equals(rule))) {
      throw new NotFoundException(
          "There is no retention rule '" + rule + "'. Nothing was changed; register it first");
    }
    Json body = codec.toJson(rule);
    journal.writeNow(
        Write.of(
            new Draft("retention.kind", KINDS + "/" + kind.name(), body),
            new RowChange.Put(KINDS, kind.name(), RowChange.ANY, "", 0, body)));
  }

  /** The rules as they stand when a sweep begins. */
  private final class Rules {
    private final Map<String, Duration> bySource = new HashMap<>();
    private final Set<String> known;
    private final Map<String, Duration> byKind = new HashMap<>();

    Rules() {
      Map<String, Duration> keep = new HashMap<>();
      for (RetentionRule rule : inventory.retentionRules()) {
        Duration time = rule.keep();
        if (time != null) {
          keep.put(rule.name(), time);
        }
      }
      List<DataSource> sources = inventory.sources();
      known = Set.copyOf(sources.stream().map(DataSource::name).toList());
      for (DataSource source : sources) {
        Duration time = keep.get(source.retention());
        if (time != null) {
          bySource.put(source.name(), time);
        }
      }
      for (Row row : journal.rows(RowQuery.table(KINDS))) {
        Duration time = keep.get(codec.fromJson(row.body(), String.class));
        if (time != null) {
          byKind.put(row.key(), time);
        }
      }
    }

    private @Nullable Duration keep(Kept kind, String source) {
      return known.contains(source) ? bySource.get(source) : byKind.get(kind.name());
    }

    boolean isOver(Kept kind, String source, Instant since, Instant now) {
      Duration keep = keep(kind, source);
      return keep != null && Duration.between(since, now).compareTo(keep) > 0;
    }
  }

  /** One sweep: it owes a scrub from its first deletion on. */
  private final class Sweep {
    private final Rules rules = new Rules();
    private final Instant now = world.instant();
    private final List<String> held = new ArrayList<>();
    private boolean owes;

    void owe() {
      if (!owes) {
        scrubbing.owe();
        owes = true;
      }
    }

    boolean isOver(Kept kind, String source, Instant since) {
      return rules.isOver(kind, source, since, now);
    }

    boolean isFree(
        String what, Collection<String> of, Collection<String> sources, Collection<String> names) {
      Optional<LegalHold> hold = holds.on(of, sources, names);
      hold.ifPresent(found -> held.add(what + ": " + found.name()));
      return hold.isEmpty();
    }
  }

  @Override
  public Swept sweep() {
    Sweep sweep = new Sweep();
    int passages = passages(sweep);
    int facts = facts(sweep);
    int ended = sessions(sweep);
    return new Swept(passages, facts, ended, sweep.held, scrubbing.settle(sweep.owes));
  }

  private int passages(Sweep sweep) {
    List<StoredPassages.Stored> over = new ArrayList<>();
    new StoredPassages(journal, codec)
        .each(
            stored -> {
              String time = stored.row().time();
              Instant since =
                  time == null ? recorded(stored.position(), sweep.now) : Instant.parse(time);
              if (sweep.isOver(Kept.PASSAGE, Sources.of(stored.row().source()), since)) {
                over.add(stored);
              }
            });
    int removed = 0;
    for (StoredPassages.Stored stored : over) {
      List<String> sources = List.of(stored.row().source());
      if (sweep.isFree("passage " + stored.id(), stored.row().entities(), sources, List.of())) {
        sweep.owe();
        if (recall.remove(stored.id())) {
          derivations.fall(stored.row().source());
          removed++;
        }
      }
    }
    return removed;
  }

  private Instant recorded(long position, Instant otherwise) {
    List<JournalRecord> record = position < 1 ? List.of() : journal.read(position - 1, 1);
    return record.isEmpty() ? otherwise : record.get(0).time();
  }

  private int facts(Sweep sweep) {
    List<FactRow> over =
        entities.allFacts().stream()
            .filter(
                fact ->
                    sweep.isOver(
                        Kept.FACT, Sources.of(fact.source()), Instant.parse(fact.recorded())))
            .filter(
                fact ->
                    sweep.isFree(
                        "fact " + fact.id(),
                        entities.family(fact.entity()),
                        List.of(fact.source()),
                        List.of()))
            .toList();
    if (!over.isEmpty()) {
      sweep.owe();
      entities.forget(over);
      derivations.fallOf(entities.concernedBy(over));
    }
    return over.size();
  }

  private int sessions(Sweep sweep) {
    int ended = 0;
    for (Row row : journal.rows(RowQuery.group("session", ""))) {
      String name = row.key();
      if (isOver(sweep, name, Instant.ofEpochMilli(row.rank()))) {
        sweep.owe();
        ended += sessions.endings().erase(name) > 0 ? 1 : 0;
      }
    }
    for (Endings.Ended session : sessions.endings().ended()) {
      if (isOver(sweep, session.name(), session.last())) {
        sweep.owe();
        sessions.endings().erase(session);
        ended++;
      }
    }
    return ended;
  }

  private boolean isOver(Sweep sweep, String session, Instant last) {
    return sweep.isOver(Kept.SESSION, Sources.ofSession(session), last)
        && sweep.isFree(
            "session " + session, sessions.everAbout(session), List.of(), List.of(session));
  }
}
