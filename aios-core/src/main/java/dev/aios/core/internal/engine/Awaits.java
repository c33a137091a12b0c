package dev.aios.core.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.World;
import dev.aios.api.run.RunStatus;
import java.time.Duration;
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

  /** Longer than it takes from a start to the wait for it. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /**
   * The ends of this node's latest runs: whoever waits for a run that was quicker reads nothing.
   * For a moment only, because where keys are forgotten another node may begin a new run with the
   * key.
   */
  private final Cache<String, End> latest;

  Awaits(World world) {
    latest =
        Caffeine.newBuilder()
            .maximumWeight(8 << 20)
            .expireAfterWrite(SOON)
            .ticker(world::nanoTime)
            // a moment's work: not worth waking another thread for
            .executor(Runnable::run)
            .weigher((String run, End end) -> 200 + size(end.result()))
            .build();
  }

  /** A run begins: how one that had its key before ended is not how this one does. */
  void begins(String run) {
    latest.invalidate(run);
  }

  private static int size(@Nullable Outcome result) {
    return result == null ? 0 : result.payload().data().utf8().length;
  }

  @Nullable End latest(String run) {
    return latest.getIfPresent(run);
  }

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

  void ended(String run, End end) {
    RunStatus status = end.status();
    if (status != null && status.state().isFinal()) {
      latest.put(run, end);
    }
    Map<Object, CompletableFuture<End>> told = waiting.remove(run);
    if (told != null) {
      told.values().forEach(future -> future.complete(end));
    }
  }

  void close() {
    waiting.keySet().forEach(run -> ended(run, new End(null, null)));
  }
}
