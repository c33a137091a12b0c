package dev.aios.testkit.world;

import dev.aios.api.ClosedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may run, and when the clock moves. Everything is decided under one lock in {@link #decide},
 * which is called after every change; nothing foreign is called under the lock.
 *
 * <p>Threads are of two kinds. Workers run tasks; a worker that sleeps or waits here is not active
 * and must be given a turn before it goes on. Drivers are all others, such as the thread of the
 * test: while a driver waits, tasks may run and, if it waits for time, the clock may move.
 */
final class Turns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noneActive = lock.newCondition();
  private final Mode mode;
  private final SplittableRandom choice;
  private final Agenda agenda;
  private final List<Turn> ready = new ArrayList<>();
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private final Crew crew = new Crew(this, lock);

  /** Workers in a task that neither sleep nor wait. */
  private int active;

  /** Work under way on threads that are not the world's. */
  private int outside;

  /** Threads outside that wait for work to be done. */
  private int drivers;

  /** Drivers that also wait for time to pass. */
  private int movers;

  /** Drivers on their way out: while they leave, neither tasks nor time go on. */
  private int leaving;

  private boolean closed;

  Turns(Instant start, long seed, Mode mode) {
    agenda = new Agenda(start);
    choice = new SplittableRandom(seed);
    this.mode = mode;
  }

  Instant now() {
    return agenda.now();
  }

  void execute(Runnable task) {
    locked(() -> ready.add(new Task(this, task)));
  }

  /** Returns what calls the task off. */
  Runnable schedule(Instant at, Runnable code) {
    Task task = new Task(this, code);
    Due due =
        locked(
            () -> {
              Due added = agenda.add(at, task);
              agenda.wakeDue();
              return added;
            });
    return () -> {
      lock.lock();
      try {
        task.cancel();
        agenda.remove(due);
      } finally {
        lock.unlock();
      }
    };
  }

  void sleep(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      requireOpen();
      park(waiter(Waiter.For.TIME), agenda.after(duration));
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the future is done; the caller reads it. */
  void await(CompletableFuture<?> future, Duration atMost)
      throws InterruptedException, TimeoutException {
    lock.lock();
    try {
      requireOpen();
      Waiter waiter = waiter(Waiter.For.TIME);
      var unused = future.whenComplete((value, failure) -> happened(waiter));
      if (!future.isDone()) {
        park(waiter, agenda.after(atMost));
      }
      if (!future.isDone()) {
        throw new TimeoutException("not done by " + agenda.now() + " of virtual time");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts work that goes on elsewhere: plus or minus one. */
  void outside(int change) {
    lock.lock();
    try {
      outside += change;
      decide();
    } finally {
      lock.unlock();
    }
  }

  void advanceTo(Instant target) {
    lock.lock();
    try {
      requireDriver("advance");
      if (target.isAfter(agenda.now())) {
        drive(waiter(Waiter.For.TIME), target);
      }
    } finally {
      lock.unlock();
    }
    runUntilIdle();
  }

  void runUntilIdle() {
    lock.lock();
    try {
      requireDriver("runUntilIdle");
      drive(waiter(Waiter.For.IDLE), null);
    } finally {
      lock.unlock();
    }
  }

  Optional<Instant> nextDue() {
    return look(agenda::next);
  }

  boolean isIdle() {
    return look(this::idle);
  }

  long begun() {
    return look(crew::begun);
  }

  List<Throwable> failures() {
    return look(crew::failures);
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      ready.clear();
      agenda.clear();
      waiters.forEach(Waiter::release);
      crew.end();
      noneActive.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets a turn be chosen. Under the lock. */
  void queue(Turn turn) {
    ready.add(turn);
  }

  /** Hands a task to a worker. Under the lock. */
  void run(Runnable task) {
    active++;
    crew.run(task);
  }

  /** A worker has done its task. Under the lock. */
  void ended(Worker worker, @Nullable Throwable failure) {
    active--;
    crew.rest(worker, failure);
    decide();
  }

  private boolean idle() {
    return active == 0 && outside == 0 && ready.isEmpty();
  }

  private boolean mayBegin() {
    if (mode.oneAtATime()) {
      return active == 0 && leaving == 0 && (drivers > 0 || mode.skipping());
    }
    return active < mode.threads();
  }

  void decide() {
    while (!closed) {
      while (!ready.isEmpty() && mayBegin()) {
        ready.remove(mode.oneAtATime() ? choice.nextInt(ready.size()) : 0).begin();
      }
      if (active == 0) {
        noneActive.signalAll();
      }
      if (!idle()) {
        return;
      }
      for (Waiter waiter : waiters) {
        if (waiter.isFor(Waiter.For.IDLE)) {
          waiter.wake();
        }
      }
      if (agenda.size() == 0 || leaving > 0 || !(mode.skipping() || movers > 0)) {
        return;
      }
      agenda.moveOn();
    }
  }

  private <T> T locked(Supplier<T> change) {
    lock.lock();
    try {
      requireOpen();
      T result = change.get();
      decide();
      return result;
    } finally {
      lock.unlock();
    }
  }

  private <T> T look(Supplier<T> at) {
    lock.lock();
    try {
      return at.get();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException("The virtual world is closed: nothing goes on in it any more");
    }
  }

  private void requireDriver(String what) {
    requireOpen();
    if (isWorker()) {
      throw new IllegalStateException(
          what + " was called by a task of this world, which would wait for itself: let it sleep");
    }
  }

  private boolean isWorker() {
    return Thread.currentThread() instanceof Worker worker && worker.isOf(this);
  }

  private Waiter waiter(Waiter.For what) {
    return new Waiter(this, lock, what, isWorker());
  }

  private void drive(Waiter waiter, @Nullable Instant until) {
    try {
      if (until == null) {
        park(waiter);
      } else {
        park(waiter, until);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldStuckException(
          "The thread that drives the virtual world was interrupted at "
              + agenda.now()
              + ": "
              + report());
    }
  }

  private void park(Waiter waiter, Instant until) throws InterruptedException {
    Due due = agenda.add(until, waiter);
    try {
      park(waiter);
    } finally {
      agenda.remove(due);
    }
  }

  private void park(Waiter waiter) throws InterruptedException {
    enter(waiter);
    long patience = TimeUnit.NANOSECONDS.convert(mode.patience());
    try {
      patience = waiter.untilReleased(patience);
      if (patience <= 0) {
        throw new WorldStuckException(
            "The virtual world did not get through its work within "
                + mode.patience()
                + " of real time: "
                + report());
      }
    } catch (InterruptedException | RuntimeException e) {
      leave(waiter, 0);
      throw e;
    }
    leave(waiter, patience);
    if (closed && waiter.isInside()) {
      throw new InterruptedException("The virtual world was closed");
    }
  }

  private void enter(Waiter waiter) {
    waiter.enter();
    waiters.add(waiter);
    if (waiter.isInside()) {
      active--;
      Worker.current().parks(waiter);
    } else {
      drivers++;
      movers += waiter.isFor(Waiter.For.TIME) ? 1 : 0;
    }
    decide();
  }

  private void happened(Waiter waiter) {
    lock.lock();
    try {
      wake(waiter);
      decide();
    } finally {
      lock.unlock();
    }
  }

  /** What it waits for has come, or it gives up. Under the lock. */
  void wake(Waiter waiter) {
    if (!waiter.wakesNow()) {
      return;
    }
    if (waiter.isInside()) {
      queue(waiter);
    } else {
      drivers--;
      movers -= waiter.isFor(Waiter.For.TIME) ? 1 : 0;
      leaving++;
      waiter.release();
    }
  }

  /** A worker that waited is given its turn. Under the lock. */
  void goesOn(Waiter waiter) {
    active++;
    waiter.release();
  }

  /** Lets a thread go on, for whatever reason, in good order. */
  private void leave(Waiter waiter, long patience) throws InterruptedException {
    wake(waiter);
    decide();
    waiter.untilReleased();
    waiters.remove(waiter);
    if (waiter.isInside()) {
      return;
    }
    try {
      // The one task that runs ends its turn before the driver goes on, so that they do not mix.
      long left = mode.oneAtATime() && !mode.skipping() ? patience : 0;
      while (left > 0 && active > 0 && !closed) {
        left = noneActive.awaitNanos(left);
      }
    } finally {
      leaving--;
      decide();
    }
  }

  private String report() {
    StringBuilder text = new StringBuilder();
    text.append(active).append(" tasks run, ");
    text.append(ready.size()).append(" are queued, ");
    text.append(outside).append(" works are under way outside, ");
    text.append(agenda.size()).append(" are due later");
    crew.describe(text);
    return text.toString();
  }
}
