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
import dev.aios.api.value.Codec;
import dev.aios.memory.erasure.Erasable;
import dev.aios.memory.erasure.Erased;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.erasure.StoredPassages.Stored;
import dev.aios.memory.internal.identity.JournalEntities;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.ErasureRow;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.session.JournalSessions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final String TABLE = "erasure";
  private static final String SCRUB = "scrub";
  private static final int PAGE = 500;

  private final Journal journal;
  private final Codec codec;
  private final JournalEntities entities;
  private final JournalSessions sessions;
  private final Recall recall;
  private final Derivations derivations;
  private final Holds holds;
  private final List<Erasable> others;
  private final StoredPassages passages;

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
      List<Erasable> others) {
    this.journal = journal;
    this.codec = codec;
    this.entities = entities;
    this.sessions = sessions;
    this.recall = recall;
    this.derivations = derivations;
    this.holds = holds;
    this.others = List.copyOf(others);
    this.passages = new StoredPassages(journal, codec);
  }

  @Override
  public Erased person(String entity) {
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
        if (row.key().equals(SCRUB)) {
          scrub();
        } else {
          goOn(codec.fromJson(row.body(), ErasureRow.Begun.class));
        }
      } catch (RuntimeException e) {
        LOG.atError()
            .addKeyValue("erasure", row.key())
            .setCause(e)
            .log("An erasure is not finished; it is tried again at the next start");
      }
    }
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
    Erasable.Subject subject = subject(begun);
    for (Erasable other : others) {
      counts.put(other.name(), erase(other, subject));
    }
    journal.writeNow(
        Write.builder()
            .record(
                "erasure.done",
                TABLE,
                codec.toJson(new ErasureRow.Told("entity", begun.entities())))
            .row(new RowChange.Delete(TABLE, begun.entities().get(0), RowChange.ANY))
            .row(pending())
            .build());
    boolean clean = scrub();
    return new Erased(counts, clean, elsewhere(new Needles(subject.names(), subject.anchors())));
  }

  /** Says that the files are to be scrubbed; a process that dies before that leaves it behind. */
  private RowChange pending() {
    return new RowChange.Put(TABLE, SCRUB, RowChange.ANY, "", 0, codec.toJson(SCRUB));
  }

  private boolean scrub() {
    boolean clean = journal.scrub();
    journal.writeNow(
        Write.builder().row(new RowChange.Delete(TABLE, SCRUB, RowChange.ANY)).build());
    return clean;
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
    Needles needles = new Needles(Set.of(), subject.anchors());
    List<Stored> found = new ArrayList<>();
    passages.each(
        stored -> {
          boolean named = stored.row().entities().stream().anyMatch(subject.entities()::contains);
          if (named || needles.identify(all(stored))) {
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
  private List<String> elsewhere(Needles needles) {
    Set<String> streams = new TreeSet<>();
    long position = 0;
    for (List<JournalRecord> page = journal.read(position, PAGE);
        !page.isEmpty();
        page = journal.read(position, PAGE)) {
      for (JournalRecord record : page) {
        String body = Seals.isSealed(record) ? "" : record.body().toString();
        if (needles.mention(record.stream()) || needles.mention(body)) {
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
    int keys = sessions.endings().erase(session);
    return new Erased(
        Map.of("sessions", keys > 0 ? 1 : 0), keys == 0 || journal.scrub(), List.of());
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
    int removed = 0;
    for (Stored stored : its) {
      removed += recall.remove(stored.id()) ? 1 : 0;
    }
    entities.forget(facts);
    int fallen = derivations.fall(source).size();
    boolean nothing = removed == 0 && facts.isEmpty() && fallen == 0;
    return new Erased(
        Map.of("passages", removed, "facts", facts.size(), "derived", fallen),
        nothing || journal.scrub(),
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
