package dev.aios.testkit.world;

import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A world whose clock stands still until the test lets time pass. Days of waiting take
 * milliseconds, and the same seed gives the same ids, jitter and choices. Thread-safe.
 *
 * <p>The clock moves only while somebody waits for time: in {@link #advance}, {@link
 * #advanceUntil}, {@link #await} or {@link #sleep} on the test's thread; and then only when all
 * work is idle, from one due task to the next. So a step that works is never overtaken by its
 * timeout, and a request for approval does not lapse between two lines of a test.
 *
 * <pre>{@code
 * VirtualWorld world = VirtualWorld.create();
 * Aios aios = Aios.builder().memory().world(world).open();
 * Run<Receipt> run = aios.start(invoicing, timesheet, "2026-11");
 * world.runUntilIdle();               // until the run waits for approval
 * world.advance(Duration.ofDays(3));  // three days later: it has lapsed
 * }</pre>
 *
 * <p>Work on threads that are not the world's must be declared, or the clock moves while it is
 * under way: see {@link #watching(Journal)} and {@link #outsideWork()}.
 */
public final class VirtualWorld implements World, AutoCloseable {
  /** When a world begins unless it is told otherwise: a Monday. */
  public static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private final Turns turns;
  private final VirtualIds ids;
  private final Random random;
  private final Executor executor;
  private final Instant start;

  private VirtualWorld(Builder builder) {
    start = builder.start;
    turns =
        new Turns(
            start,
            builder.seed,
            new Mode(builder.oneAtATime, builder.skipping, builder.threads, builder.patience));
    ids = new VirtualIds(builder.seed);
    random = new Random(builder.seed);
    executor = turns::execute;
  }

  /**
   * A world with real threads, whose time passes while somebody waits for it.
   *
   * @return a world that begins at {@link #START}
   */
  public static VirtualWorld create() {
    return builder().build();
  }

  /**
   * A world with real threads, whose clock moves to the next due task whenever all work is idle,
   * though nobody waits. With tasks that repeat for ever, so does the clock: a request with an
   * expiry lapses at once. Prefer {@link #create()} where a test acts between waits.
   *
   * @return a world that begins at {@link #START}
   */
  public static VirtualWorld skippingWaits() {
    return builder().skippingWaits().build();
  }

  /**
   * A world in which one task runs at a time, chosen by the seed among those that are ready, and
   * only while a thread outside waits ({@link #runUntilIdle}, {@link #advance}, {@link #await}):
   * the same seed gives the same order. Another thread takes over where a task sleeps or awaits.
   *
   * @param seed chooses ids, random numbers and the order of tasks
   * @return a world that begins at {@link #START}
   */
  public static VirtualWorld deterministic(long seed) {
    return builder().seed(seed).oneAtATime().build();
  }

  /**
   * A builder.
   *
   * @return one for a world as {@link #create()} makes
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Instant instant() {
    return turns.now();
  }

  @Override
  public long millis() {
    return turns.now().toEpochMilli();
  }

  @Override
  public String newId() {
    return ids.next(millis());
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /** The nanoseconds of virtual time since the world began. */
  @Override
  public long nanoTime() {
    return Duration.between(start, turns.now()).toNanos();
  }

  @Override
  public Executor executor() {
    return executor;
  }

  @Override
  public Cancellable schedule(Instant due, Runnable task) {
    return turns.schedule(due, task)::run;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (!duration.isNegative() && !duration.isZero()) {
      turns.sleep(duration);
    }
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration atMost)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!future.isDone() && !atMost.isNegative() && !atMost.isZero()) {
      turns.await(future, atMost);
    }
    return World.super.await(future, Duration.ZERO);
  }

  /**
   * Lets time pass: runs all that is due on the way, in order, and returns when all work is idle at
   * the new time. On a thread outside the world only.
   *
   * @param duration how long; zero only runs what is due already
   * @throws WorldStuckException if the work does not end within the world's patience
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new InvalidInputException("advance", "time does not run backwards: " + duration);
    }
    turns.advanceTo(instant().plus(duration));
  }

  /**
   * Lets time pass until an instant; returns at once if it has passed.
   *
   * @param target when to stop
   * @throws WorldStuckException if the work does not end within the world's patience
   */
  public void advanceTo(Instant target) {
    turns.advanceTo(target);
  }

  /**
   * Lets time pass, from one due task to the next, until a condition holds.
   *
   * @param condition asked on the calling thread whenever all work is idle
   * @param atMost how much time may pass
   * @return whether it holds; false when the time is up
   * @throws WorldStuckException if the work does not end within the world's patience
   */
  public boolean advanceUntil(BooleanSupplier condition, Duration atMost) {
    Instant end = instant().plus(atMost);
    turns.runUntilIdle();
    while (!condition.getAsBoolean()) {
      if (!instant().isBefore(end)) {
        return false;
      }
      Instant next = turns.nextDue().orElse(end);
      turns.advanceTo(next.isBefore(end) ? next : end);
    }
    return true;
  }

  /**
   * Runs what is ready, and returns when all work is idle: no task queued or running but those that
   * wait for time, no work under way outside. Time does not move for this.
   *
   * @throws WorldStuckException if the work does not end within the world's patience
   */
  public void runUntilIdle() {
    turns.runUntilIdle();
  }

  /**
   * Whether all work is idle.
   *
   * @return true if no task is queued or running but those that wait for time
   */
  public boolean isIdle() {
    return turns.isIdle();
  }

  /**
   * When the next scheduled task, or the end of a sleep, is due.
   *
   * @return the time, or empty if nothing is scheduled
   */
  public Optional<Instant> nextDue() {
    return turns.nextDue();
  }

  /**
   * How many tasks were begun so far.
   *
   * @return the count since the world began
   */
  public long tasksRun() {
    return turns.begun();
  }

  /**
   * What tasks threw. A task must not throw, so a test should find this empty.
   *
   * @return the failures, oldest first
   */
  public List<Throwable> failures() {
    return turns.failures();
  }

  /**
   * Declares that work is under way on a thread that is not the world's: until it ends, the world
   * is not idle and its clock stands still.
   *
   * @return ends it; calling it again changes nothing
   */
  public Cancellable outsideWork() {
    turns.outside(1);
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        turns.outside(-1);
      }
    };
  }

  /**
   * A journal whose writes count as work of this world until they are durable and have been
   * followed up. Needed for a journal that commits on threads of its own, as on SQLite.
   *
   * @param journal the journal
   * @return the same journal, watched; closing it closes the journal
   */
  public Journal watching(Journal journal) {
    return new WatchedJournal(journal, this);
  }

  /**
   * Ends the world: interrupts what runs, forgets what is scheduled. Does not wait. Whoever sleeps
   * or waits in it is interrupted.
   */
  @Override
  public void close() {
    turns.close();
  }

  /** Sets up a world. Not thread-safe. */
  public static final class Builder {
    private Instant start = START;
    private long seed = 1;
    private boolean oneAtATime;
    private boolean skipping;
    private int threads = 64;
    private Duration patience = Duration.ofSeconds(60);

    private Builder() {}

    /**
     * Sets when the world begins.
     *
     * @param value the first instant; {@link #START} unless set
     * @return this
     */
    public Builder startingAt(Instant value) {
      start = value;
      return this;
    }

    /**
     * Sets what ids, random numbers and choices are drawn from. Two worlds that write to one
     * journal need different seeds, or their ids collide.
     *
     * @param value the seed; 1 unless set
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Runs one task at a time, as {@link #deterministic} does.
     *
     * @return this
     */
    public Builder oneAtATime() {
      oneAtATime = true;
      return this;
    }

    /**
     * Moves the clock whenever all work is idle, as {@link VirtualWorld#skippingWaits()} does; then
     * tasks that run one at a time, too, do not wait for a thread outside.
     *
     * @return this
     */
    public Builder skippingWaits() {
      skipping = true;
      return this;
    }

    /**
     * Limits how many tasks run at once; those that sleep do not count.
     *
     * @param most 1 or more; 64 unless set
     * @return this
     */
    public Builder threads(int most) {
      if (most < 1) {
        throw new InvalidInputException("virtual world", "threads is " + most + ", below 1");
      }
      threads = most;
      return this;
    }

    /**
     * Sets how long a thread outside waits for work by the real clock, before it fails with a
     * report of what runs. Time in which the process itself was stopped does not count.
     *
     * @param atMost more than zero; 60 seconds unless set
     * @return this
     */
    public Builder patience(Duration atMost) {
      patience = atMost;
      return this;
    }

    /**
     * The world.
     *
     * @return a world of which nothing has passed
     */
    public VirtualWorld build() {
      return new VirtualWorld(this);
    }
  }
}
