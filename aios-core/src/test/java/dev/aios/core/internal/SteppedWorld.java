package dev.aios.core.internal;

import dev.aios.api.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A world whose time moves only when a test says so, and whose work runs on the test's thread, one
 * task after the other.
 */
public final class SteppedWorld implements World {
  private static final AtomicLong WORLDS = new AtomicLong();

  private final long number = WORLDS.incrementAndGet();
  private final SplittableRandom random;
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final PriorityQueue<Task> timers =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::order));
  private Instant now = Instant.parse("2026-11-24T09:00:00Z");
  private long ids;

  public SteppedWorld() {
    this(1);
  }

  public SteppedWorld(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized String newId() {
    return String.format("%013d%05d%08d", now.toEpochMilli(), number, ++ids);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public synchronized long nanoTime() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  @Override
  public Executor executor() {
    return this::add;
  }

  private synchronized void add(Runnable task) {
    work.add(task);
  }

  @Override
  public synchronized Cancellable schedule(Instant due, Runnable task) {
    Task timer = new Task(due, ++ids, task);
    timers.add(timer);
    return () -> cancel(timer);
  }

  private synchronized void cancel(Task timer) {
    timers.remove(timer);
  }

  @Override
  public void sleep(Duration duration) {
    throw new UnsupportedOperationException("Nothing here may hold the thread");
  }

  /** Does all the work there is now, and what it leads to, without moving the time. */
  public void settle() {
    for (Runnable next = take(); next != null; next = take()) {
      next.run();
    }
  }

  /** Does so many tasks of the work there is now and leaves the rest undone. */
  public void settle(int most) {
    for (int i = 0; i < most; i++) {
      Runnable next = take();
      if (next != null) {
        next.run();
      }
    }
  }

  private synchronized Runnable take() {
    while (!timers.isEmpty() && !timers.peek().due().isAfter(now)) {
      work.add(timers.poll().action());
    }
    return work.poll();
  }

  /** Moves the time, doing at each instant what is due then. */
  public void advance(Duration by) {
    Instant end = instant().plus(by);
    settle();
    for (Instant next = nextDue(end); next != null; next = nextDue(end)) {
      jump(next);
      settle();
    }
    jump(end);
    settle();
  }

  private synchronized Instant nextDue(Instant end) {
    Task first = timers.peek();
    return first == null || first.due().isAfter(end) ? null : first.due();
  }

  /** Moves the time and does nothing, as when the machine sleeps. */
  public synchronized void jump(Duration by) {
    now = now.plus(by);
  }

  private synchronized void jump(Instant to) {
    now = to.isAfter(now) ? to : now;
  }

  private record Task(Instant due, long order, Runnable action) {}
}
