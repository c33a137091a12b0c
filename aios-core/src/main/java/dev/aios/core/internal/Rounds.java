package dev.aios.core.internal;

import dev.aios.api.ClosedException;
import dev.aios.api.World;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A round that is made again and again on threads of a world, never two at once: at the time that
 * the round before named, or as soon as somebody asks. Thread-safe.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final World world;
  private final Supplier<Instant> round;

  private final Object gate = new Object();
  // what follows is guarded by the gate, which is not held while a round is made
  private World.@Nullable Cancellable next;
  private boolean open;
  private boolean busy;
  private boolean again;

  /**
   * Rounds that have not begun.
   *
   * @param world its threads and time
   * @param round gives the time of the next one
   */
  public Rounds(World world, Supplier<Instant> round) {
    this.world = world;
    this.round = round;
  }

  /** Makes the first round. */
  public void start() {
    synchronized (gate) {
      open = true;
    }
    soon();
  }

  /** Makes a round as soon as a thread is free; after the one under way, if there is one. */
  public void soon() {
    synchronized (gate) {
      if (!open) {
        return;
      }
      if (busy) {
        again = true;
        return;
      }
    }
    try {
      world.executor().execute(this::make);
    } catch (ClosedException e) {
      close();
    }
  }

  /**
   * Whether rounds are made.
   *
   * @return false before {@link #start} and after {@link #close}
   */
  public boolean isOpen() {
    synchronized (gate) {
      return open;
    }
  }

  private void make() {
    synchronized (gate) {
      if (!open) {
        return;
      }
      if (busy) {
        again = true;
        return;
      }
      busy = true;
    }
    boolean more = true;
    while (more) {
      Instant at = one();
      synchronized (gate) {
        more = again && open;
        again = false;
        if (!more) {
          busy = false;
          plan(at);
        }
      }
    }
  }

  /** Whatever goes wrong in a round, there is another one. */
  private Instant one() {
    try {
      return round.get();
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("a round failed; the next comes in a second");
      return world.instant().plus(AFTER_TROUBLE);
    }
  }

  /** Called with the gate. */
  private void plan(Instant at) {
    if (!open) {
      return;
    }
    if (next != null) {
      next.cancel();
    }
    try {
      next = world.schedule(at, this::make);
    } catch (ClosedException e) {
      open = false;
    }
  }

  /** Makes no further round; does not wait for the one under way. */
  @Override
  public void close() {
    synchronized (gate) {
      open = false;
      if (next != null) {
        next.cancel();
      }
    }
  }
}
