package dev.aios.core.internal.engine;

import dev.aios.api.ConflictException;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Node;
import dev.aios.api.value.Taint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that nodes of other runs wait for: starts them, joins those that are there, takes them
 * back. A child's end wakes its parents; until it is certain that it will, they look. Thread-safe.
 */
final class Children {
  private static final Logger LOG = LoggerFactory.getLogger(Children.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Engine engine;

  /** Nodes whose child is being started; true if the parent waits for that to be over. */
  private final Map<String, Boolean> starting = new ConcurrentHashMap<>();

  /** Nodes that their child's end will wake. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Children(Engine engine) {
    this.engine = engine;
  }

  private static String node(LiveRun run, String path) {
    return run.key() + "\n" + path;
  }

  /** A walk comes to the node. */
  void visit(
      LiveRun run,
      Node.SubSaga sub,
      String path,
      Outcome value,
      @Nullable NodeState state,
      Scope scope) {
    Wait wait = state == null ? null : state.wait;
    if (wait == null || wait.ref() == null) {
      Object input = value.value(engine.codec());
      RunId child = new RunId(sub.saga().name(), sub.key().apply(input));
      engine.starter().check(sub.saga(), input);
      Instant look = engine.world().instant().plus(LOOK);
      String why = "waits for run " + child;
      run.emit(new RunEvent.Waits(path, Wait.Reason.CHILD, look, why, child.toString(), null));
      waits(run, path, child, look);
      run.checkpoint().starts.put(path, () -> start(run, path, sub, child, value));
    } else if (run.looks()) {
      look(run, sub, path, value, RunId.parse(wait.ref()), scope);
    } else {
      waits(run, path, RunId.parse(wait.ref()), wait.until());
    }
  }

  private void waits(LiveRun run, String path, RunId child, @Nullable Instant look) {
    run.stands(path, "waits for run " + child);
    if (!told.contains(node(run, path))) {
      run.due(look);
    }
  }

  private void look(
      LiveRun run, Node.SubSaga sub, String path, Outcome value, RunId child, Scope scope) {
    RunRow row = engine.records().row(child).orElse(null);
    if (row != null && !isOurs(row, value)) {
      run.fail(path, scope, "run " + child + " was started with another input: choose another key");
      return;
    }
    RunStatus status = row == null ? null : row.status();
    if (status == null || !status.state().isFinal()) {
      waits(run, path, child, engine.world().instant().plus(LOOK));
      String node = node(run, path);
      if (!told.contains(node) && !starting.containsKey(node)) {
        run.checkpoint().starts.put(path, () -> start(run, path, sub, child, value));
      }
    } else if (status.state() == RunState.COMPLETED) {
      complete(run, path, child, value);
    } else {
      run.fail(path, scope, "run " + child + " is " + status.state() + ": " + status.why());
    }
    if (status != null && status.state().isFinal()) {
      told.remove(node(run, path));
    }
  }

  private static boolean isOurs(RunRow child, Outcome value) {
    return child.input().equals(Starter.fingerprint(value.payload()));
  }

  private void complete(LiveRun run, String path, RunId child, Outcome value) {
    RunEvent.Ended ended = engine.records().completed(child);
    Outcome result =
        new Outcome(
            RunRecords.resultOf(child, ended),
            null,
            1,
            List.of(),
            List.of(),
            value.taint().plus(RunEvent.taintOf(ended.taint())));
    run.complete(path, result, null, List.of(), null, null);
  }

  private void start(LiveRun parent, String path, Node.SubSaga sub, RunId child, Outcome value) {
    String node = node(parent, path);
    starting.put(node, false);
    engine.execute(
        () -> {
          boolean look = true;
          try {
            engine.starter().startChild(parent, path, sub, child, value);
            join(parent, child);
            told.add(node);
            look = engine.records().status(child).map(s -> s.state().isFinal()).orElse(false);
          } catch (ConflictException e) {
            LOG.atDebug().setCause(e).log("the run that is waited for is another; its parent sees");
          } finally {
            if (Boolean.TRUE.equals(starting.remove(node)) || look) {
              engine.pokeNow(parent.key());
            }
          }
        });
  }

  private void join(LiveRun parent, RunId child) {
    if (!parent.key().equals(engine.records().started(child).parent())) {
      String signal = Names.signal(child.toString(), Names.JOIN, parent.key());
      engine.send(child, Names.JOIN, parent.key(), signal, Taint.NONE);
    }
  }

  /** In the parent's own checkpoint: once it is known to wait for that, the child is told. */
  private void cancel(LiveRun parent, RunId child) {
    String signal = Names.signal(child.toString(), Names.CANCEL, "");
    String why = parent.key() + " goes no further forward";
    engine
        .signal(child, Names.CANCEL, why, signal, Taint.NONE)
        .ifPresent(
            write -> {
              parent.checkpoint().part(write);
              parent.checkpoint().afterwards.add(() -> engine.poke(child.toString()));
            });
  }

  /** Wakes those who joined a run when it had ended already. */
  void joinedTooLate(String run) {
    for (Row row :
        engine.journal().rows(RowQuery.group(Names.SIGNALS, Names.signals(run, Names.JOIN)))) {
      Signal signal = Signal.of(row);
      String parent = String.valueOf(engine.codec().decode(signal.payload()));
      // Not kept: whoever sends it again is woken again, and the run may be in the archive by now.
      RowChange taken = new RowChange.Delete(Names.SIGNALS, row.key(), row.version());
      Write.Builder write = Write.builder().row(taken);
      try {
        engine.journal().writeNow(write.row(engine.wake(parent)).build());
      } catch (WriteRejectedException e) {
        continue;
      }
      engine.poke(parent);
    }
  }

  /** The run is not this node's any more: whoever has it learns anew whom its children wake. */
  void forget(LiveRun parent) {
    told.removeIf(node -> node.startsWith(parent.key() + "\n"));
  }

  /** On the way back: true if it is known whether the child is done. One that runs is cancelled. */
  boolean settle(LiveRun run, NodeState node, RunId child) {
    if (run.checkpoint().starts.remove(node.path) == null
        && starting.replace(node(run, node.path), true) != null) {
      run.stands(node.path, "waits for run " + child + " to begin, to take it back");
      return false;
    }
    Outcome value = run.inputOf(node.path);
    RunRow row = engine.records().row(child).filter(found -> isOurs(found, value)).orElse(null);
    if (row != null && !row.status().state().isFinal()) {
      waits(run, node.path, child, engine.world().instant().plus(LOOK));
      cancel(run, child);
      return false;
    }
    told.remove(node(run, node.path));
    if (row != null && row.status().state() == RunState.COMPLETED) {
      complete(run, node.path, child, value);
    } else {
      run.emit(new RunEvent.NotHappened(node.path, null, List.of(), null));
    }
    return true;
  }
}
