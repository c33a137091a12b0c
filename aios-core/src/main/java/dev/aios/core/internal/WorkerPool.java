package dev.aios.core.internal;

import dev.aios.api.ClosedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that are mostly short but may block. Thread-safe.
 *
 * <p>As many workers run as there are processors, and take one task after the other without being
 * woken for each. A task that takes longer than a millisecond or two counts as blocked: while it
 * lasts one more worker may run, so that a thousand steps can wait for a model and the next is
 * still started. Where virtual threads block without holding a processor (JDK 24), those additional
 * workers are virtual. Workers that were idle for ten seconds end.
 */
final class WorkerPool implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long the watch stays awake when no task waits: waking it costs more than a look. */
  private static final int QUIET_TICKS = 20;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The worker that the current thread is, if it is one. */
  private static final ThreadLocal<Worker> CURRENT = new ThreadLocal<>();

  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final DaemonThreads platform = new DaemonThreads("aios-worker");
  private final ThreadFactory additional;
  private final int processors = Runtime.getRuntime().availableProcessors();

  /** Past this many blocked tasks, further ones wait. */
  private final int mostWorkers;

  /** Guards the fields below; the volatile ones are read without it. */
  private final Object lock = new Object();

  private final Set<Worker> workers = new HashSet<>();
  private final Deque<Worker> idle = new ArrayDeque<>();

  /** How many workers are not idle. */
  private volatile int running;

  /** How many of them are in a task that counts as blocked. */
  private volatile int blocked;

  private volatile boolean closed;

  private @Nullable Thread watch;

  /** Whether the watch is awake. */
  private volatile boolean watching;

  WorkerPool() {
    ThreadFactory virtual = VirtualThreads.factory("aios-virtual-");
    additional = virtual == null ? platform : virtual;
    mostWorkers = virtual == null ? 4_000 : 100_000;
  }

  @Override
  public void execute(Runnable task) {
    if (closed) {
      throw new ClosedException("The world is closed: no work can be handed to it any more");
    }
    boolean first = queue.isEmpty();
    queue.add(task);
    if (running >= allowed()) {
      watch();
    } else if (!first || isOwnWorker()) {
      // Whoever takes the task before it wakes another for this one, and this worker will take it
      // as soon as it is done with its own task: both are cheaper than waking a worker from here.
      // The watch sees to it if that takes long.
      watch();
    } else {
      wake();
    }
  }

  private boolean isOwnWorker() {
    Worker worker = CURRENT.get();
    return worker != null && worker.pool() == this;
  }

  /**
   * How many workers may run: one for each processor and one for each blocked task. Where many are
   * blocked the next tasks probably will be, too; a quarter more shortens the way to a thousand.
   */
  private int allowed() {
    int waiting = blocked;
    return processors + waiting + waiting / 4;
  }

  /** Lets one more worker run, if it may. */
  private void wake() {
    synchronized (lock) {
      if (running >= allowed()) {
        return;
      }
      Worker worker = idle.pollLast();
      if (worker != null) {
        running++;
        worker.isIdle = false;
        LockSupport.unpark(worker.thread);
      } else if (workers.size() < mostWorkers) {
        Worker fresh = new Worker(workers.size() < processors ? platform : additional);
        if (started(fresh.thread)) {
          running++;
          workers.add(fresh);
        }
      }
    }
  }

  private boolean started(Thread thread) {
    try {
      thread.start();
      return true;
    } catch (OutOfMemoryError e) {
      LOG.atError().setCause(e).log("No thread is to be had; work waits for the {}", running);
      return false;
    }
  }

  private void watch() {
    if (watching) {
      return;
    }
    synchronized (lock) {
      watching = true;
      if (watch == null) {
        watch = new DaemonThreads("aios-watch").newThread(this::watchOver);
        watch.start();
      } else {
        LockSupport.unpark(watch);
      }
    }
  }

  /** Looks at the workers every millisecond as long as tasks wait. */
  private void watchOver() {
    int quiet = 0;
    while (true) {
      quiet = queue.isEmpty() ? quiet + 1 : 0;
      if (quiet > QUIET_TICKS || (quiet > 0 && closed)) {
        watching = false;
        // Whoever queued a task before it could see that nobody watches relies on this look.
        if (queue.isEmpty()) {
          if (closed) {
            return;
          }
          LockSupport.park(this);
          quiet = 0;
          continue;
        }
        quiet = 0;
        watching = true;
      }
      LockSupport.parkNanos(this, TICK_NANOS);
      if (!queue.isEmpty()) {
        markBlocked();
        for (int more = allowed() - running; more > 0 && !queue.isEmpty(); more--) {
          wake();
        }
      }
    }
  }

  private void markBlocked() {
    synchronized (lock) {
      for (Worker worker : workers) {
        long task = worker.task;
        if (worker.isIdle || worker.isBlocked) {
          continue;
        }
        if (task == worker.seenTask) {
          worker.isBlocked = true;
          blocked++;
        }
        worker.seenTask = task;
      }
    }
  }

  /** Lets the workers end after what is queued. */
  void close() {
    closed = true;
    synchronized (lock) {
      idle.forEach(worker -> LockSupport.unpark(worker.thread));
      if (watch != null) {
        LockSupport.unpark(watch);
      }
    }
  }

  private final class Worker implements Runnable {
    private final Thread thread;

    /** Counts the tasks of this worker, so that the watch can tell one from the next. */
    private volatile long task;

    private long performed;
    private long seenTask = -1;
    private volatile boolean isBlocked;
    private volatile boolean isIdle;

    Worker(ThreadFactory threads) {
      thread = threads.newThread(this);
    }

    WorkerPool pool() {
      return WorkerPool.this;
    }

    @Override
    public void run() {
      CURRENT.set(this);
      while (true) {
        // There are too many of them after others that were blocked have come back.
        Runnable next = running > allowed() ? null : queue.poll();
        if (next != null) {
          if (running < allowed() && !queue.isEmpty()) {
            wake();
          }
          perform(next);
        } else if (!rest()) {
          return;
        }
      }
    }

    private void perform(Runnable next) {
      try {
        next.run();
      } catch (Throwable t) {
        LOG.atError().setCause(t).log("A task failed; the worker goes on");
      }
      task = ++performed;
      unblock();
      // A task may leave the flag set; the next one has not been interrupted.
      Thread.interrupted();
    }

    private void unblock() {
      if (isBlocked) {
        synchronized (lock) {
          isBlocked = false;
          blocked--;
        }
      }
    }

    /** Waits until it is needed. Returns false if the worker should end. */
    private boolean rest() {
      synchronized (lock) {
        // The watch may have marked it just after its task ended.
        unblock();
        running--;
        isIdle = true;
        idle.addLast(this);
      }
      // A task queued before its user could see that this worker rests is seen to here.
      if (!queue.isEmpty()) {
        wake();
      }
      while (isIdle) {
        if (!closed) {
          LockSupport.parkNanos(WorkerPool.this, IDLE_NANOS);
        }
        Thread.interrupted();
        synchronized (lock) {
          if (isIdle && (closed || idle.peekFirst() == this)) {
            idle.remove(this);
            workers.remove(this);
            return false;
          }
        }
      }
      return true;
    }
  }
}
