package dev.aios.tests.simulation;

import dev.aios.api.effect.EffectCall;
import dev.aios.api.saga.Saga;
import dev.aios.api.saga.SagaBuilder;
import dev.aios.testkit.simulation.SimulatedNode;
import dev.aios.tests.engine.Ledger;
import dev.aios.tests.engine.Outside;
import dev.aios.tests.engine.Plan;
import dev.aios.tests.engine.Plan.Turns;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One run of the simulation: a step that may happen once, perhaps a signal, a random plan, perhaps
 * an event and an approval, and a last step that may happen once.
 *
 * @param number which it is
 * @param plan what it does in the middle
 * @param signalled whether it awaits a signal
 * @param told whether it tells of itself in an event
 * @param approved whether it is approved
 * @param reconciles whether its first step can be looked up
 * @param cancelled whether somebody cancels it
 */
record Errand(
    int number,
    Plan plan,
    boolean signalled,
    boolean told,
    boolean approved,
    boolean reconciles,
    boolean cancelled) {
  /** The event. */
  record Told(int number) {}

  static Errand random(int number, RandomGenerator random) {
    return new Errand(
        number,
        new RandomPlans(random).plan(),
        random.nextInt(3) == 0,
        random.nextInt(3) == 0,
        random.nextInt(4) == 0,
        random.nextInt(3) == 0,
        random.nextInt(7) == 0);
  }

  String name() {
    return "errand-" + number;
  }

  String run() {
    return name() + "/1";
  }

  Saga<Turns, Turns> saga(SimulatedNode node, Ledger ledger) {
    Outside outside =
        (call, failures, forGood) -> {
          node.world().sleep(time(call));
          ledger.perform(call, failures, forGood);
        };
    var first =
        Saga.named(name(), 1, Turns.class)
            .step("open", (Turns turns, EffectCall call) -> done(turns, call, outside));
    if (reconciles) {
      first = first.reconcile((request, key) -> lookUp(key, node, ledger));
    }
    SagaBuilder<Turns, Turns> at =
        first.undo((Turns turns, EffectCall call) -> outside.perform(call, 0, false));
    if (signalled) {
      at = at.await("go", String.class, (turns, said) -> turns);
    }
    at = at.then(plan.flow(outside));
    if (told) {
      at = at.emit("tell", turns -> new Told(number));
    }
    if (approved) {
      at = at.approve("check");
    }
    return at.step("close", (Turns turns, EffectCall call) -> done(turns, call, outside)).build();
  }

  /** What is still on its way cannot be said not to have happened. */
  private Optional<Turns> lookUp(String key, SimulatedNode node, Ledger ledger)
      throws InterruptedException {
    node.world().sleep(Duration.ofSeconds(1));
    if (ledger.done().containsKey(key)) {
      return Optional.of(new Turns(Map.of()));
    } else if (node.isUnderWay(run())) {
      throw new IllegalStateException("it is not known yet");
    }
    return Optional.empty();
  }

  private static Turns done(Turns turns, EffectCall call, Outside outside) throws Exception {
    outside.perform(call, 0, false);
    return turns;
  }

  /** How long an effect takes: the same each time. */
  private static Duration time(EffectCall call) {
    return Duration.ofMillis(Math.floorMod(call.idempotencyKey().hashCode(), 5) * 400L);
  }
}
