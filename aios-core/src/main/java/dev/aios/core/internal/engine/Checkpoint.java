package dev.aios.core.internal.engine;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a run is about to write in one checkpoint, and what is to be done once that is durable. */
final class Checkpoint {
  /** A task whose intent goes with the checkpoint. */
  record Intent(NodeState node, RunEvent event, List<CounterChange> reserved, Task task) {}

  final List<RunEvent> events = new ArrayList<>(4);
  final List<Intent> intents = new ArrayList<>(2);
  final List<CounterChange> counters = new ArrayList<>(0);
  final List<CompletableFuture<Void>> durable = new ArrayList<>(0);

  /** What starts the runs that nodes wait for, by the node's path; done once it is durable. */
  final Map<String, Runnable> starts = new HashMap<>(0);

  /** Signals that it takes, by row. */
  final Set<String> taken = new HashSet<>(0);

  final List<Runnable> afterwards = new ArrayList<>(0);

  /** Parts of other tables; made anew if the write has to be tried again. */
  private final List<Supplier<Optional<Write>>> parts = new ArrayList<>(0);

  void part(Supplier<Optional<Write>> part) {
    parts.add(part);
  }

  void part(Write part) {
    parts.add(() -> Optional.of(part));
  }

  boolean isEmpty() {
    return events.isEmpty()
        && intents.isEmpty()
        && counters.isEmpty()
        && parts.isEmpty()
        && durable.isEmpty();
  }

  /**
   * The intents that can go into the last event's own record: a step's outcome and the next intent.
   */
  private List<RunEvent.Begun> begins() {
    RunEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
    if (!(last instanceof RunEvent.Completed || last instanceof RunEvent.Started)) {
      return List.of();
    }
    List<RunEvent.Begun> begins = new ArrayList<>(intents.size());
    for (Intent intent : intents) {
      if (!(intent.event() instanceof RunEvent.Begun begun)) {
        return List.of();
      }
      begins.add(begun);
    }
    return begins;
  }

  private static RunEvent with(RunEvent event, List<RunEvent.Begun> begins) {
    return event instanceof RunEvent.Completed completed
        ? completed.beginning(begins)
        : event instanceof RunEvent.Started started ? started.beginning(begins) : event;
  }

  /** The write; the run's own records come last, so that its row knows the position of its end. */
  Write write(String stream, RowChange row, @Nullable String seal) {
    Write.Builder write = Write.builder();
    for (Supplier<Optional<Write>> part : parts) {
      part.get().ifPresent(write::all);
    }
    List<RunEvent.Begun> begins = begins();
    int last = events.size() - 1;
    for (int i = 0; i <= last; i++) {
      RunEvent event = events.get(i);
      write.record(
          EventCodec.draft(
              stream, i == last && !begins.isEmpty() ? with(event, begins) : event, seal));
    }
    counters.forEach(write::counter);
    for (Intent intent : intents) {
      if (begins.isEmpty()) {
        write.record(EventCodec.draft(stream, intent.event(), seal));
      }
      intent.reserved().forEach(write::counter);
    }
    return write.row(row).build();
  }

  /** Why a write that is over was not applied; null if it was. */
  static @Nullable Throwable errorOf(CompletableFuture<Commit> write) {
    try {
      write.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause() == null ? e : e.getCause();
    }
  }
}
