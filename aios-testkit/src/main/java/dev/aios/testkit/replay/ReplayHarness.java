package dev.aios.testkit.replay;

import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunSnapshot;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.Runs;
import dev.aios.api.saga.Saga;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Answers recorded runs with a changed definition, in a runtime of its own, and tells what differs.
 * Nothing is performed: effects, gates, signals and sub-sagas are answered from the record; what
 * the host's own code does (agents, transformations, branches, loops) is done anew. Used by one
 * thread.
 *
 * <pre>{@code
 * try (ReplayHarness harness = ReplayHarness.of(Invoicing.saga())) {
 *   harness.replay(Path.of("src/test/runs/invoice-2026-11.jsonl")).requireSame();
 * }
 * }</pre>
 *
 * <p>The changed definition must have the version of the recorded one: this is how to find out
 * whether a change needs a new version. A run that was cancelled, or has not ended, is compared as
 * far as its record goes.
 */
public final class ReplayHarness implements AutoCloseable {
  private static final Duration LONG_ENOUGH = Duration.ofDays(1);

  private final Saga<?, ?> saga;
  private final TestBed bed;
  private int replays;

  private ReplayHarness(Saga<?, ?> saga, TestBed bed) {
    this.saga = saga;
    this.bed = bed;
  }

  /**
   * A harness for agents that need no services of the host.
   *
   * @param changed the changed definition
   * @return a harness, to be closed
   */
  public static ReplayHarness of(Saga<?, ?> changed) {
    return of(changed, aios -> {});
  }

  /**
   * A harness.
   *
   * @param changed the changed definition
   * @param setup adds the extensions and upcasters that its agents and payloads need
   * @return a harness, to be closed
   */
  public static ReplayHarness of(Saga<?, ?> changed, Consumer<? super AiosBuilder> setup) {
    return new ReplayHarness(
        changed, TestBed.memory().with(setup).with(aios -> aios.saga(changed)).open());
  }

  /**
   * Replays a run from a file.
   *
   * @param exported what {@link Runs#export} wrote
   * @return what differs
   * @throws InvalidInputException if it is a run of another saga or version, or no exported run
   */
  public Replayed replay(Path exported) {
    Runs runs = bed.aios().runs();
    RunId id = runs.importRun(exported);
    RunStatus recorded = runs.find(id).orElseThrow();
    if (!id.saga().equals(saga.name()) || recorded.version() != saga.version()) {
      throw new InvalidInputException(
          "replay of run " + id,
          "it was recorded by "
              + id.saga()
              + " v"
              + recorded.version()
              + ", to be answered by "
              + saga
              + ": give the changed definition the name and version of the recorded one");
    }
    List<Checkpoint> history = runs.history(id);
    Fork fork = Fork.of(id, history.get(0).position(), "replay-" + ++replays).inDryMode();
    Run<Object> replayed = runs.fork(fork);
    bed.world().advanceUntil(() -> hasStopped(replayed), LONG_ENOUGH);
    return new Replayed(
        id,
        differences(runs, id, replayed),
        replayed.history().stream().map(one -> one.kind() + "  " + one.summary()).toList());
  }

  private static boolean hasStopped(Run<Object> run) {
    RunState state = run.status().state();
    return state.isFinal() || state == RunState.STUCK;
  }

  /**
   * Replays a run of another runtime.
   *
   * @param from the runs of that runtime
   * @param id which
   * @return what differs
   */
  public Replayed replay(Runs from, RunId id) {
    try {
      Path folder = Files.createTempDirectory("aios-replay-");
      Path file = folder.resolve("run.jsonl");
      try {
        from.export(id, file);
        return replay(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new StorageException("run " + id + " cannot be handed over to be replayed: " + e, e);
    }
  }

  /**
   * Replays every run of the saga that another runtime has in the definition's version.
   *
   * @param from the runs of that runtime
   * @return what differs, for each run
   */
  public List<Replayed> replayAll(Runs from) {
    List<Replayed> all = new ArrayList<>();
    for (RunStatus status : from.list(null, Integer.MAX_VALUE)) {
      if (status.id().saga().equals(saga.name()) && status.version() == saga.version()) {
        all.add(replay(from, status.id()));
      }
    }
    return all;
  }

  private static List<String> differences(Runs runs, RunId id, Run<Object> replayed) {
    RunSnapshot recorded = runs.at(id, Long.MAX_VALUE);
    RunSnapshot again = runs.at(replayed.id(), Long.MAX_VALUE);
    List<String> differences = new ArrayList<>();
    boolean whole = endedByItself(recorded.status().state());
    for (Map.Entry<String, Object> outcome : recorded.outcomes().entrySet()) {
      String node = outcome.getKey();
      if (!again.outcomes().containsKey(node)) {
        differences.add(node + " gave " + outcome.getValue() + ", and is not reached any more");
      } else if (!outcome.getValue().equals(again.outcomes().get(node))) {
        differences.add(
            node + " gave " + outcome.getValue() + ", and now " + again.outcomes().get(node));
      }
    }
    for (Map.Entry<String, Object> outcome : again.outcomes().entrySet()) {
      if (!recorded.outcomes().containsKey(outcome.getKey()) && whole) {
        differences.add(outcome.getKey() + " was not reached, and now gives " + outcome.getValue());
      }
    }
    RunStatus now = replayed.status();
    if (whole && now.state() != recorded.status().state()) {
      differences.add(
          "it ended " + recorded.status().state() + ", and now " + now.state() + ": " + now.why());
    } else if (whole && !Objects.equals(recorded.result(), again.result())) {
      differences.add("its result was " + recorded.result() + ", and now is " + again.result());
    }
    return differences;
  }

  /** Whether the record tells all that the definition would do. */
  private static boolean endedByItself(RunState state) {
    return state == RunState.COMPLETED || state == RunState.COMPENSATED || state == RunState.FAILED;
  }

  /** Closes the runtime in which runs were replayed. */
  @Override
  public void close() {
    bed.close();
  }
}
