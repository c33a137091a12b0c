package dev.aios.testkit.world;

/** A task that was handed to a world. Under the lock. */
final class Task implements Turn {
  private final Turns turns;
  private final Runnable code;
  private boolean cancelled;

  Task(Turns turns, Runnable code) {
    this.turns = turns;
    this.code = code;
  }

  /** Calls it off; has no effect once it has begun. */
  void cancel() {
    cancelled = true;
  }

  @Override
  public void wake() {
    turns.queue(this);
  }

  @Override
  public void begin() {
    if (!cancelled) {
      turns.run(code);
    }
  }
}
