package dev.aios.core.internal.engine;

import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.RunHold;
import dev.aios.api.run.RunId;
import dev.aios.api.value.Json;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.seal.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases what is about somebody. An erasure is owed, a row in table {@code erasure.owed}, from
 * before its first deletion until nothing is left to do: what was under way is erased in a later
 * round, on whichever node. With each deletion the files are owed a scrub, by the row that memory's
 * erasures use too. Thread-safe.
 */
final class Erasures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
  private static final String OWED = "erasure.owed";
  private static final String SUBJECT = "subject/";
  private static final String SCRUBS = "erasure";
  private static final String SCRUB = "scrub";
  private static final Json SCRUB_BODY = Json.of("\"scrub\"");
  private static final int MOST_TRIES = 100;

  /** How often what is owed is looked at, against how often work is looked for. */
  private static final int SELDOM = 20;

  private final Engine engine;
  private final Journal journal;
  private final Duration every;
  private final Rounds rounds;

  Erasures(Engine engine, Duration poll) {
    this.engine = engine;
    this.journal = engine.journal();
    this.every = poll.multipliedBy(SELDOM);
    this.rounds = new Rounds(engine.world(), this::round);
  }

  void start() {
    rounds.start();
  }

  /** Something about somebody has ended: that may have been waited for. */
  void soon() {
    rounds.soon();
  }

  @Override
  public void close() {
    rounds.close();
  }

  // ---- asked for

  List<RunId> about(String subject) {
    return runs(engine.keys().about(checked(subject)));
  }

  private static String checked(String subject) {
    if (subject == null || subject.isBlank()) {
      throw new InvalidInputException("runs about somebody", "the id is blank");
    }
    return subject;
  }

  private static List<RunId> runs(List<String> keys) {
    return keys.stream().flatMap(key -> Names.run(key).stream()).map(RunId::parse).toList();
  }

  ErasedRuns subjects(Collection<String> subjects) {
    engine.requireOpen();
    List<Row> owed = new ArrayList<>();
    Set<String> there = new LinkedHashSet<>();
    for (String subject : subjects.stream().map(Erasures::checked).distinct().toList()) {
      List<String> keys = engine.keys().about(subject);
      there.addAll(keys);
      if (!keys.isEmpty()) {
        owed.add(owe(SUBJECT + subject));
      }
    }
    return paid(owed, there);
  }

  ErasedRuns run(RunId id) {
    engine.requireOpen();
    List<Row> owed = owed(id).stream().toList();
    return paid(owed, keysOf(owed));
  }

  /** Those that cannot be erased are among the held. */
  ErasedRuns runs(Collection<RunId> ids) {
    engine.requireOpen();
    List<Row> owed = new ArrayList<>();
    List<String> held = new ArrayList<>();
    for (RunId id : ids) {
      try {
        owed(id).ifPresent(owed::add);
      } catch (ConflictException | NotFoundException e) {
        held.add(e.getMessage());
      }
    }
    ErasedRuns paid = paid(owed, keysOf(owed));
    held.addAll(paid.held());
    return new ErasedRuns(paid.erased(), paid.underWay(), held, paid.filesClean());
  }

  private static List<String> keysOf(List<Row> owed) {
    return owed.stream().map(Row::key).toList();
  }

  /** Owes the erasure of a run; empty if it has been erased. */
  private Optional<Row> owed(RunId id) {
    RunRow run =
        engine.records().row(id).orElseThrow(() -> new NotFoundException("there is no run " + id));
    String key = Names.stream(id.toString());
    Keys.Key found = engine.keys().find(key).orElse(null);
    if (run.erased()
        || (found == null && engine.records().row(id).filter(RunRow::erased).isPresent())) {
      return Optional.empty();
    }
    if (found == null) {
      throw new ConflictException(
          "run "
              + id
              + " cannot be erased: it was started about nobody, so that its records are in clear"
              + " and in the chain. Start runs with about(...)");
    }
    hold(key, found.about())
        .ifPresent(
            why -> {
              throw new ConflictException("run " + id + " cannot be erased: " + why);
            });
    return Optional.of(owe(key));
  }

  private Row owe(String what) {
    journal.writeNow(Write.of(new RowChange.Put(OWED, what, RowChange.ANY, "", 0, Json.NULL)));
    // another node may have paid since
    return journal.row(OWED, what).orElse(new Row(OWED, what, 0, "", 0, Json.NULL, 0));
  }

  // ---- done

  /** What one pass over some keys came to. */
  private record Passed(List<String> erased, List<RunId> underWay, List<String> held) {}

  /**
   * Does what is owed, as far as that can be done now; the files are scrubbed once for all.
   *
   * @param there the keys that there were before it was owed: a round, here or on another node, may
   *     be quicker, and what it erases is erased for whoever asked
   */
  private ErasedRuns paid(List<Row> owed, Collection<String> there) {
    Passed all = new Passed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<Row> done = new ArrayList<>();
    for (Row one : owed) {
      Passed passed = pass(one.key());
      all.erased().addAll(passed.erased());
      all.underWay().addAll(passed.underWay());
      all.held().addAll(passed.held());
      if (passed.underWay().isEmpty() && one.version() > 0) {
        done.add(one);
      }
    }
    Set<String> erased = new HashSet<>(all.erased());
    for (String key : there) {
      if (!erased.contains(key) && engine.keys().find(key).isEmpty()) {
        all.erased().add(key);
      }
    }
    boolean clean = scrubbed();
    for (Row one : done) {
      try {
        journal.writeNow(Write.of(new RowChange.Delete(OWED, one.key(), one.version())));
      } catch (WriteRejectedException e) {
        LOG.atDebug().setCause(e).log("it is owed anew, or another node has paid");
      }
    }
    return new ErasedRuns(
        runs(all.erased()),
        all.underWay().stream().distinct().toList(),
        all.held().stream().distinct().toList(),
        clean);
  }

  /** Goes on until nothing is left to erase: what ends may have begun something just before. */
  private Passed pass(String owed) {
    List<String> erased = new ArrayList<>();
    while (true) {
      Passed passed = new Passed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (String key : keys(owed)) {
        one(key, passed);
      }
      erased.addAll(passed.erased());
      if (passed.erased().isEmpty()) {
        return new Passed(erased, passed.underWay(), passed.held());
      }
    }
  }

  private List<String> keys(String owed) {
    return owed.startsWith(SUBJECT)
        ? engine.keys().about(owed.substring(SUBJECT.length()))
        : List.of(owed);
  }

  private void one(String key, Passed passed) {
    RunId id = Names.run(key).map(RunId::parse).orElse(null);
    for (int tries = 1; ; tries++) {
      Keys.Key found = engine.keys().find(key).orElse(null);
      if (found == null) {
        return;
      }
      Optional<String> hold = hold(key, found.about());
      if (hold.isPresent()) {
        passed.held().add((id == null ? key : id) + ": " + hold.get());
        return;
      }
      ErasedRun erased = new ErasedRun(engine, found);
      if (erased.isUnderWay()) {
        passed.underWay().add(Objects.requireNonNull(id));
        return;
      }
      try {
        RowChange scrub = new RowChange.Put(SCRUBS, SCRUB, RowChange.ANY, "", 0, SCRUB_BODY);
        journal.writeNow(Write.builder().all(erased.write()).row(scrub).build());
        passed.erased().add(key);
        LOG.atInfo().addKeyValue("erased", key).log("it was about somebody who is erased");
        return;
      } catch (WriteRejectedException e) {
        // it moved on meanwhile, or another node was quicker
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  /** What forbids to erase what a key opens: a run, one that is put off, or an event. */
  private Optional<String> hold(String key, Set<String> about) {
    Optional<RunId> run = Names.run(key).map(RunId::parse);
    for (RunHold hold : engine.holds()) {
      Optional<String> why = run.isPresent() ? hold.on(run.get(), about) : hold.onEvent(key, about);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /** Scrubs the files if that is owed, by whomever; whether they are clean. */
  private boolean scrubbed() {
    Optional<Row> owed = journal.row(SCRUBS, SCRUB);
    if (owed.isEmpty()) {
      return true;
    }
    boolean clean = journal.scrub();
    try {
      journal.writeNow(Write.of(new RowChange.Delete(SCRUBS, SCRUB, owed.get().version())));
    } catch (WriteRejectedException e) {
      LOG.atDebug().setCause(e).log("another erasure has begun meanwhile, and scrubs too");
    }
    return clean;
  }

  // ---- made good

  private Instant round() {
    Instant next = engine.world().instant().plus(every);
    if (!engine.isWorking()) {
      return next;
    }
    try {
      List<Row> owed = journal.rows(RowQuery.group(OWED, ""));
      if (!owed.isEmpty()) {
        paid(owed, List.of());
      }
    } catch (ClosedException e) {
      LOG.atDebug().log("erasures ended by the close");
    }
    return next;
  }
}
