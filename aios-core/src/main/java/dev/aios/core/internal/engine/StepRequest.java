package dev.aios.core.internal.engine;

import dev.aios.api.effect.EffectRequest;
import dev.aios.api.saga.Node;

/** A step that is one effect, as policies, meters and interceptors see it. */
final class StepRequest {
  private StepRequest() {}

  @SuppressWarnings("NullAway") // the value is null only behind a step that gives nothing
  static EffectRequest of(LiveRun run, Node.Step step, String path, int attempt, Outcome value) {
    return new EffectRequest(
        step.name(),
        run.idempotencyKey(path),
        step.options().kind(),
        run.targetOf(path),
        value.value(run.engine().codec()),
        step.options().sensitivity(),
        step.options().estimate(),
        value.taint(),
        attempt,
        run.origin(path, null));
  }
}
