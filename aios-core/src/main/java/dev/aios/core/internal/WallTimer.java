package dev.aios.core.internal;

import dev.aios.api.ClosedException;
import dev.aios.api.World.Cancellable;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands tasks to an executor at instants of the wall clock. One thread, started by the first task.
 * Thread-safe.
 */
final class WallTimer {
  /** How soon a changed clock, or the end of the machine's sleep, is noticed. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final InstantSource clock;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<Task> tasks = new TreeSet<>();
  private @Nullable Thread thread;
  private long scheduled;
  private boolean closed;

  WallTimer(InstantSource clock, Executor executor) {
    this.clock = clock;
    this.executor = executor;
  }

  Cancellable schedule(Instant due, Runnable action) {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedException("The world is closed: nothing can be scheduled in it any more");
      }
      Task task = new Task(due, scheduled++, action);
      tasks.add(task);
      if (thread == null) {
        thread = new DaemonThreads("aios-timer").newThread(this::run);
        thread.start();
      } else if (tasks.first() == task) {
        changed.signal();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Runnable action = next(); action != null; action = next()) {
      try {
        executor.execute(action);
      } catch (ClosedException e) {
        // The world was closed between the two; what was scheduled is forgotten with it.
        return;
      }
    }
  }

  /** Waits for the next task to be due; null once it is closed. */
  private @Nullable Runnable next() {
    lock.lock();
    try {
      while (!closed) {
        long wait = tasks.isEmpty() ? LONGEST_WAIT_NANOS : untilDue(tasks.first());
        if (wait <= 0) {
          Task due = tasks.first();
          tasks.remove(due);
          return due.action;
        }
        try {
          changed.awaitNanos(tasks.isEmpty() ? Long.MAX_VALUE : wait);
        } catch (InterruptedException e) {
          // Nobody has a reason to interrupt this thread: look at the clock again.
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private long untilDue(Task task) {
    Instant now = clock.instant();
    return task.due.isBefore(now.plusNanos(LONGEST_WAIT_NANOS))
        ? now.until(task.due, ChronoUnit.NANOS)
        : LONGEST_WAIT_NANOS;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      tasks.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class Task implements Cancellable, Comparable<Task> {
    private final Instant due;
    private final long order;
    private final Runnable action;

    Task(Instant due, long order, Runnable action) {
      this.due = due;
      this.order = order;
      this.action = action;
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        tasks.remove(this);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int compareTo(Task other) {
      int byDue = due.compareTo(other.due);
      return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
  }
}
