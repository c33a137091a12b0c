package dev.aios.memory.internal.erasure;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Recall;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.value.Codec;
import dev.aios.memory.erasure.Erasable;
import dev.aios.memory.erasure.Erased;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.Scrubbing;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.erasure.StoredPassages.Stored;
import dev.aios.memory.internal.identity.JournalEntities;
import dev.aios.memory.internal.identity.Mentions;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.ErasureRow;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.session.JournalSessions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erasure on the journal. An erasure of a person is a row in {@code erasure} from its beginning to
 * its end, so that one that was interrupted goes on; each step is harmless to do again. Records on
 * the stream {@code erasure} say what happened and hold ids only. Thread-safe.
 */
public final class JournalErasure implements Erasure {
  private static final Logger LOG = LoggerFactory.getLogger(JournalErasure.class);
  private static final String TABLE = Scrubbing.TABLE;
  private static final int PAGE = 500;

  private final Journal journal;
  private final Codec codec;
  private final JournalEntities entities;
  private final JournalSessions sessions;
  private final Recall recall;
  private final Derivations derivations;
  private final Holds holds;
  private final RunErasure runs;
  private final List<Erasable> others;
  private final StoredPassages passages;
  private final Scrubbing scrubbing;

  /**
   * Erasure.
   *
   * @param journal where everything is
   * @param codec for rows
   * @param entities whom to erase
   * @param sessions what was said
   * @param recall what was read
   * @param derivations what was made of it
   * @param holds what forbids it
   * @param runs the runs about somebody
   * @param others what else holds content
   */
  public JournalErasure(
      Journal journal,
      Codec codec,
      JournalEntities entities,
      JournalSessions sessions,
      Recall recall,
      Derivations derivations,
      Holds holds,
      RunErasure runs,
      List<Erasable> others) {
    this.journal = journal;
    this.codec = codec;
    this.entities = entities;
    this.sessions = sessions;
    this.recall = recall;
    this.derivations = derivations;
    this.holds = holds;
    this.runs = runs;
    this.others = List.copyOf(others);
    this.passages = new StoredPassages(journal, codec);
    this.scrubbing = new Scrubbing(journal, codec);
  }

  @Override
  public Erased person(String entity) {
    Optional<ErasureRow.Begun> unfinished = begun(entity);
    if (unfinished.isPresent()) {
      return takeUp(unfinished.get());
    }
    Entity found =
        entities
            .find(entity)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "There is no entity " + entity + " to erase; nothing was erased"));
    Set<String> ids = new TreeSet<>(entities.family(entity));
    Set<String> names = new TreeSet<>(found.aliases());
    names.add(found.name());
    ErasureRow.Begun begun =
        new ErasureRow.Begun(
            List.copyOf(ids), List.copyOf(names), EntityRow.bodies(found.anchors()));
    Set<String> about = new TreeSet<>();
    ids.forEach(id -> about.addAll(sessions.sessionsAbout(id)));
    Set<String> sources = new TreeSet<>();
    concerning(begun).forEach(stored -> sources.add(stored.row().source()));
    holds.refuse("Entity " + entity, ids, sources, about);
    journal.writeNow(
        Write.builder()
            .record(
                "erasure.begun",
                TABLE,
                codec.toJson(new ErasureRow.Told("entity", begun.entities())))
            .row(
                new RowChange.Put(
                    TABLE, begun.entities().get(0), RowChange.ANY, "", 0, codec.toJson(begun)))
            .build());
    return goOn(begun);
  }

  /** Goes on with what was interrupted. Errors are told to the log, and tried again next time. */
  public void resume() {
    for (Row row : journal.rows(RowQuery.table(TABLE))) {
      try {
        if (row.key().equals(Scrubbing.KEY)) {
          scrubbing.settle(true);
        } else {
          takeUp(codec.fromJson(row.body(), ErasureRow.Begun.class));
        }
      } catch (RuntimeException e) {
        LOG.atError()
            .addKeyValue("erasure", row.key())
            .setCause(e)
            .log("An erasure is not finished; it is tried again at the next start");
      }
    }
  }

  /** The erasure of an entity that was interrupted: the entity itself may be gone already. */
  private Optional<ErasureRow.Begun> begun(String entity) {
    return journal.rows(RowQuery.table(TABLE)).stream()
        .filter(row -> !row.key().equals(Scrubbing.KEY))
        .map(row -> codec.fromJson(row.body(), ErasureRow.Begun.class))
        .filter(begun -> begun.entities().contains(entity))
        .findFirst();
  }

  /** Goes on where something stopped: with passages whose rows are gone, but not yet more. */
  private Erased takeUp(ErasureRow.Begun begun) {
    recall.size(); // To use recall is to take what was removed out of its files.
    return goOn(begun);
  }

  private Erased goOn(ErasureRow.Begun begun) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    int removed = 0;
    for (Stored stored : concerning(begun)) {
      removed += recall.remove(stored.id()) ? 1 : 0;
    }
    counts.put("passages", removed);
    int ended = 0;
    Set<String> about = new TreeSet<>();
    begun.entities().forEach(id -> about.addAll(sessions.sessionsAbout(id)));
    for (String session : about) {
      ended += sessions.endings().erase(session) > 0 ? 1 : 0;
    }
    counts.put("sessions", ended);
    int gone = 0;
    for (String id : begun.entities()) {
      gone += entities.erase(id).size();
      derivations.fall("entity/" + id);
    }
    counts.put("entities", gone);
    ErasedRuns ofRuns = runs.about(begun.entities());
    counts.put("runs", ofRuns.erased().size());
    Erasable.Subject subject = subject(begun);
    for (Erasable other : others) {
      counts.put(other.name(), erase(other, subject));
    }
    List<String> elsewhere = elsewhere(new Mentions(subject.names(), subject.anchors()));
    journal.writeNow(
        Elsewhere.put(begun.entities().get(0), elsewhere, codec)
            .record(
                "erasure.done",
                TABLE,
                codec.toJson(new ErasureRow.Told("entity", begun.entities())))
            .row(new RowChange.Delete(TABLE, begun.entities().get(0), RowChange.ANY))
            .row(scrubbing.owed())
            .build());
    boolean clean = scrubbing.settle(true);
    return new Erased(counts, clean, elsewhere, ofRuns);
  }

  @Override
  public ErasedRuns runs(Collection<String> elsewhere) {
    return runs.among(elsewhere);
  }

  private static Erasable.Subject subject(ErasureRow.Begun begun) {
    return new Erasable.Subject(
        Set.copyOf(begun.entities()),
        Set.copyOf(begun.names()),
        begun.anchors().stream()
            .map(body -> new Anchor(body.type(), body.value()))
            .collect(Collectors.toSet()));
  }

  private static int erase(Erasable other, Erasable.Subject subject) {
    try {
      return other.erase(subject);
    } catch (Exception e) {
      throw new StorageException(
          other.name()
              + " could not erase what it holds of an entity: "
              + e.getMessage()
              + ". The rest is erased; this is tried again when the runtime is opened again, or"
              + " call it once more",
          e);
    }
  }

  private List<Stored> concerning(ErasureRow.Begun begun) {
    Erasable.Subject subject = subject(begun);
    Mentions mentions = new Mentions(Set.of(), subject.anchors());
    List<Stored> found = new ArrayList<>();
    passages.each(
        stored -> {
          boolean named = stored.row().entities().stream().anyMatch(subject.entities()::contains);
          if (named || mentions.identify(all(stored))) {
            found.add(stored);
          }
        });
    return found;
  }

  private String all(Stored stored) {
    return stored.id()
        + '\n'
        + stored.row().title()
        + '\n'
        + stored.row().source()
        + '\n'
        + stored.row().attributes()
        + '\n'
        + passages.text(stored.row());
  }

  /** The streams of other parts that name somebody still. */
  private List<String> elsewhere(Mentions mentions) {
    Set<String> streams = new TreeSet<>();
    long position = 0;
    for (List<JournalRecord> page = journal.read(position, PAGE);
        !page.isEmpty();
        page = journal.read(position, PAGE)) {
      for (JournalRecord record : page) {
        String body = Seals.isSealed(record) ? "" : Elsewhere.plain(record.body());
        if (mentions.mention(record.stream()) || mentions.mention(body)) {
          streams.add(record.stream());
        }
      }
      position = page.get(page.size() - 1).position();
    }
    return List.copyOf(streams);
  }

  @Override
  public Erased session(String session) {
    List<String> violations = new ArrayList<>();
    Names.check("the session's name", session, violations);
    if (!violations.isEmpty()) {
      throw new InvalidInputException("erasure", violations);
    }
    holds.refuse("Session " + session, sessions.everAbout(session), Set.of(), Set.of(session));
    boolean known = sessions.endings().isKnown(session);
    if (known) {
      scrubbing.owe();
    }
    int keys = sessions.endings().erase(session);
    return new Erased(Map.of("sessions", keys > 0 ? 1 : 0), scrubbing.settle(known), List.of());
  }

  @Override
  public Erased source(String source) {
    List<String> violations = new ArrayList<>();
    Names.check("the source", source, violations);
    if (!violations.isEmpty()) {
      throw new InvalidInputException("erasure", violations);
    }
    List<Stored> its = new ArrayList<>();
    passages.each(
        stored -> {
          if (stored.row().source().equals(source)) {
            its.add(stored);
          }
        });
    List<FactRow> facts = entities.factsFrom(source);
    Set<String> whose = new TreeSet<>();
    its.forEach(stored -> whose.addAll(stored.row().entities()));
    facts.forEach(fact -> whose.add(fact.entity()));
    holds.refuse("Source " + source, whose, Set.of(source), Set.of());
    boolean something = !its.isEmpty() || !facts.isEmpty() || !derivations.of(source).isEmpty();
    if (something) {
      scrubbing.owe();
    }
    int removed = 0;
    for (Stored stored : its) {
      removed += recall.remove(stored.id()) ? 1 : 0;
    }
    entities.forget(facts);
    derivations.fallOf(entities.concernedBy(facts));
    int fallen = derivations.fall(source).size();
    return new Erased(
        Map.of("passages", removed, "facts", facts.size(), "derived", fallen),
        scrubbing.settle(something || fallen > 0),
        List.of());
  }

  @Override
  public void hold(LegalHold hold) {
    holds.put(hold);
  }

  @Override
  public boolean release(String name) {
    return holds.release(name);
  }

  @Override
  public List<LegalHold> holds() {
    return holds.all();
  }
}
