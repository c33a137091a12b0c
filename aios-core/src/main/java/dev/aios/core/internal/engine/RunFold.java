package dev.aios.core.internal.engine;

import dev.aios.api.value.Cost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run as the fold over its records. The same fold serves a live run, recovery, and a
 * look at any checkpoint. Not thread-safe.
 */
final class RunFold {
  final RunEvent.Started started;
  final Outcome input;
  final Instant startedAt;
  int version;
  Cost cost = Cost.NONE;

  /** When the last of its records that was read was written; of a live run, when it was started. */
  Instant updatedAt;

  /** Why it goes no further forward, or null. */
  RunEvent.@Nullable Failing failing;

  RunEvent.@Nullable Ended ended;
  @Nullable String parked;

  /** Its place in a queue, or null if it goes through none. */
  RunEvent.@Nullable Queued queued;

  private boolean admitted;

  /** The runs that wait for this one's end, besides its parent. */
  final Set<String> joined = new LinkedHashSet<>(0);

  /** Nodes that are done, in the order in which they were. */
  final List<NodeState> done = new ArrayList<>();

  private final Map<String, NodeState> nodes = new ConcurrentHashMap<>();

  RunFold(RunEvent.Started started, @Nullable Object liveInput, Instant at) {
    this.started = started;
    this.version = started.version();
    this.startedAt = at;
    this.updatedAt = at;
    this.input =
        new Outcome(
            started.input(), liveInput, 1, List.of(), List.of(), RunEvent.taintOf(started.taint()));
    started.begins().forEach(this::apply);
  }

  @Nullable NodeState find(String path) {
    return nodes.get(path);
  }

  NodeState node(String path) {
    return nodes.computeIfAbsent(path, NodeState::new);
  }

  Iterable<NodeState> nodes() {
    return nodes.values();
  }

  /** Whether it waits for a slot in its queue. */
  boolean isHeld() {
    return queued != null && !admitted;
  }

  void apply(RunEvent event) {
    apply(event, null);
  }

  /**
   * Applies an event; a live outcome is kept instead of the recorded one, so that it is not
   * decoded.
   */
  void apply(RunEvent event, @Nullable Outcome live) {
    if (event instanceof RunEvent.Completed e) {
      NodeState node = finish(e.node());
      node.outcome = live == null ? e.outcome() : live;
      spend(e.cost());
      e.begins().forEach(this::apply);
    } else if (event instanceof RunEvent.Begun e) {
      NodeState node = node(e.node());
      node.unsure |= node.begun;
      node.begun = true;
      node.doubted = false;
      node.wait = null;
      node.attempts = e.attempt();
      node.reserved = e.reserved();
    } else if (event instanceof RunEvent.Passed e) {
      finish(e.node());
    } else if (event instanceof RunEvent.Failed e) {
      failed(e);
    } else if (event instanceof RunEvent.Doubted e) {
      NodeState node = node(e.node());
      node.begun = false;
      node.doubted = true;
      node.lastError = e.why();
    } else if (event instanceof RunEvent.NotHappened e) {
      notHappened(e);
    } else if (event instanceof RunEvent.Waits e) {
      waits(e);
    } else if (event instanceof RunEvent.Allowed e) {
      NodeState node = node(e.node());
      node.wait = null;
      if (e.effect() == null) {
        node.allowed = true;
      } else {
        node.effect(e.effect()).allowed = true;
        node.effect(e.effect()).item = null;
      }
    } else if (event instanceof RunEvent.Taken e) {
      node(e.node()).taken = e.choice();
    } else if (event instanceof RunEvent.Again e) {
      node(e.node()).iteration = e.iteration();
    } else if (event instanceof RunEvent.Won e) {
      node(e.node()).taken = e.lane();
      node(e.node()).won = live == null ? e.value().outcome() : live;
    } else if (event instanceof RunEvent.LaneFailed e) {
      node(e.node()).failedLanes.add(e.lane());
      node(e.node()).lastError = e.error();
    } else {
      applyToEffect(event, live);
    }
  }

  private void applyToEffect(RunEvent event, @Nullable Outcome live) {
    if (event instanceof RunEvent.EffectBegun e) {
      NodeState.EffectState effect = node(e.node()).effect(e.effect());
      effect.unsure |= effect.begun;
      effect.begun = true;
      effect.attempts = e.attempt();
      effect.reserved = e.reserved();
      effect.retryAt = null;
      effect.item = null;
    } else if (event instanceof RunEvent.EffectDone e) {
      NodeState node = node(e.node());
      NodeState.EffectState effect = node.effect(e.effect());
      effect.begun = false;
      effect.item = null;
      effect.outcome =
          live == null
              ? new Outcome(e.value(), null, 1, List.of(), List.of(), RunEvent.taintOf(e.taint()))
              : live;
      spend(e.cost());
      clearWait(node, e.effect());
    } else if (event instanceof RunEvent.EffectFailed e) {
      NodeState node = node(e.node());
      NodeState.EffectState effect = node.effect(e.effect());
      effect.begun = false;
      effect.item = null;
      effect.reserved = List.of();
      effect.failures++;
      effect.retryAt = e.retryAt();
      if (e.retryAt() == null) {
        effect.failed = e.error();
      }
      spend(e.cost());
      clearWait(node, e.effect());
    } else {
      applyToEnd(event);
    }
  }

  private void applyToEnd(RunEvent event) {
    if (event instanceof RunEvent.Failing e) {
      if (failing == null) {
        failing = e;
      }
    } else if (event instanceof RunEvent.UndoBegun e) {
      node(e.node()).undoAttempts = e.attempt();
      node(e.node()).undoRetryAt = null;
    } else if (event instanceof RunEvent.UndoDone e) {
      node(e.node()).undone = true;
      node(e.node()).undoItem = null;
    } else if (event instanceof RunEvent.UndoFailed e) {
      NodeState node = node(e.node());
      node.undoFailures++;
      node.undoRetryAt = e.retryAt();
      node.undoItem = e.item();
      node.lastError = e.error();
    } else if (event instanceof RunEvent.UndoAgain e) {
      node(e.node()).undoFailures = 0;
      node(e.node()).undoItem = null;
    } else if (event instanceof RunEvent.Ended e) {
      ended = e;
    } else if (event instanceof RunEvent.Queued e) {
      queued = e;
    } else if (event instanceof RunEvent.Admitted) {
      admitted = true;
    } else if (event instanceof RunEvent.Joined e) {
      joined.add(e.parent());
    } else if (event instanceof RunEvent.Parked e) {
      parked = e.why();
    } else if (event instanceof RunEvent.Migrated e) {
      version = e.to();
      parked = null;
    }
  }

  private NodeState finish(String path) {
    NodeState node = node(path);
    if (!node.done) {
      node.done = true;
      done.add(node);
    }
    node.begun = false;
    node.doubted = false;
    node.unsure = false;
    node.wait = null;
    node.reserved = List.of();
    return node;
  }

  private void notHappened(RunEvent.NotHappened e) {
    NodeState node = node(e.node());
    node.wait = null;
    if (e.effect() == null) {
      node.begun = false;
      node.doubted = false;
      node.unsure = false;
      node.reserved = List.of();
    } else {
      NodeState.EffectState effect = node.effect(e.effect());
      effect.begun = false;
      // an open breaker says nothing of the attempts before; a person and a look-up do
      effect.unsure &= e.by() == null;
      effect.item = null;
      if (!e.settled().isEmpty()) {
        // else the next attempt goes on with the reservation
        effect.reserved = List.of();
      }
    }
  }

  private void failed(RunEvent.Failed e) {
    NodeState node = node(e.node());
    node.begun = false;
    node.doubted = false;
    node.failures++;
    node.unsure = e.unknown() == null ? node.unsure : e.unknown();
    node.failed = e.retryAt() == null;
    node.lastError = e.error();
    node.reserved = List.of();
    node.wait =
        e.retryAt() == null
            ? null
            : new Wait(Wait.Reason.RETRY, e.retryAt(), "retry after: " + e.error(), null, null);
    spend(e.cost());
  }

  private void waits(RunEvent.Waits e) {
    NodeState node = node(e.node());
    node.wait = new Wait(e.reason(), e.until(), e.why(), e.ref(), e.effect());
    if (e.effect() == null) {
      node.unsure |= node.begun || node.doubted;
      node.begun = false;
      node.doubted = false;
    } else {
      NodeState.EffectState effect = node.effect(e.effect());
      effect.item = e.ref();
      effect.retryAt = e.until();
    }
  }

  private static void clearWait(NodeState node, String effect) {
    if (node.wait != null && effect.equals(node.wait.effect())) {
      node.wait = null;
    }
  }

  private void spend(@Nullable Cost more) {
    if (more != null) {
      cost = cost.plus(more);
    }
  }
}
