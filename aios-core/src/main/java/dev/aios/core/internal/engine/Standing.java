package dev.aios.core.internal.engine;

import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.core.internal.Ahead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a walk found the run standing, and what follows for its state and its row. */
final class Standing {
  private final List<String> at = new ArrayList<>(1);
  private String why = "";
  private @Nullable Instant due;
  private boolean stuck;
  private RunState state = RunState.RUNNING;
  private String group = "";
  private long rank;

  void clear() {
    at.clear();
    why = "";
    due = null;
    stuck = false;
  }

  void at(String path, String reason) {
    if (!at.contains(path)) {
      at.add(path);
    }
    why = why.isEmpty() || why.equals("working") ? reason : why;
  }

  void due(@Nullable Instant at) {
    if (at != null && (due == null || at.isBefore(due))) {
      // a policy may defer to any time, the row's rank ends before that
      due = at.isAfter(Ahead.FAR) ? Ahead.FAR : at;
    }
  }

  void stuck(String path, String reason) {
    stuck = true;
    why = reason;
    if (!at.contains(path)) {
      at.add(path);
    }
  }

  /** Works out the state after a walk. */
  void of(RunFold fold, boolean idle) {
    if (fold.ended != null) {
      state = fold.ended.state();
      group = state.name();
      why = fold.ended.why();
      at.clear();
      rank = 0;
      due = null;
    } else if (stuck && idle) {
      state = RunState.STUCK;
      group = state.name();
      rank = 0;
    } else if (fold.failing != null) {
      state = RunState.COMPENSATING;
      group = idle ? RunRow.COMPENSATING_WAITING : state.name();
      why = fold.failing.why() + (why.isEmpty() ? "" : "; " + why);
      rank = idle && due != null ? due.toEpochMilli() : Long.MAX_VALUE;
    } else {
      state = idle ? RunState.WAITING : RunState.RUNNING;
      group = fold.isHeld() ? RunRow.QUEUED : state.name();
      rank = idle && due != null ? due.toEpochMilli() : Long.MAX_VALUE;
    }
  }

  boolean isUnchanged(Position position) {
    return position.version() > 0
        && group.equals(position.group())
        && rank == position.rank()
        && why.equals(position.why());
  }

  /** Whether nothing of the run is under way. */
  boolean isIdle() {
    return state != RunState.RUNNING;
  }

  /** Whether the run's row names an owner. */
  boolean isWorking() {
    return group.equals(RunState.RUNNING.name()) || group.equals(RunState.COMPENSATING.name());
  }

  RunState state() {
    return state;
  }

  String group() {
    return group;
  }

  long rank() {
    return rank;
  }

  String why() {
    return why;
  }

  @Nullable Instant due() {
    return due;
  }

  RunStatus status(LiveRun run) {
    RunFold fold = run.fold();
    return new RunStatus(
        run.id(),
        fold.version,
        state,
        why,
        at,
        state == RunState.RUNNING ? null : due,
        fold.cost,
        fold.started.project(),
        fold.startedAt,
        run.engine().world().instant());
  }
}
