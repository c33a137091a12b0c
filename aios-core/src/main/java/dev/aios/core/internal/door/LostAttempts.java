package dev.aios.core.internal.door;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.core.internal.door.EffectRows.Found;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts of this node of which the store did not take what came of them. Their rows say that this
 * node performs them, and would say so as long as it lives: whoever is to perform the effect next
 * may be on another node, and would wait. So this node gives them up as soon as the store takes
 * that, and they are in doubt for anybody; once it is closed, others see it dead. Thread-safe.
 */
final class LostAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(LostAttempts.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final World world;
  private final NodeRegistry nodes;
  private final Set<String> inFlight;

  /** By their keys, with where their rows are. Guarded by this. */
  private final Map<String, EffectRows> lost = new HashMap<>();

  private boolean scheduled;

  LostAttempts(World world, NodeRegistry nodes, Set<String> inFlight) {
    this.world = world;
    this.nodes = nodes;
    this.inFlight = inFlight;
  }

  /** An attempt is in flight no more, and its row may say still that it is. */
  synchronized void add(String key, EffectRows rows) {
    lost.put(key, rows);
    schedule();
  }

  private synchronized void schedule() {
    if (scheduled || lost.isEmpty()) {
      return;
    }
    try {
      world.schedule(world.instant().plus(PAUSE), this::giveUp);
      scheduled = true;
    } catch (ClosedException e) {
      lost.clear(); // This node's lease ends, and with it what it owns.
    }
  }

  private void giveUp() {
    Map<String, EffectRows> all;
    synchronized (this) {
      scheduled = false;
      all = Map.copyOf(lost);
    }
    all.forEach(
        (key, rows) -> {
          if (isGivenUp(key, rows)) {
            synchronized (this) {
              lost.remove(key, rows);
            }
          }
        });
    schedule();
  }

  private boolean isGivenUp(String key, EffectRows rows) {
    try {
      Found found = rows.find(key);
      StoredEffect stored = found.stored();
      boolean mine =
          stored.begun() && stored.item() == null && stored.owner().equals(nodes.nodeId());
      // Asked after the row was read: another attempt says that it is in flight before it begins.
      if (mine && !inFlight.contains(key)) {
        rows.put("effect.lost", found, stored.lost(), List.of());
      }
      return true;
    } catch (StorageException e) {
      LOG.atDebug()
          .addKeyValue("effect", key)
          .setCause(e)
          .log("A lost attempt could not be given up; it is tried again in a second");
      return nodes.isClosed();
    } catch (AiosException e) {
      // Closed, or erased, or written by a later version: trying again would change nothing.
      LOG.atDebug().addKeyValue("effect", key).setCause(e).log("A lost attempt stays as it is");
      return true;
    }
  }
}
