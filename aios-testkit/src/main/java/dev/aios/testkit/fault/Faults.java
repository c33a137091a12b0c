package dev.aios.testkit.fault;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.InDoubtException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Faults at the door: lets chosen performances of effects fail, lose their outcome, come late, or
 * take the process with them. An {@link Extension}: install it before whatever shall see only what
 * really happened, such as an {@code EffectRecorder}. Thread-safe; faults may be added at any time.
 *
 * <pre>{@code
 * Faults faults = Faults.seeded(7);
 * faults.onEffect("issue").nth(1).fail();
 * faults.onKind(EffectKind.MAIL).randomly(0.2).loseOutcome();
 * ...
 * faults.requireFired();
 * }</pre>
 *
 * <p>Each attempt of an effect is one performance. Where several faults are due, the first added
 * fires; all count the performance.
 */
public final class Faults implements Extension {
  private final List<Fault<EffectRequest>> faults;
  private final Tally tally;
  private final Random random;
  private final SimulatedProcess process;
  private volatile @Nullable World world;

  private Faults(
      List<Fault<EffectRequest>> faults, Tally tally, Random random, SimulatedProcess process) {
    this.faults = faults;
    this.tally = tally;
    this.random = random;
    this.process = process;
  }

  /**
   * No faults yet.
   *
   * @param seed decides the random ones
   * @return faults in a process of their own
   */
  public static Faults seeded(long seed) {
    return new Faults(
        new CopyOnWriteArrayList<>(), new Tally(), new Random(seed), new SimulatedProcess());
  }

  /**
   * The same faults, with the same counts, in another process: what is installed there dies with
   * it.
   *
   * @param other the process in which the runtime lives
   * @return a view; faults added to either count for both
   */
  public Faults in(SimulatedProcess other) {
    return new Faults(faults, tally, random, other);
  }

  /**
   * The process in which these faults are installed.
   *
   * @return the process; dead once a crash fired
   */
  public SimulatedProcess process() {
    return process;
  }

  /**
   * Chooses effects by name.
   *
   * @param name the effect's name, or the step's
   * @return says which performances
   */
  public Choice<Strike> onEffect(String name) {
    return on("effect " + name, request -> request.name().equals(name));
  }

  /**
   * Chooses effects by kind.
   *
   * @param kind the kind
   * @return says which performances
   */
  public Choice<Strike> onKind(EffectKind kind) {
    return on("effects of kind " + kind, request -> request.kind() == kind);
  }

  /**
   * Chooses effects by target.
   *
   * @param target what is called
   * @return says which performances
   */
  public Choice<Strike> onTarget(String target) {
    return on("effects on target " + target, request -> request.target().equals(target));
  }

  /**
   * Chooses all effects.
   *
   * @return says which performances
   */
  public Choice<Strike> onAny() {
    return on("any effect", request -> true);
  }

  /**
   * Chooses effects by whatever their request tells.
   *
   * @param what says it in words, for {@link #requireFired}
   * @param fits chooses
   * @return says which performances
   */
  public Choice<Strike> on(String what, Predicate<? super EffectRequest> fits) {
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
  public String name() {
    return "faults";
  }

  @Override
  public void install(Installation on) {
    world = on.world();
    on.interceptor(this::intercept);
  }

  private Object intercept(EffectRequest request, EffectInterceptor.Next next) throws Exception {
    String what = "effect " + request.name();
    process.requireAlive(what);
    Fault.Strike strike = Fault.setOff(faults, request, tally);
    if (strike == null) {
      return proceed(what, next);
    }
    return switch (strike.kind()) {
      case FAIL_BEFORE -> throw strike.error().get();
      case LOSE_OUTCOME -> {
        proceed(what, next);
        throw strike.error().get();
      }
      case DELAY -> {
        delay(strike.delay());
        yield proceed(what, next);
      }
      case ANSWER -> Objects.requireNonNull(strike.answer());
      case CRASH_BEFORE -> throw process.die("before " + what);
      case CRASH_AFTER -> {
        proceed(what, next);
        throw process.die("after " + what);
      }
    };
  }

  private Object proceed(String what, EffectInterceptor.Next next) throws Exception {
    Object outcome = next.proceed();
    // what a process learns after its death is of no use to it
    process.requireAlive("the outcome of " + what);
    return outcome;
  }

  private void delay(Duration by) throws InterruptedException {
    World installed = world;
    if (installed == null) {
      throw new IllegalStateException("faults are installed before an effect is performed");
    }
    installed.sleep(by);
  }

  /** Says what happens to the chosen performances. */
  public final class Strike {
    private final String what;
    private final Predicate<? super EffectRequest> fits;
    private final Occurrence when;

    private Strike(String what, Predicate<? super EffectRequest> fits, Occurrence when) {
      this.what = what;
      this.fits = fits;
      this.when = when;
    }

    /** Fails with an {@link IOException} before anything happened. */
    public void fail() {
      fail(() -> new IOException("simulated failure of " + what));
    }

    /**
     * Fails before anything happened.
     *
     * @param error makes the exception
     */
    public void fail(Supplier<? extends Exception> error) {
      add(Fault.Strike.throwing(FaultKind.FAIL_BEFORE, error));
    }

    /** It happens, and its outcome is lost: an {@link InDoubtException}. */
    public void loseOutcome() {
      loseOutcome(() -> new InDoubtException("simulated loss of the outcome of " + what, null));
    }

    /**
     * It happens, and an exception comes instead of its outcome.
     *
     * @param error makes the exception; any but an {@link InDoubtException} says that nothing
     *     happened, which is a lie that the runtime cannot see through
     */
    public void loseOutcome(Supplier<? extends Exception> error) {
      add(Fault.Strike.throwing(FaultKind.LOSE_OUTCOME, error));
    }

    /**
     * It happens later, by the runtime's clock.
     *
     * @param by how much
     */
    public void delay(Duration by) {
      Fault.Strike strike = Fault.Strike.of(FaultKind.DELAY);
      add(new Fault.Strike(strike.kind(), strike.error(), by, null));
    }

    /**
     * It is answered without having happened: a fake.
     *
     * @param outcome the answer, of the effect's outcome type
     */
    public void answer(Object outcome) {
      Fault.Strike strike = Fault.Strike.of(FaultKind.ANSWER);
      add(new Fault.Strike(strike.kind(), strike.error(), Duration.ZERO, outcome));
    }

    /** The process dies before it happens. */
    public void crashBefore() {
      add(Fault.Strike.of(FaultKind.CRASH_BEFORE));
    }

    /** The process dies after it happened, before the outcome is recorded. */
    public void crashAfter() {
      add(Fault.Strike.of(FaultKind.CRASH_AFTER));
    }

    private void add(Fault.Strike strike) {
      faults.add(new Fault<>(what, fits, when, strike));
    }
  }
}
