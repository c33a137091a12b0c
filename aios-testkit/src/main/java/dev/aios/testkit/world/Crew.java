package dev.aios.testkit.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** The workers of a world: as many as tasks were ever under way at once. Under the world's lock. */
final class Crew {
  private final Turns turns;
  private final Lock lock;
  private final List<Worker> workers = new ArrayList<>();
  private final Deque<Worker> resting = new ArrayDeque<>();
  private final List<Throwable> failures = new ArrayList<>();
  private long begun;

  Crew(Turns turns, Lock lock) {
    this.turns = turns;
    this.lock = lock;
  }

  void run(Runnable code) {
    begun++;
    // the one that rested last: in a simulation mostly the very thread that decides this
    Worker worker = resting.pollLast();
    if (worker == null) {
      worker = new Worker(turns, lock, workers.size() + 1);
      workers.add(worker);
      worker.assign(code);
      worker.start();
    } else {
      worker.assign(code);
    }
  }

  void rest(Worker worker, @Nullable Throwable failure) {
    resting.addLast(worker);
    if (failure != null) {
      failures.add(failure);
    }
  }

  long begun() {
    return begun;
  }

  /** What tasks threw, oldest first. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  void end() {
    workers.forEach(Worker::end);
  }

  void describe(StringBuilder text) {
    workers.forEach(worker -> worker.describe(text));
  }
}
