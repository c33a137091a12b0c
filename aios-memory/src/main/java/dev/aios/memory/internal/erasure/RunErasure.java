package dev.aios.memory.internal.erasure;

import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.RunHold;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What memory's erasures do about runs, and what keeps runs and events from being erased.
 * Thread-safe.
 */
public final class RunErasure implements RunHold {
  private static final String STREAM = "run/";

  private final Supplier<Runs> runs;
  private final Holds holds;

  /**
   * About the runs of a runtime.
   *
   * @param runs the runs, once the runtime has started
   * @param holds what forbids to forget somebody
   */
  public RunErasure(Supplier<Runs> runs, Holds holds) {
    this.runs = runs;
    this.holds = holds;
  }

  @Override
  public Optional<String> on(RunId run, Set<String> about) {
    return forbids(about);
  }

  @Override
  public Optional<String> onEvent(String event, Set<String> about) {
    return forbids(about);
  }

  private Optional<String> forbids(Set<String> about) {
    return holds
        .on(about, Set.of(), Set.of())
        .map(hold -> "legal hold '" + hold.name() + "' forbids it (" + hold.reason() + ")");
  }

  /** Erases what is about any of these. */
  ErasedRuns about(Collection<String> entities) {
    return runs.get().eraseAbout(entities);
  }

  /** Erases the runs among streams, as far as they are about anybody. */
  ErasedRuns among(Collection<String> streams) {
    return runs.get()
        .erase(
            streams.stream()
                .filter(stream -> stream.startsWith(STREAM))
                .map(stream -> RunId.parse(stream.substring(STREAM.length())))
                .toList());
  }
}
