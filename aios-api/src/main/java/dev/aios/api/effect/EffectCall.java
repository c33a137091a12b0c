package dev.aios.api.effect;

import dev.aios.api.value.Cost;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an effect's code is told about the try that it makes. Used on one thread. */
public interface EffectCall {
  /**
   * The effect's name.
   *
   * @return the name given when it was described, or the step's name
   */
  String name();

  /**
   * The key under which the effect counts once. The same at every attempt, and after a crash. Hand
   * it to the system that is called, if that takes one.
   *
   * @return the key, unique to this effect of this run
   */
  String idempotencyKey();

  /**
   * Which attempt this is, counted durably across crashes.
   *
   * @return the attempt, from 1
   */
  int attempt();

  /**
   * When the attempt will be given up.
   *
   * @return the deadline, or null if there is no timeout
   */
  @Nullable Instant deadline();

  /**
   * Reports what the attempt really cost; settled against the reservation together with the
   * outcome. Called more than once, the costs add up.
   *
   * @param cost what was spent
   */
  void spent(Cost cost);
}
