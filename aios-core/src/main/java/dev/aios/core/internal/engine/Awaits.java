package dev.aios.core.internal.engine;

import dev.aios.api.run.RunStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who waits in this process for runs to end. Thread-safe. */
final class Awaits {
  /**
   * How a run of this node ended, or why it needs a person.
   *
   * @param status its status; null if the runtime closed meanwhile
   * @param result its result, null unless it is completed
   */
  record End(@Nullable RunStatus status, @Nullable Outcome result) {}

  private final Map<String, Map<Object, CompletableFuture<End>>> waiting =
      new ConcurrentHashMap<>();

  CompletableFuture<End> add(String run, Object ticket) {
    CompletableFuture<End> told = new CompletableFuture<>();
    waiting.compute(
        run,
        (key, set) -> {
          Map<Object, CompletableFuture<End>> all = set == null ? new ConcurrentHashMap<>(2) : set;
          all.put(ticket, told);
          return all;
        });
    return told;
  }

  void remove(String run, Object ticket) {
    waiting.computeIfPresent(
        run,
        (key, set) -> {
          set.remove(ticket);
          return set.isEmpty() ? null : set;
        });
  }

  boolean isAwaited(String run) {
    return waiting.containsKey(run);
  }

  void ended(String run, End end) {
    Map<Object, CompletableFuture<End>> told = waiting.remove(run);
    if (told != null) {
      told.values().forEach(future -> future.complete(end));
    }
  }

  void close() {
    waiting.keySet().forEach(run -> ended(run, new End(null, null)));
  }
}
