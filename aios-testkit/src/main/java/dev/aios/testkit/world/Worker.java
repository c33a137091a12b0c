package dev.aios.testkit.world;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A thread that runs one task after the other, each when it is given one. */
final class Worker extends Thread {
  private final Turns turns;
  private final Lock lock;
  private final Condition assigned;
  private @Nullable Runnable task;
  private @Nullable Waiter parked;
  private boolean ended;

  Worker(Turns turns, Lock lock, int number) {
    super("aios-virtual-" + number);
    this.turns = turns;
    this.lock = lock;
    assigned = lock.newCondition();
    setDaemon(true);
  }

  boolean isOf(Turns owner) {
    return turns == owner;
  }

  /** Hands it a task; it has none. Under the lock. */
  void assign(Runnable next) {
    task = next;
    assigned.signal();
  }

  /** The worker on whose thread this is called. */
  static Worker current() {
    return (Worker) Thread.currentThread();
  }

  /** It waits there from now on. Under the lock. */
  void parks(Waiter waiter) {
    parked = waiter;
    if (isInterrupted()) {
      waiter.interrupt();
    }
  }

  /** Whoever is interrupted while it waits is queued for its turn now, not when it notices. */
  @Override
  public void interrupt() {
    lock.lock();
    try {
      if (parked != null) {
        parked.interrupt();
      }
      super.interrupt();
      turns.decide();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts what it does; it takes no further task. Under the lock. */
  void end() {
    ended = true;
    assigned.signal();
    interrupt();
  }

  /** Shows what it does, if it does anything. Under the lock. */
  void describe(StringBuilder text) {
    if (task != null) {
      text.append("\n  ").append(getName());
      for (StackTraceElement frame : getStackTrace()) {
        text.append("\n    at ").append(frame);
      }
    }
  }

  @Override
  public void run() {
    for (Runnable next = take(); next != null; next = take()) {
      Throwable failure = null;
      try {
        next.run();
      } catch (Throwable t) {
        failure = t;
      }
      // A task may leave the flag set; the next one has not been interrupted.
      Thread.interrupted();
      done(failure);
    }
  }

  private void done(@Nullable Throwable failure) {
    lock.lock();
    try {
      task = null;
      turns.ended(this, failure);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Runnable take() {
    lock.lock();
    try {
      while (task == null && !ended) {
        assigned.awaitUninterruptibly();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }
}
