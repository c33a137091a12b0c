package dev.aios.governance;

import dev.aios.api.World;
import dev.aios.core.internal.SystemWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The real world, with a clock that runs on from where a test sets it. */
public final class MovableWorld implements World, AutoCloseable {
  private final SystemWorld real = new SystemWorld();
  private final List<Alarm> alarms = new ArrayList<>();
  private Duration ahead;

  private record Alarm(Instant due, Runnable task) {}

  /** A world in which it is that time now. */
  public MovableWorld(String now) {
    ahead = Duration.between(real.instant(), Instant.parse(now));
  }

  /** Makes it that time, and runs what is due by then. */
  public void moveTo(String now) {
    List<Alarm> due;
    synchronized (this) {
      ahead = Duration.between(real.instant(), Instant.parse(now));
      due = alarms.stream().filter(alarm -> !alarm.due().isAfter(instant())).toList();
      alarms.removeAll(due);
    }
    due.forEach(alarm -> real.executor().execute(alarm.task()));
  }

  @Override
  public synchronized Instant instant() {
    return real.instant().plus(ahead);
  }

  @Override
  public String newId() {
    return real.newId();
  }

  @Override
  public RandomGenerator random() {
    return real.random();
  }

  @Override
  public long nanoTime() {
    return real.nanoTime();
  }

  @Override
  public Executor executor() {
    return real.executor();
  }

  @Override
  public synchronized Cancellable schedule(Instant due, Runnable task) {
    Duration wait = Duration.between(instant(), due);
    if (wait.compareTo(Duration.ofMinutes(1)) < 0) {
      return real.schedule(real.instant().plus(wait), task);
    }
    Alarm alarm = new Alarm(due, task);
    alarms.add(alarm);
    return () -> cancel(alarm);
  }

  private synchronized void cancel(Alarm alarm) {
    alarms.remove(alarm);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    real.sleep(duration);
  }

  @Override
  public void close() {
    real.close();
  }
}
