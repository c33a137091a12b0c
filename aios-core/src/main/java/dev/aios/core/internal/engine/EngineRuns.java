package dev.aios.core.internal.engine;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Debounce;
import dev.aios.api.run.Debounced;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunSnapshot;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.Runs;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.queue.Begins;
import dev.aios.core.internal.queue.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The runs as users see them. */
public final class EngineRuns implements Runs, Begins, AutoCloseable {
  private final Engine engine;
  private final Replays replays;
  private final RunFiles files;
  private final Debounces debounces;

  /**
   * The runs of an engine.
   *
   * @param engine the engine
   */
  public EngineRuns(Engine engine, Duration poll) {
    this.engine = engine;
    this.replays = new Replays(engine);
    this.files = new RunFiles(engine);
    this.debounces = new Debounces(engine, poll);
  }

  @Override
  public void register(Saga<?, ?> saga) {
    engine.starter().register(saga);
  }

  @Override
  public <I, O> Run<O> start(Saga<I, O> saga, I input, String key, StartOptions options) {
    return engine.starter().start(saga, input, key, options);
  }

  @Override
  public <I, O> RunId debounce(Saga<I, O> saga, I input, String key, Debounce when) {
    return debounces.call(saga, input, key, when);
  }

  @Override
  public List<Debounced> debounced(int limit) {
    return debounces.list(limit);
  }

  /** Lets runs begin that were put off, from now on. */
  public void open() {
    debounces.start();
  }

  /** Lets no further run begin that was put off. */
  @Override
  public void close() {
    debounces.close();
  }

  /**
   * The names of the signals that a saga awaits, in the first iteration of its loops.
   *
   * @param saga its name
   * @param version its version
   * @return empty if it awaits none, or is not registered
   */
  public Set<String> awaits(String saga, int version) {
    return engine.definitions().awaits(saga, version);
  }

  // what queues ask

  @Override
  public boolean knows(String saga, int version) {
    return engine.definitions().find(saga, version) != null;
  }

  @Override
  public List<Integer> versions(String saga) {
    return engine.definitions().versions(saga);
  }

  @Override
  public void look(RunId run) {
    engine.poke(run.toString());
  }

  @Override
  public void again(RunId failed, String key, Entry entry) {
    Queued.again(engine, failed, key, entry);
  }

  @Override
  public Optional<RunStatus> find(RunId id) {
    return engine.records().status(named(id));
  }

  private static RunId named(RunId id) {
    return Given.notNull("run", "the run id", id);
  }

  @Override
  public Run<Object> get(RunId id) {
    if (engine.records().status(named(id)).isEmpty()) {
      throw new NotFoundException("there is no run " + id);
    }
    return new RunHandle<>(engine, id);
  }

  @Override
  public List<RunStatus> list(@Nullable RunState state, int limit) {
    if (limit < 1) {
      throw new InvalidInputException("list of runs", "limit is " + limit + ", must be 1 or more");
    }
    List<Row> rows = new ArrayList<>();
    if (state == null) {
      rows.addAll(engine.journal().rows(RowQuery.table(RunRow.TABLE).limit(limit)));
    } else {
      for (String group : RunRow.groups(state)) {
        rows.addAll(engine.journal().rows(RowQuery.group(RunRow.TABLE, group).limit(limit)));
      }
    }
    return rows.stream().limit(limit).map(row -> RunRow.of(row).status()).toList();
  }

  @Override
  public List<Checkpoint> history(RunId id) {
    return engine.records().history(named(id));
  }

  @Override
  public RunSnapshot at(RunId id, long checkpoint) {
    return replays.at(named(id), checkpoint);
  }

  @Override
  public Run<Object> fork(Fork fork) {
    engine.requireOpen();
    Given.notNull("fork", "the fork", fork);
    return replays.fork(fork, engine.records().all(named(fork.from())));
  }

  @Override
  public void export(RunId id, Path file) {
    RunStatus status =
        engine
            .records()
            .status(named(id))
            .orElseThrow(() -> new NotFoundException("there is no run " + id));
    Given.notNull("export of run " + id, "the file", file);
    files.export(status, engine.records().all(id), file);
  }

  @Override
  public RunId importRun(Path file) {
    engine.requireOpen();
    return files.read(Given.notNull("import of a run", "the file", file));
  }

  @Override
  public List<RunId> about(String subject) {
    return engine.erasures().about(subject);
  }

  @Override
  public ErasedRuns erase(RunId id) {
    return engine.erasures().run(named(id));
  }

  @Override
  public ErasedRuns erase(Collection<RunId> ids) {
    Given.notNull("erasure of runs", "the ids", ids).forEach(EngineRuns::named);
    return engine.erasures().runs(ids);
  }

  @Override
  public ErasedRuns eraseAbout(Collection<String> subjects) {
    return engine.erasures().subjects(Given.notNull("erasure of runs", "the ids", subjects));
  }

  @Override
  public void migrate(RunId id, int version) {
    engine.requireOpen();
    Row row =
        engine
            .journal()
            .row(RunRow.TABLE, named(id).toString())
            .orElseThrow(() -> new NotFoundException("there is no run " + id));
    RunRow run = RunRow.of(row);
    RunStatus status = run.status();
    if (status.state() != RunState.WAITING && status.state() != RunState.STUCK) {
      throw new ConflictException(
          "run "
              + id
              + " is "
              + status.state()
              + ": it can be migrated only while it waits or is stuck");
    }
    Saga<?, ?> saga = engine.definitions().find(id.saga(), version);
    if (saga == null) {
      throw new ConflictException(
          "version " + version + " of saga " + id.saga() + " is not registered: register it first");
    }
    Map<String, Node> nodes = engine.definitions().nodes(saga);
    TreeSet<String> missing = new TreeSet<>();
    for (NodeState node : engine.records().fold(id, Long.MAX_VALUE).nodes()) {
      if (!nodes.containsKey(Names.base(node.path))) {
        missing.add(Names.base(node.path));
      }
    }
    if (!missing.isEmpty()) {
      throw new ConflictException(
          "run " + id + " cannot go by version " + version + ": that lacks its nodes " + missing);
    }
    try {
      Loader.write(
          engine,
          row,
          run,
          "migrated to version " + version,
          new RunEvent.Migrated(status.version(), version),
          run.seal());
    } catch (WriteRejectedException e) {
      throw new ConflictException("run " + id + " moved on meanwhile: look at it again", e);
    }
    engine.poke(id.toString());
  }
}
