package dev.aios.memory.internal.erasure;

import dev.aios.api.ConflictException;
import dev.aios.api.NotFoundException;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.RunHold;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What memory's erasures do about runs, and what keeps runs from being erased. Thread-safe. */
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
    return holds
        .on(about, Set.of(), Set.of())
        .map(hold -> "legal hold '" + hold.name() + "' forbids it (" + hold.reason() + ")");
  }

  /** Erases what is about any of these. */
  ErasedRuns about(Collection<String> entities) {
    Sum sum = new Sum();
    entities.forEach(entity -> sum.add(runs.get().eraseAbout(entity)));
    return sum.all();
  }

  /** Erases the runs among streams, as far as they are about anybody. */
  ErasedRuns among(Collection<String> streams) {
    Sum sum = new Sum();
    for (String stream : streams) {
      if (stream.startsWith(STREAM)) {
        try {
          sum.add(runs.get().erase(RunId.parse(stream.substring(STREAM.length()))));
        } catch (ConflictException | NotFoundException e) {
          sum.held.add(e.getMessage());
        }
      }
    }
    return sum.all();
  }

  private static final class Sum {
    private final List<RunId> erased = new ArrayList<>();
    private final List<RunId> underWay = new ArrayList<>();
    private final List<String> held = new ArrayList<>();
    private boolean clean = true;

    void add(ErasedRuns some) {
      erased.addAll(some.erased());
      underWay.addAll(some.underWay());
      held.addAll(some.held());
      clean &= some.filesClean();
    }

    ErasedRuns all() {
      return new ErasedRuns(erased, underWay, held, clean);
    }
  }
}
