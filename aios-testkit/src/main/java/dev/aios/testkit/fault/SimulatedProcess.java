package dev.aios.testkit.fault;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A process that can die while the test lives on. Once it is dead, the {@link Faults} and the
 * {@link FaultyJournal} that belong to it let nothing through any more: what the runtime in it had
 * in hand is lost, exactly as if it had been killed. A dead process stays dead; for a restart make
 * a new one. Thread-safe.
 *
 * <pre>{@code
 * faults.onEffect("issue").nth(1).crashAfter();
 * SimulatedProcess first = new SimulatedProcess();
 * run(faults.in(first), journal.in(first));    // dies after it issued the invoice
 * SimulatedProcess second = new SimulatedProcess();
 * run(faults.in(second), journal.in(second));  // goes on from the journal
 * }</pre>
 */
public final class SimulatedProcess {
  private final AtomicReference<@Nullable String> death = new AtomicReference<>();

  /** A process that lives. */
  public SimulatedProcess() {}

  /** Kills it now, whatever it does. */
  public void kill() {
    death.compareAndSet(null, "killed by the test");
  }

  /** It dies here; returns what to throw. */
  SimulatedCrash die(String where) {
    death.compareAndSet(null, where);
    return new SimulatedCrash(where);
  }

  /**
   * Whether it is dead.
   *
   * @return true once it was killed or a crash fired
   */
  public boolean isDead() {
    return death.get() != null;
  }

  void requireAlive(String what) {
    String where = death.get();
    if (where != null) {
      throw new SimulatedCrash(where + "; " + what + " comes too late");
    }
  }
}
