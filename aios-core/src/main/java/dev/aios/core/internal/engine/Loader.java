package dev.aios.core.internal.engine;

import dev.aios.api.ErasedException;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Saga;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a run up from its row and its records. */
final class Loader {
  private static final String BROKEN = "broken";

  private Loader() {}

  static void parkBroken(Engine engine, String key, Throwable error) {
    engine
        .journal()
        .row(RunRow.TABLE, key)
        .ifPresent(
            row -> {
              String why =
                  BROKEN
                      + ": the engine cannot go on with it: "
                      + dev.aios.core.internal.door.Door.describe(error)
                      + "; once that is mended, migrate it to its own version to take it up again";
              RunRow run = RunRow.of(row);
              if (run.status().state().isFinal()) {
                // it is not this one that cannot go on, but one that was to begin under its key
                return;
              }
              // without its key nothing can be sealed, and that it is gone may be read by anybody
              String seal = error instanceof ErasedException ? null : run.seal();
              try {
                write(engine, row, run, why, new RunEvent.Parked(why), seal);
              } catch (WriteRejectedException e) {
                // another node has it
                return;
              }
            });
  }

  /** The run, if it is this node's to work on; parks it if its definition is not known. */
  static Optional<LiveRun> load(Engine engine, String key) {
    Optional<Row> found = engine.journal().row(RunRow.TABLE, key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    RunRow run = RunRow.of(row);
    if (run.status().state().isFinal()
        || (!run.owner().isEmpty()
            && !run.owner().equals(engine.nodeId())
            && !engine.isDead(run.owner()))) {
      return Optional.empty();
    }
    RunId id = run.status().id();
    Saga<?, ?> saga = engine.definitions().find(id.saga(), run.status().version());
    if (saga == null) {
      if (!row.group().equals(RunRow.PARKED)) {
        park(engine, row, run);
      }
      return Optional.empty();
    }
    String why = run.status().why();
    if (row.group().equals(RunRow.PARKED)
        && (why.startsWith("imported") || why.startsWith(BROKEN))) {
      return Optional.empty();
    }
    RunFold fold = engine.records().fold(id, Long.MAX_VALUE);
    fold.parked = null;
    return Optional.of(new LiveRun(engine, id, saga, fold, new Position(row, run)));
  }

  private static void park(Engine engine, Row row, RunRow run) {
    RunStatus status = run.status();
    List<Integer> known = engine.definitions().versions(status.id().saga());
    String why =
        "parked: version "
            + status.version()
            + " of saga "
            + status.id().saga()
            + " is not registered"
            + (known.isEmpty() ? "" : ", only " + known)
            + "; register it, or migrate the run";
    try {
      write(engine, row, run, why, new RunEvent.Parked(why), run.seal());
    } catch (WriteRejectedException e) {
      // another node was quicker, and perhaps knows the definition
      return;
    }
    if (engine.definitions().find(status.id().saga(), status.version()) != null) {
      // it was registered while the run was being parked: whoever registered it saw no parked run
      engine.poke(row.key());
    }
  }

  static void write(
      Engine engine, Row row, RunRow run, String why, RunEvent event, @Nullable String seal) {
    RunStatus old = run.status();
    RunStatus parked =
        new RunStatus(
            old.id(),
            event instanceof RunEvent.Migrated migrated ? migrated.to() : old.version(),
            RunState.WAITING,
            why,
            old.at(),
            null,
            old.cost(),
            old.project(),
            old.started(),
            engine.world().instant());
    boolean migrated = event instanceof RunEvent.Migrated;
    Write.Builder write =
        Write.builder()
            .record(EventCodec.draft(Names.stream(row.key()), event, seal))
            .row(
                new RowChange.Put(
                    RunRow.TABLE,
                    row.key(),
                    row.version(),
                    migrated ? RunState.WAITING.name() : RunRow.PARKED,
                    migrated ? 0 : Long.MAX_VALUE,
                    new RunRow(parked, "", run.epoch(), run.input(), seal).json()));
    if (migrated) {
      // a queue begins runs of the versions that it knows
      engine.admission().migrates(row.key(), parked.version()).ifPresent(write::all);
    }
    engine.journal().writeNow(write.build());
  }
}
