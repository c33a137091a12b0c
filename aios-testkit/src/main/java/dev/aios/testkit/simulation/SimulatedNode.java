package dev.aios.testkit.simulation;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.journal.Journal;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.fault.SimulatedCrash;
import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One life of a node: a runtime on the shared store, from its opening to its death. Thread-safe.
 */
public final class SimulatedNode {
  static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofSeconds(3);

  private final String name;
  private final Chaos chaos;
  private final NodeWorld world;
  private final NodeJournal journal;
  private final List<String> underWay = new ArrayList<>();
  private final Predicate<String> anybodyWorks;
  private volatile boolean dead;
  private volatile @Nullable Aios aios;

  SimulatedNode(
      String name,
      VirtualWorld shared,
      Journal store,
      Chaos chaos,
      Watch watch,
      Predicate<String> anybodyWorks) {
    this.name = name;
    this.chaos = chaos;
    this.anybodyWorks = anybodyWorks;
    this.world = new NodeWorld(shared, this::isDead);
    this.journal = new NodeJournal(store, shared, this, chaos, watch);
  }

  /**
   * Its name.
   *
   * @return the node and the number of its life, for example {@code n2.1}
   */
  public String name() {
    return name;
  }

  /**
   * The world as the node sees it.
   *
   * @return time, ids, randomness and threads; sleeps in it end with a {@link SimulatedCrash} if
   *     the node has died meanwhile
   */
  public World world() {
    return world;
  }

  /**
   * Its runtime.
   *
   * @return the runtime
   * @throws IllegalStateException if it is not open yet
   */
  public Aios aios() {
    Aios open = aios;
    if (open == null) {
      throw new IllegalStateException("node " + name + " is not open yet");
    }
    return open;
  }

  /**
   * Whether it has died: nothing that it does has any effect any more.
   *
   * @return true for ever from then on
   */
  public boolean isDead() {
    return dead;
  }

  /**
   * Whether an effect of a run is under way on any node. Who looks up whether an effect happened,
   * cannot tell that it did not while it is.
   *
   * @param run the run's id as text
   * @return true while some node that lives performs one
   */
  public boolean isUnderWay(String run) {
    return anybodyWorks.test(run);
  }

  boolean isOpen() {
    return aios != null && !dead;
  }

  void open(Scenario scenario) {
    AiosBuilder builder =
        Aios.builder()
            .journal(journal)
            .world(world)
            .lease(LEASE)
            .poll(POLL)
            .extension(new DoorFaults());
    scenario.configure(this, builder);
    scenario.sagas(this).forEach(builder::saga);
    aios = builder.open();
    chaos.note(name + " is open");
  }

  void die() {
    if (!dead) {
      dead = true;
      chaos.note(name + " dies");
      underWay.clear();
      journal.died();
    }
  }

  NodeWorld clock() {
    return world;
  }

  /** Whether it performs an effect of a run. */
  boolean works(@Nullable String run) {
    return underWay.contains(String.valueOf(run));
  }

  /** Whether it performs an effect. */
  boolean works() {
    return !underWay.isEmpty();
  }

  private void requireAlive() {
    if (dead) {
      throw new SimulatedCrash("node " + name + " is dead");
    }
  }

  /** Where the faults at effects come from. */
  private final class DoorFaults implements Extension {
    @Override
    public String name() {
      return "simulation";
    }

    @Override
    public void install(Installation on) {
      on.interceptor(this::intercept);
    }

    private Object intercept(EffectRequest request, EffectInterceptor.Next next) throws Exception {
      requireAlive();
      String run = String.valueOf(request.origin().run());
      underWay.add(run);
      try {
        return performed(request.name() + " of " + run, next);
      } finally {
        underWay.remove(run);
      }
    }

    private Object performed(String what, EffectInterceptor.Next next) throws Exception {
      if (chaos.draws(SimulatedFault.LEASE_LOSS)) {
        chaos.strikes(SimulatedFault.LEASE_LOSS, "of " + name + " in " + what);
        journal.holdRenewals(LEASE.multipliedBy(2));
        world.sleep(LEASE.multipliedBy(3).dividedBy(2));
      }
      if (chaos.draws(SimulatedFault.CRASH_IN_EFFECT)) {
        boolean behind = chaos.chance(0.5);
        chaos.strikes(
            SimulatedFault.CRASH_IN_EFFECT,
            (behind ? "behind " : "before ") + what + " on " + name);
        if (behind) {
          next.proceed();
        }
        die();
        throw new SimulatedCrash(what);
      }
      Object outcome = next.proceed();
      requireAlive();
      return outcome;
    }
  }
}
