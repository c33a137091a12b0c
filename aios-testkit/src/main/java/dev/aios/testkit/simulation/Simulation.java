package dev.aios.testkit.simulation;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Journal;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * Runs scenarios on several simulated nodes over one journal in memory. Everything is drawn from a
 * seed: the order of tasks, the faults, when clients ask. After every seed it is checked that each
 * run has ended, or an inbox item says why not; that nothing was done twice; that what was done
 * before a failure was undone once, the last first; that no two nodes claimed a run in one epoch;
 * that nothing was decided twice; that the journal verifies; and what the scenario checks itself.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.of(seed -> new Invoicing(new Random(seed))).build();
 * Simulation.Report report = simulation.run(1, 2_000);
 * assertThat(report.fired()).containsKeys(SimulatedFault.values());
 * }</pre>
 *
 * <p>Immutable; a scenario is made for each seed.
 */
public final class Simulation {
  /** The system property that names a single seed, for who reproduces a failure. */
  public static final String SEED = "aios.simulation.seed";

  private final LongFunction<? extends Scenario> scenarios;
  private final int nodes;
  private final FaultRates rates;
  private final UnaryOperator<Journal> store;
  private final String reproduce;

  private Simulation(Builder builder) {
    scenarios = builder.scenarios;
    nodes = builder.nodes;
    rates = builder.rates;
    store = builder.store;
    reproduce = builder.reproduce;
  }

  /**
   * Begins a simulation.
   *
   * @param scenarios makes the scenario of a seed
   * @return a builder
   */
  public static Builder of(LongFunction<? extends Scenario> scenarios) {
    return new Builder(scenarios);
  }

  /**
   * Runs one seed.
   *
   * @param seed decides everything
   * @return what happened
   * @throws SimulationFailure if something is not as it should be
   */
  public Trial run(long seed) {
    int count = nodes < 3 ? nodes : 2 + (int) Math.floorMod(seed, nodes - 1L);
    try (Stage stage = new Stage(seed, scenarios.apply(seed), count, rates, store)) {
      return stage.play(reproduce.replace("{seed}", Long.toString(seed)));
    }
  }

  /**
   * Runs seeds, one after the other, until one fails. If system property {@link #SEED} is set, only
   * that seed is run.
   *
   * @param first the first seed
   * @param count how many
   * @return what happened in all of them
   * @throws SimulationFailure of the first seed that fails
   */
  public Report run(long first, int count) {
    Long only = Long.getLong(SEED);
    Map<SimulatedFault, Integer> fired = new EnumMap<>(SimulatedFault.class);
    int run = 0;
    for (long seed = only == null ? first : only; run < (only == null ? count : 1); seed++) {
      run(seed).fired().forEach((kind, times) -> fired.merge(kind, times, Integer::sum));
      run++;
    }
    return new Report(run, fired);
  }

  /**
   * What happened in many seeds.
   *
   * @param seeds how many were run
   * @param fired how often each fault struck; kinds that did not are absent
   */
  public record Report(int seeds, Map<SimulatedFault, Integer> fired) {}

  /** Sets up a simulation. Not thread-safe. */
  public static final class Builder {
    private final LongFunction<? extends Scenario> scenarios;
    private int nodes = 3;
    private FaultRates rates = FaultRates.usual();
    private UnaryOperator<Journal> store = journal -> journal;
    private String reproduce = "mvn test -D" + SEED + "={seed}";

    private Builder(LongFunction<? extends Scenario> scenarios) {
      this.scenarios = scenarios;
    }

    /**
     * Sets how many nodes there are at most. With three or more, a seed has two of them or more.
     *
     * @param count 1 to 9; 3 unless set
     * @return this
     */
    public Builder nodes(int count) {
      if (count < 1 || count > 9) {
        throw new InvalidInputException("simulation", count + " nodes, must be 1 to 9");
      }
      nodes = count;
      return this;
    }

    /**
     * Sets which faults strike, and how often.
     *
     * @param value the rates; {@link FaultRates#usual()} unless set
     * @return this
     */
    public Builder faults(FaultRates value) {
      rates = value;
      return this;
    }

    /**
     * Puts something between nodes and store, to see whether the simulation notices: a journal that
     * is worse than it should be. It is written to with {@code writeNow} only.
     *
     * @param worse wraps the store
     * @return this
     */
    public Builder store(UnaryOperator<Journal> worse) {
      store = worse;
      return this;
    }

    /**
     * Sets the command that a failure prints.
     *
     * @param command with {@code {seed}} where the seed stands
     * @return this
     */
    public Builder reproduceWith(String command) {
      reproduce = command;
      return this;
    }

    /**
     * The simulation.
     *
     * @return ready to run
     */
    public Simulation build() {
      return new Simulation(this);
    }
  }
}
