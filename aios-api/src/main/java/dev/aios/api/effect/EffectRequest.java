package dev.aios.api.effect;

import dev.aios.api.value.Cost;
import dev.aios.api.value.Taint;
import org.jspecify.annotations.Nullable;

/**
 * An effect about to happen, as policies, meters and interceptors see it. Immutable.
 *
 * @param name the effect's name
 * @param idempotencyKey the key under which it counts once
 * @param kind what sort of thing it touches
 * @param target what is called
 * @param request what is asked, after sanitising
 * @param sensitivity how much harm it could do
 * @param estimate the most that it may cost
 * @param taint the untrusted sources that went into it
 * @param attempt which attempt, from 1
 * @param origin where it comes from
 */
public record EffectRequest(
    String name,
    String idempotencyKey,
    EffectKind kind,
    String target,
    Object request,
    Sensitivity sensitivity,
    Cost estimate,
    Taint taint,
    int attempt,
    Origin origin) {

  /**
   * Where an effect comes from; every component is null outside a run.
   *
   * @param saga the saga's name
   * @param run the run's id
   * @param step the step
   * @param agent the agent that works in the step, or null if the step has none
   * @param project the project that the run was started for, or null if none was named
   */
  public record Origin(
      @Nullable String saga,
      @Nullable String run,
      @Nullable String step,
      @Nullable String agent,
      @Nullable String project) {
    /** Outside any run. */
    public static final Origin NONE = new Origin(null, null, null, null, null);
  }

  /**
   * The same with another request.
   *
   * @param replaced the request instead
   * @return a copy
   */
  public EffectRequest withRequest(Object replaced) {
    return new EffectRequest(
        name,
        idempotencyKey,
        kind,
        target,
        replaced,
        sensitivity,
        estimate,
        taint,
        attempt,
        origin);
  }
}
