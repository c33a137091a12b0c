package dev.aios.testkit.fault;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A journal over another, in which chosen writes fail before or after they are applied, or take the
 * process with them. Thread-safe; faults may be added at any time.
 *
 * <pre>{@code
 * FaultyJournal journal = FaultyJournal.over(new MemoryJournal(world)).seeded(7);
 * journal.onRecord("run.step.completed").nth(2).crashAfter();
 * }</pre>
 *
 * <p>When its process is dead every call fails with a {@link StorageException}, and nothing is
 * written any more. Closing it does not close the journal underneath: that belongs to who opened
 * it, and goes on to the next process.
 */
public final class FaultyJournal extends ForwardingJournal {
  private final Journal journal;
  private final List<Fault<Write>> faults;
  private final Tally tally;
  private final Random random;
  private final SimulatedProcess process;

  private FaultyJournal(
      Journal journal,
      List<Fault<Write>> faults,
      Tally tally,
      Random random,
      SimulatedProcess process) {
    this.journal = journal;
    this.faults = faults;
    this.tally = tally;
    this.random = random;
    this.process = process;
  }

  /**
   * A journal without faults yet, in a process of its own; random faults are drawn from seed 1.
   *
   * @param journal what is written to; the caller closes it
   * @return the journal over it
   */
  public static FaultyJournal over(Journal journal) {
    return new FaultyJournal(
        journal, new CopyOnWriteArrayList<>(), new Tally(), new Random(1), new SimulatedProcess());
  }

  /**
   * The same, with another seed for random faults that are added to it.
   *
   * @param seed the seed
   * @return a view
   */
  public FaultyJournal seeded(long seed) {
    return new FaultyJournal(journal, faults, tally, new Random(seed), process);
  }

  /**
   * The same journal with the same faults and counts, in another process.
   *
   * @param other the process in which the runtime lives
   * @return a view; faults added to either count for both
   */
  public FaultyJournal in(SimulatedProcess other) {
    return new FaultyJournal(journal, faults, tally, random, other);
  }

  /**
   * The process to which this journal belongs.
   *
   * @return the process; dead once a crash fired
   */
  public SimulatedProcess process() {
    return process;
  }

  /**
   * Chooses all writes.
   *
   * @return says which of them
   */
  public Choice<Strike> onWrite() {
    return onWrite("any write", write -> true);
  }

  /**
   * Chooses writes that append a record of a kind.
   *
   * @param kind the record's kind
   * @return says which of them
   */
  public Choice<Strike> onRecord(String kind) {
    return onWrite(
        "writes of a record " + kind,
        write -> write.records().stream().anyMatch(draft -> draft.kind().equals(kind)));
  }

  /**
   * Chooses writes by what they hold.
   *
   * @param what says it in words, for {@link #requireFired}
   * @param fits chooses
   * @return says which of them
   */
  public Choice<Strike> onWrite(String what, Predicate<? super Write> fits) {
    return new Choice<>(random, when -> new Strike(what, fits, when));
  }

  /**
   * How often faults of a kind fired.
   *
   * @param kind the kind
   * @return the count, over all processes
   */
  public int fired(FaultKind kind) {
    return tally.of(kind);
  }

  /**
   * How often faults fired.
   *
   * @return the counts by kind, over all processes; kinds that never fired are absent
   */
  public Map<FaultKind, Integer> fired() {
    return tally.all();
  }

  /**
   * Checks that each fault fired at least once: a test whose faults never fired proves nothing.
   *
   * @throws AssertionError names each that did not, and how often what it is put on was seen
   */
  public void requireFired() {
    Fault.requireFired(faults);
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    if (process.isDead()) {
      return CompletableFuture.failedFuture(dead());
    }
    Fault.Strike strike = Fault.setOff(faults, write, tally);
    if (strike == null) {
      return relay(journal.write(write), null);
    }
    return switch (strike.kind()) {
      case FAIL_BEFORE -> CompletableFuture.failedFuture(strike.error().get());
      case CRASH_BEFORE -> {
        process.die("before a write to the journal");
        yield CompletableFuture.failedFuture(dead());
      }
      case LOSE_OUTCOME -> relay(journal.write(write), strike.error().get());
      case CRASH_AFTER -> {
        // dead at once: what is asked while this write is under way must not be applied
        CompletableFuture<Commit> applied = journal.write(write);
        process.die("after a write to the journal");
        yield relay(applied, null);
      }
      case DELAY, ANSWER -> throw new AssertionError(strike.kind());
    };
  }

  /** Tells what became of a write, or something else instead; the dead are told nothing. */
  private CompletableFuture<Commit> relay(
      CompletableFuture<Commit> written, @Nullable Exception instead) {
    CompletableFuture<Commit> told = new CompletableFuture<>();
    var unused =
        written.whenComplete(
            (commit, failure) -> {
              if (process.isDead()) {
                told.completeExceptionally(dead());
              } else if (failure != null) {
                told.completeExceptionally(failure);
              } else if (instead != null) {
                told.completeExceptionally(instead);
              } else {
                told.complete(commit);
              }
            });
    return told;
  }

  @Override
  protected Journal delegate() {
    if (process.isDead()) {
      throw dead();
    }
    return journal;
  }

  private static StorageException dead() {
    return new StorageException(
        "The journal cannot be reached: the simulated process that has it open is dead");
  }

  /** The process lets go of the journal, as at its death. The one underneath stays open. */
  @Override
  public void close() {
    process.kill();
  }

  /** Says what happens to the chosen writes. */
  public final class Strike {
    private final String what;
    private final Predicate<? super Write> fits;
    private final Occurrence when;

    private Strike(String what, Predicate<? super Write> fits, Occurrence when) {
      this.what = what;
      this.fits = fits;
      this.when = when;
    }

    /** Fails with a {@link StorageException}; nothing of it is applied. */
    public void fail() {
      add(
          Fault.Strike.throwing(
              FaultKind.FAIL_BEFORE,
              () -> new StorageException("simulated failure of " + what + ": nothing applied")));
    }

    /**
     * It is applied and durable, and the acknowledgement is lost: a {@link StorageException}, as
     * when a connection breaks at the commit.
     */
    public void loseAcknowledgement() {
      add(
          Fault.Strike.throwing(
              FaultKind.LOSE_OUTCOME,
              () -> new StorageException("simulated loss of the acknowledgement of " + what)));
    }

    /** The process dies before it is applied. */
    public void crashBefore() {
      add(Fault.Strike.of(FaultKind.CRASH_BEFORE));
    }

    /** The process dies after it was applied, before anybody was told. */
    public void crashAfter() {
      add(Fault.Strike.of(FaultKind.CRASH_AFTER));
    }

    private void add(Fault.Strike strike) {
      faults.add(new Fault<>(what, fits, when, strike));
    }
  }
}
