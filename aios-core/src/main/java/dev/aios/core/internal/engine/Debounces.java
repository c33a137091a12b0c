package dev.aios.core.internal.engine;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ErasedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.Debounce;
import dev.aios.api.run.Debounced;
import dev.aios.api.run.RunId;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.Ahead;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.Pages;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.queue.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs that are put off until calls pause. The calls of one key are one row, which each replaces
 * under its version. When it is due, one write takes it away and fills the row under the id of the
 * run, from which the run is started: whoever dies in between leaves that, and a call that comes
 * meanwhile opens another row. Thread-safe.
 */
final class Debounces implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Debounces.class);
  private static final String CALLED = "debounce";
  private static final String DUE = "debounce.due";
  private static final String OPEN = "open";
  private static final int PAGE = 500;
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  /** As long as an id of a world is, with the slash before it. */
  private static final int MOST_KEY = 200 - 27;

  private final Engine engine;
  private final Journal journal;
  private final Duration every;
  private final Rounds rounds;

  /** What could not begin, and was said once. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Debounces(Engine engine, Duration poll) {
    this.engine = engine;
    this.every = poll;
    this.journal = engine.journal();
    this.rounds = new Rounds(engine.world(), this::round);
  }

  void start() {
    rounds.start();
  }

  // ---- calls

  <I> RunId call(Saga<I, ?> saga, I input, String key, Debounce when) {
    engine.requireOpen();
    Given.notNull("debounce", "the saga", saga);
    Given.notNull("debounce of " + saga.name(), "how long to wait", when);
    String row = new RunId(saga.name(), key).toString();
    if (key.length() > MOST_KEY) {
      throw new InvalidInputException(
          "debounce of " + saga.name(),
          "its key has " + key.length() + " characters, the most is " + MOST_KEY);
    }
    Payload payload = engine.starter().check(saga, input);
    engine.starter().register(saga);
    StartOptions options = when.options();
    List<String> whom = engine.starter().whom(saga, input, options.about());
    Entry entry =
        options.place() == null
            ? null
            : engine.admission().entry(saga.name(), saga.version(), options.place());
    while (true) {
      Optional<Row> found = journal.row(CALLED, row);
      Calls before = found.map(Calls::of).orElse(null);
      Instant now = engine.world().instant();
      Calls after =
          new Calls(
              before == null ? key + "/" + engine.world().newId() : before.run(),
              key,
              saga.name(),
              saga.version(),
              before == null ? 1 : before.calls() + 1,
              before == null ? now : before.first(),
              now,
              payload,
              options.project(),
              List.copyOf(options.taint().sources()),
              before == null ? whom : engine.starter().whom(saga, input, joined(before, whom)),
              entry);
      long version = found.map(Row::version).orElse(RowChange.ABSENT);
      try {
        Write.Builder write = Write.builder();
        String seal = after.seal();
        if (seal != null) {
          write.all(engine.keys().make(seal, after.about()));
        }
        journal.writeNow(
            write
                .row(put(CALLED, row, version, due(when, after.first(), now), after))
                .row(counts(after))
                .build());
        rounds.soon();
        return after.id();
      } catch (WriteRejectedException | ErasedException e) {
        // another call, the run's beginning, or an erasure was quicker
        LOG.atTrace().setCause(e).log("again");
      }
    }
  }

  private static List<String> joined(Calls before, List<String> whom) {
    List<String> all = new ArrayList<>(before.about());
    all.addAll(whom);
    return all;
  }

  private static Instant due(Debounce when, Instant first, Instant now) {
    Instant calm = Ahead.of(now, when.quiet());
    if (when.atMost() == null) {
      return calm;
    }
    Instant last = Ahead.of(first, when.atMost());
    return calm.isBefore(last) ? calm : last;
  }

  private static RowChange put(String table, String key, long version, Instant due, Calls calls) {
    return new RowChange.Put(
        table,
        key,
        version,
        "",
        due.toEpochMilli(),
        Envelopes.CODEC.toJson(calls).sealedUnder(calls.seal()));
  }

  /** What is put off under a run's id goes with its key. */
  static void forget(Journal journal, String run, Write.Builder write) {
    write.row(new RowChange.Delete(DUE, run, RowChange.ANY));
    String row = run.substring(0, run.lastIndexOf('/'));
    Row called = journal.row(CALLED, row).orElse(null);
    Calls calls = called == null ? null : Calls.of(called);
    if (called != null && (calls == null || calls.id().toString().equals(run))) {
      write.row(new RowChange.Delete(CALLED, row, called.version()));
    }
  }

  /**
   * The row under the id of a run that has not begun: its version is the number of the calls. The
   * calls' own row is made anew for each run of a key, so its version alone does not tell this
   * run's calls from those of the next.
   */
  private static RowChange counts(Calls calls) {
    long before = calls.calls() == 1 ? RowChange.ABSENT : calls.calls() - 1;
    return new RowChange.Put(DUE, calls.id().toString(), before, OPEN, 0, Json.NULL);
  }

  List<Debounced> list(int limit) {
    List<Debounced> list = new ArrayList<>();
    for (Row row : journal.rows(RowQuery.group(CALLED, "").limit(limit))) {
      Calls calls = Calls.of(row);
      if (calls != null) {
        Instant due = Instant.ofEpochMilli(row.rank());
        list.add(new Debounced(calls.id(), calls.key(), calls.calls(), calls.first(), due));
      }
    }
    return list;
  }

  // ---- beginning

  private Instant round() {
    Instant next = engine.world().instant().plus(every);
    try {
      if (!engine.isWorking()) {
        return next;
      }
      // those that another node has left, too
      Instant again = each(RowQuery.group(DUE, ""), this::left);
      return earlier(earlier(next, again), calm());
    } catch (ClosedException e) {
      LOG.atDebug().log("debounces ended by the close");
      return next;
    }
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }

  /** Begins what is due; when to try again, or when the next is due; null if none waits. */
  private @Nullable Instant calm() {
    long now = engine.world().millis();
    Instant again = each(RowQuery.group(CALLED, "").upTo(now), this::one);
    RowQuery later = new RowQuery(CALLED, "", now + 1, Long.MAX_VALUE, null, 1);
    Instant due =
        journal.rows(later).stream()
            .findFirst()
            .map(row -> Instant.ofEpochMilli(row.rank()))
            .orElse(null);
    return due == null ? again : earlier(due, again);
  }

  /** Does something with each row; the earliest time that it gave. */
  private @Nullable Instant each(RowQuery query, Function<Row, @Nullable Instant> does) {
    AtomicReference<@Nullable Instant> first = new AtomicReference<>();
    Pages.each(
        journal,
        query.limit(PAGE),
        row -> {
          Instant at = does.apply(row);
          if (at != null) {
            first.set(earlier(at, first.get()));
          }
          return rounds.isOpen();
        });
    return first.get();
  }

  /** Begins one that is due; when to try again, or null if it has begun or is another node's. */
  private @Nullable Instant one(Row row) {
    Calls calls = Calls.of(row);
    if (calls == null) {
      return gone(row);
    }
    if (engine.definitions().find(calls.saga(), calls.version()) == null) {
      if (told.add(row.key())) {
        LOG.atWarn()
            .addKeyValue("key", row.key())
            .addKeyValue("version", calls.version())
            .log("it is due and waits for a node on which its saga's version is registered");
      }
      return null;
    }
    told.remove(row.key());
    String run = calls.id().toString();
    try {
      journal.writeNow(
          Write.builder()
              .row(new RowChange.Delete(CALLED, row.key(), row.version()))
              .row(put(DUE, run, calls.calls(), Instant.ofEpochMilli(row.rank()), calls))
              .build());
    } catch (WriteRejectedException e) {
      // called again, or another node was quicker
      return engine.world().instant().plus(AFTER_TROUBLE);
    }
    return begin(run, calls);
  }

  /** Begins one that had been due before. */
  private @Nullable Instant left(Row row) {
    Calls calls = Calls.of(row);
    return calls == null ? gone(row) : begin(row.key(), calls);
  }

  /** Whom it was about has been erased. */
  private @Nullable Instant gone(Row row) {
    try {
      journal.writeNow(Write.of(new RowChange.Delete(row.table(), row.key(), row.version())));
    } catch (WriteRejectedException e) {
      return engine.world().instant();
    }
    return null;
  }

  private @Nullable Instant begin(String row, Calls calls) {
    Saga<?, ?> saga = engine.definitions().find(calls.saga(), calls.version());
    if (saga == null) {
      return null;
    }
    if (calls.entry() == null && engine.capacity().isFull()) {
      return engine.world().instant().plus(AFTER_TROUBLE);
    }
    try {
      RunEvent.Started started =
          new RunEvent.Started(
              calls.saga(),
              calls.version(),
              calls.run(),
              calls.project(),
              calls.taint(),
              calls.about(),
              calls.input(),
              null,
              null,
              null,
              null,
              false,
              List.of());
      try {
        engine
            .starter()
            .begin(
                calls.id(),
                saga,
                started,
                engine.codec().decode(calls.input()),
                queued(calls),
                true);
      } catch (ErasedException e) {
        LOG.atInfo().addKeyValue("run", row).log("it does not begin: {}", e.getMessage());
      }
      journal.writeNow(Write.of(new RowChange.Delete(DUE, row, RowChange.ANY)));
      told.remove(row);
      return null;
    } catch (StorageException | ClosedException e) {
      throw e;
    } catch (AiosException e) {
      if (told.add(row)) {
        LOG.atError().setCause(e).addKeyValue("run", row).log("it cannot begin; trying again");
      }
      return engine.world().instant().plus(AFTER_TROUBLE);
    }
  }

  /** A delay or a window counts from when the run begins to wait, not from the last call. */
  private List<RunEvent> queued(Calls calls) {
    Entry entry = calls.entry();
    Duration since = Duration.between(calls.last(), engine.world().instant());
    return entry == null
        ? List.of()
        : List.of(new RunEvent.Queued(since.isNegative() ? entry : entry.later(since)));
  }

  @Override
  public void close() {
    rounds.close();
  }
}
