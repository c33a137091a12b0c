package dev.aios.testkit.world;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A thread that waits in a world: for time, for a future, or until all is idle. Under the lock. */
final class Waiter implements Turn {
  /** What ends the wait, apart from its due time. */
  enum For {
    /** A time or a future: the clock may move meanwhile. */
    TIME,
    /** That all work is idle. */
    IDLE
  }

  private static final long SLICE = TimeUnit.SECONDS.toNanos(1);

  private final Turns turns;
  private final For what;
  private final boolean inside;
  private final Condition goOn;
  private boolean entered;
  private boolean woken;
  private boolean released;
  private boolean interrupted;

  Waiter(Turns turns, Lock lock, For what, boolean inside) {
    this.turns = turns;
    this.what = what;
    this.inside = inside;
    goOn = lock.newCondition();
  }

  /** Whether it is a worker, which must be given a turn. */
  boolean isInside() {
    return inside;
  }

  boolean isFor(For other) {
    return what == other;
  }

  void enter() {
    entered = true;
  }

  /** Whether this is what wakes it, for the first time. */
  boolean wakesNow() {
    boolean first = entered && !woken;
    woken |= entered;
    return first;
  }

  @Override
  public void wake() {
    turns.wake(this);
  }

  @Override
  public void begin() {
    turns.goesOn(this);
  }

  /** Whoever waits here goes on in its turn, and is told that it was interrupted. */
  void interrupt() {
    interrupted = true;
    wake();
  }

  void release() {
    released = true;
    goOn.signal();
  }

  /** Waits; returns the nanoseconds of patience left, zero or less if it ran out. */
  long untilReleased(long patience) throws InterruptedException {
    if (inside) {
      // what an interrupt does is decided when it comes, not when the thread notices it
      untilReleased();
      if (interrupted) {
        Thread.interrupted();
        throw new InterruptedException();
      }
      return patience;
    }
    long left = patience;
    while (!released && left > 0) {
      long slice = Math.min(left, SLICE);
      // Not more than the slice: what went beyond it, the process stood still.
      left -= Math.min(slice, slice - goOn.awaitNanos(slice));
    }
    return left;
  }

  void untilReleased() {
    while (!released) {
      goOn.awaitUninterruptibly();
    }
  }
}
