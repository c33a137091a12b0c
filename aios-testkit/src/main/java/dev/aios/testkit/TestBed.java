package dev.aios.testkit;

import dev.aios.api.journal.Journal;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Tier;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.testkit.effect.EffectRecorder;
import dev.aios.testkit.fault.Faults;
import dev.aios.testkit.fault.FaultyJournal;
import dev.aios.testkit.fault.SimulatedProcess;
import dev.aios.testkit.model.ScriptedModel;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A runtime with the whole test kit around it: virtual time, faults at the door and at the journal,
 * a scripted model, a recorder of what really left the process; and a process that can be killed
 * and started again on the same journal. Used by one thread.
 *
 * <pre>{@code
 * try (TestBed bed = TestBed.memory().with(aios -> aios.saga(invoicing)).open()) {
 *   bed.faults().onEffect("issue").nth(1).crashAfter();
 *   Run<Receipt> run = bed.aios().start(invoicing, timesheet, "2026-11");
 *   bed.world().runUntilIdle();              // dies after it issued the invoice
 *   Aios next = bed.restart();
 *   next.runs().get(run.id()).await(Duration.ofHours(1));
 *   bed.recorder().requireOnce("issue");
 * }
 * }</pre>
 */
public final class TestBed implements AutoCloseable {
  /** Few enough looks, and renewals of the lease, that days of virtual time take moments. */
  private static final Duration POLL = Duration.ofMinutes(1);

  private static final Duration LEASE = Duration.ofMinutes(10);

  private final Builder options;
  private final VirtualWorld world;
  private final Journal journal;
  private final FaultyJournal faultyJournal;
  private final Faults faults;
  private final EffectRecorder recorder = new EffectRecorder();
  private final ScriptedModel model;
  private SimulatedProcess process = new SimulatedProcess();
  private @Nullable Aios aios;

  private TestBed(Builder options) {
    this.options = options;
    world = options.newWorld();
    journal = options.journal.apply(world);
    faultyJournal = FaultyJournal.over(world.watching(journal)).seeded(options.seed);
    faults = Faults.seeded(options.seed);
    model = ScriptedModel.named("scripted").in(world);
    try {
      aios = start();
    } catch (RuntimeException | Error e) {
      journal.close();
      world.close();
      throw e;
    }
  }

  /**
   * A test bed whose journal is in memory.
   *
   * @return a builder
   */
  public static Builder memory() {
    return new Builder(MemoryJournal::new);
  }

  /**
   * A test bed whose journal is a SQLite file.
   *
   * @param file the file; made if it is absent
   * @return a builder
   */
  public static Builder sqlite(Path file) {
    return new Builder(world -> SqliteJournal.open(file, world));
  }

  private Aios start() {
    AiosBuilder builder =
        Aios.builder()
            .world(world)
            .journal(faultyJournal.in(process))
            .poll(POLL)
            .lease(LEASE)
            .extension(faults.in(process))
            .extension(recorder);
    if (options.offersModel) {
      // whatever is needed of a model, it fits; the host's own come first if their tier is lower
      builder.model(new ModelOffer(model, Tier.HEAVY, Duration.ZERO, 1));
    }
    options.setups.forEach(setup -> setup.accept(builder));
    return builder.open();
  }

  /**
   * The runtime of the present process.
   *
   * @return the runtime; another one after each restart
   * @throws IllegalStateException if the test bed is closed
   */
  public Aios aios() {
    Aios current = aios;
    if (current == null) {
      throw new IllegalStateException("the test bed is closed");
    }
    return current;
  }

  /**
   * Time, ids and randomness, over all processes.
   *
   * @return the world
   */
  public VirtualWorld world() {
    return world;
  }

  /**
   * What is durable, over all processes, without faults.
   *
   * @return the journal underneath
   */
  public Journal journal() {
    return journal;
  }

  /**
   * Faults of the journal, over all processes. Add faults; read from {@link #journal()}.
   *
   * @return where to add them
   */
  public FaultyJournal journalFaults() {
    return faultyJournal;
  }

  /**
   * Faults at the door, over all processes.
   *
   * @return where to add them
   */
  public Faults faults() {
    return faults;
  }

  /**
   * What really left the process, over all processes.
   *
   * @return the recorder
   */
  public EffectRecorder recorder() {
    return recorder;
  }

  /**
   * The model that every agent asks, unless the builder was told otherwise.
   *
   * @return the model, without scripts at first
   */
  public ScriptedModel model() {
    return model;
  }

  /**
   * The present process. Kill it, or see whether a fault has.
   *
   * @return the process; another one after each restart
   */
  public SimulatedProcess process() {
    return process;
  }

  /**
   * Starts the runtime again on the same journal, in another process: after a crash what the dead
   * one had in hand is lost, otherwise it is closed in good order first. Runs that a dead process
   * owned are taken up when its lease has run out: within a quarter of an hour of virtual time.
   *
   * @return the new runtime
   */
  public Aios restart() {
    aios().close();
    process = new SimulatedProcess();
    aios = start();
    return aios();
  }

  /** Closes the runtime, the journal and the world. Closing twice has no effect. */
  @Override
  public void close() {
    Aios current = aios;
    if (current == null) {
      return;
    }
    aios = null;
    try {
      current.close();
    } finally {
      journal.close();
      world.close();
    }
  }

  /** Options of a test bed. Not thread-safe. */
  public static final class Builder {
    private final Function<VirtualWorld, Journal> journal;
    private final List<Consumer<? super AiosBuilder>> setups = new ArrayList<>();
    private long seed = 1;
    private boolean oneAtATime;
    private boolean offersModel = true;

    private Builder(Function<VirtualWorld, Journal> journal) {
      this.journal = journal;
    }

    /**
     * Sets what ids, random numbers, random faults and choices are drawn from.
     *
     * @param value the seed; 1 unless set
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Runs one task at a time in an order drawn from the seed, so that a failing seed fails again.
     *
     * @return this
     */
    public Builder oneAtATime() {
      oneAtATime = true;
      return this;
    }

    /**
     * Leaves out the scripted model: for tests of routing between models of their own.
     *
     * @return this
     */
    public Builder noModel() {
      offersModel = false;
      return this;
    }

    /**
     * Sets up the runtime, at each start.
     *
     * @param setup adds sagas, extensions, models, policies
     * @return this
     */
    public Builder with(Consumer<? super AiosBuilder> setup) {
      setups.add(setup);
      return this;
    }

    private VirtualWorld newWorld() {
      VirtualWorld.Builder builder = VirtualWorld.builder().seed(seed);
      return oneAtATime ? builder.oneAtATime().build() : builder.build();
    }

    /**
     * Opens the test bed.
     *
     * @return a test bed with a running runtime
     */
    public TestBed open() {
      return new TestBed(this);
    }
  }
}
