package dev.aios.core.internal.engine;

import dev.aios.api.NotFoundException;
import dev.aios.api.journal.Write;
import dev.aios.api.run.RunId;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.internal.queue.Admission;
import dev.aios.core.internal.queue.Entry;
import java.util.List;
import java.util.Optional;

/**
 * A run that goes through a queue: it is held at its beginning until it has a slot, and gives that
 * back in the checkpoint that ends it.
 */
final class Queued {
  private Queued() {}

  /** What is recorded of a run besides its start. */
  static List<RunEvent> kept(Engine engine, Saga<?, ?> saga, StartOptions options) {
    return options.place() == null
        ? List.of()
        : List.of(
            new RunEvent.Queued(
                engine.admission().entry(saga.name(), saga.version(), options.place())));
  }

  /** Whether a walk goes no further; lets the run begin if it has been given a slot. */
  static boolean holds(LiveRun run) {
    RunEvent.Queued queued = run.fold().queued;
    if (queued == null || !run.fold().isHeld()) {
      return false;
    }
    Admission admission = run.engine().admission();
    Checkpoint checkpoint = run.checkpoint();
    Entry entry = queued.entry();
    if (checkpoint.events.contains(queued)) {
      checkpoint.part(admission.waits(run.key(), entry));
      checkpoint.afterwards.add(admission::look);
    } else if (run.looks() && run.mayBegin()) {
      Optional<Write> begins = admission.begins(run.key());
      if (begins.isPresent()) {
        run.emit(new RunEvent.Admitted(entry.queue()));
        checkpoint.part(begins.get());
        return false;
      }
    }
    run.stands(run.saga().nodes().get(0).name(), "queued in " + entry.queue());
    return true;
  }

  /** A run's last checkpoint gives its slot back, or its place. */
  static void ending(LiveRun run, Checkpoint checkpoint) {
    RunEvent.Queued queued = run.fold().queued;
    RunEvent.Ended ended = run.fold().ended;
    if (queued != null && ended != null) {
      Admission admission = run.engine().admission();
      checkpoint.part(
          () ->
              Optional.of(
                  admission.ends(
                      run.key(), queued.entry(), ended.state(), ended.why(), run.seal())));
      checkpoint.afterwards.add(admission::look);
    }
  }

  /** Starts a run that failed once more, under another key. */
  static void again(Engine engine, RunId failed, String key, Entry entry) {
    RunEvent.Started old = engine.records().started(failed);
    Saga<?, ?> saga = engine.definitions().find(entry.saga(), entry.version());
    if (saga == null) {
      throw new NotFoundException(
          "version " + entry.version() + " of saga " + entry.saga() + " is not registered");
    }
    RunEvent.Started started =
        new RunEvent.Started(
            saga.name(),
            saga.version(),
            key,
            old.project(),
            old.taint(),
            old.about(),
            old.input(),
            null,
            null,
            null,
            null,
            false,
            List.of());
    Object input = engine.codec().decode(old.input());
    engine
        .starter()
        .begin(
            new RunId(saga.name(), key), saga, started, input, List.of(new RunEvent.Queued(entry)));
  }
}
