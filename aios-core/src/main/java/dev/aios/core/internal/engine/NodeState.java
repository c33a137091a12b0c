package dev.aios.core.internal.engine;

import dev.aios.api.journal.CounterChange;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where one node of one run stands. Owned by the run's fold. */
final class NodeState {
  final String path;
  boolean done;
  boolean undone;

  /** An intent is recorded and no outcome. */
  boolean begun;

  /** In doubt: reconcile is being asked. */
  boolean doubted;

  /** An attempt before the present one may have happened. */
  boolean unsure;

  /** Its reconcile function could not tell; kept in memory only. */
  boolean reconciled;

  /** Its attempts are used up. */
  boolean failed;

  int attempts;
  int failures;
  List<CounterChange> reserved = List.of();

  /** What it gave; null with {@link #done}: it passes its input on. */
  @Nullable Outcome outcome;

  /** The case that a branch took, or the lane that won. */
  @Nullable String taken;

  /** What the winning lane gave. */
  @Nullable Outcome won;

  final Set<String> failedLanes = new HashSet<>(0);

  /** The iteration of a loop, from 1. */
  int iteration = 1;

  /** What the present iteration began with; kept in memory only. */
  @Nullable Outcome turnInput;

  /** The elements of a map and what came of those that are done; kept in memory only. */
  @Nullable Elements elements;

  @Nullable Wait wait;
  @Nullable String lastError;

  /** A person allowed it, whatever policies and budgets say. */
  boolean allowed;

  final Map<String, EffectState> effects = new ConcurrentHashMap<>(0);

  int undoAttempts;
  int undoFailures;
  @Nullable Instant undoRetryAt;
  @Nullable String undoItem;

  NodeState(String path) {
    this.path = path;
  }

  /** The effects within it that happened, or may have. */
  Set<String> happened() {
    Set<String> names = new TreeSet<>();
    effects.forEach(
        (name, effect) -> {
          if (effect.outcome != null || effect.begun || effect.unsure) {
            names.add(name);
          }
        });
    return names;
  }

  EffectState effect(String key) {
    return effects.computeIfAbsent(key, k -> new EffectState());
  }

  /** Where one effect within a step stands. */
  static final class EffectState {
    boolean begun;

    /** An attempt before the present one ended with its process, and may have happened. */
    boolean unsure;

    int attempts;
    int failures;
    boolean allowed;
    @Nullable Outcome outcome;
    @Nullable String failed;
    @Nullable Instant retryAt;
    @Nullable String item;
    List<CounterChange> reserved = List.of();
  }
}
