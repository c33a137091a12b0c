package dev.aios.core.internal;

import dev.aios.api.ClosedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that are mostly short but may block, on platform threads. Thread-safe.
 *
 * <p>As many workers run as there are processors, and take one task after the other without being
 * woken for each. A task that takes longer than a few milliseconds counts as blocked: while it
 * lasts one more worker may run, so that a thousand steps can wait for a model and the next is
 * still started. Workers that were idle for ten seconds end.
 */
final class WorkerPool implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  /** Past this many blocked tasks, further ones wait. */
  private static final int MOST_WORKERS = 4_000;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final DaemonThreads threads = new DaemonThreads("aios-worker");
  private final int processors = Runtime.getRuntime().availableProcessors();

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

  @Override
  public void execute(Runnable task) {
    if (closed) {
      throw new ClosedException("The world is closed: no work can be handed to it any more");
    }
    boolean first = queue.isEmpty();
    queue.add(task);
    if (running >= processors + blocked) {
      watch();
    } else if (first && Thread.currentThread() instanceof Worker worker && worker.isOf(this)) {
      // This worker will take it as soon as it is done with its own task, which is cheaper than
      // waking another; the watch sees to it if that takes long.
      watch();
    } else {
      wake();
    }
  }

  /** Lets one more worker run, if it may. */
  private void wake() {
    synchronized (lock) {
      if (running >= processors + blocked) {
        return;
      }
      Worker worker = idle.pollLast();
      if (worker != null) {
        running++;
        worker.isIdle = false;
        LockSupport.unpark(worker);
      } else if (workers.size() < MOST_WORKERS) {
        running++;
        Worker fresh = new Worker();
        workers.add(fresh);
        fresh.start();
      }
    }
  }

  private void watch() {
    if (watching) {
      return;
    }
    synchronized (lock) {
      watching = true;
      if (watch == null) {
        watch = threads.newThread(this::watchOver);
        watch.setName("aios-watch");
        watch.start();
      } else {
        LockSupport.unpark(watch);
      }
    }
  }

  /** Looks at the workers every millisecond as long as tasks wait. */
  private void watchOver() {
    while (true) {
      if (queue.isEmpty()) {
        watching = false;
        // Whoever queued a task before it could see that nobody watches relies on this look.
        if (queue.isEmpty()) {
          if (closed) {
            return;
          }
          LockSupport.park(this);
          continue;
        }
        watching = true;
      }
      LockSupport.parkNanos(this, TICK_NANOS);
      if (!queue.isEmpty()) {
        markBlocked();
        if (running < processors + blocked) {
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
      idle.forEach(LockSupport::unpark);
      if (watch != null) {
        LockSupport.unpark(watch);
      }
    }
  }

  private final class Worker extends Thread {
    /** Counts the tasks of this worker, so that the watch can tell one from the next. */
    private volatile long task;

    private long performed;

    private long seenTask = -1;
    private volatile boolean isBlocked;
    private volatile boolean isIdle;

    Worker() {
      setName(threads.nextName());
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        Runnable next = isSurplus() ? null : queue.poll();
        if (next != null) {
          perform(next);
        } else if (!rest()) {
          return;
        }
      }
    }

    /** True after others that were blocked have come back. */
    private boolean isSurplus() {
      return running > processors + blocked;
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

    private boolean isOf(WorkerPool pool) {
      return pool == WorkerPool.this;
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
      // A task queued before the queue's user could see that this worker rests is taken here.
      if (!queue.isEmpty()) {
        wake();
      }
      while (isIdle) {
        LockSupport.parkNanos(this, IDLE_NANOS);
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
