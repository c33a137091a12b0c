package dev.aios.testkit.simulation;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is true of every run in the end, whatever its saga. */
final class RunChecks {
  private final List<String> faults = new ArrayList<>();
  private final Ending ending;

  RunChecks(Ending ending) {
    this.ending = ending;
  }

  List<String> of(List<Saga<?, ?>> sagas) {
    for (RunStatus run : ending.runs()) {
      for (Saga<?, ?> saga : sagas) {
        if (saga.name().equals(run.id().saga())) {
          Set<String> undoable = new HashSet<>();
          undoable(saga.nodes(), undoable);
          check(run, undoable);
        }
      }
    }
    return faults;
  }

  private static void undoable(List<Node> nodes, Set<String> names) {
    for (Node node : nodes) {
      if ((node instanceof Node.Step step && step.undo() != null)
          || (node instanceof Node.SubSaga sub && sub.undo() != null)) {
        names.add(node.name());
      } else if (node instanceof Node.Branch branch) {
        branch.cases().forEach(each -> undoable(each.nodes(), names));
      } else if (node instanceof Node.Parallel parallel) {
        parallel.lanes().forEach(lane -> undoable(lane.nodes(), names));
      } else if (node instanceof Node.Repeat repeat) {
        undoable(repeat.nodes(), names);
      } else if (node instanceof Node.Each each) {
        undoable(each.nodes(), names);
      }
    }
  }

  private void check(RunStatus run, Set<String> undoable) {
    if (!run.state().isFinal()) {
      String key = run.id().toString();
      boolean told =
          ending.items().stream()
              .anyMatch(item -> item.state() == InboxItem.State.OPEN && key.equals(item.run()));
      if (!told) {
        faults.add(key + " has not ended and no inbox item says why: " + run);
      }
      return;
    }
    walk(run, ending.histories().getOrDefault(run.id().toString(), List.of()), undoable);
  }

  /** Nothing is done twice; from the failure on, what is done is undone, the last first. */
  private void walk(RunStatus run, List<Checkpoint> history, Set<String> undoable) {
    List<String> done = new ArrayList<>();
    List<String> undone = new ArrayList<>();
    Set<String> completed = new HashSet<>();
    Set<String> before = new HashSet<>();
    boolean failing = false;
    for (Checkpoint one : history) {
      String node = one.node();
      if (one.kind().equals("run.failing")) {
        failing = true;
      } else if (one.kind().equals("step.completed") && node != null) {
        if (!completed.add(node)) {
          faults.add(run.id() + " has done " + node + " twice");
        }
        if (undoable.contains(base(node))) {
          done.add(node);
        }
      } else if (one.kind().equals("undo.begun") && node != null && !failing) {
        before.add(node);
      } else if (one.kind().equals("undo.begun") || one.kind().equals("undo.failed")) {
        before.remove(node);
      } else if (one.kind().equals("undo.done")) {
        // What was begun for the loser of a race before the run failed has a turn of its own.
        undone(run, done, failing && !before.contains(node) ? undone : null, node);
      }
    }
    Collections.reverse(done);
    if (failing && !undone.equals(done)) {
      boolean order = undone.size() == done.size() && undone.containsAll(done);
      faults.add(
          run.id()
              + " has undone "
              + undone
              + (order ? " in the wrong order, not as " : ", but should have undone ")
              + done);
    }
    boolean back = run.state() != RunState.COMPLETED;
    if (failing != back || (run.state() == RunState.COMPENSATED && undone.isEmpty())) {
      faults.add(run.id() + " is " + run.state() + ", failing: " + failing + ", undid " + undone);
    }
  }

  private void undone(
      RunStatus run, List<String> done, @Nullable List<String> undone, @Nullable String node) {
    if (node == null || !done.contains(node)) {
      faults.add(run.id() + " has undone " + node + ", which was not done");
    } else if (undone == null) {
      // the loser of a race
      done.remove(node);
    } else if (undone.contains(node)) {
      faults.add(run.id() + " has undone " + node + " twice");
    } else {
      undone.add(node);
    }
  }

  private static String base(String path) {
    return path.contains("#") ? path.substring(0, path.indexOf('#')) : path;
  }
}
