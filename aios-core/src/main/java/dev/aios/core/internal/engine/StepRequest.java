package dev.aios.core.internal.engine;

import dev.aios.api.effect.EffectRequest;
import dev.aios.api.saga.Node;
import org.jspecify.annotations.Nullable;

/** A step that is one effect, as policies, meters and interceptors see it. */
final class StepRequest {
  private StepRequest() {}

  @SuppressWarnings("NullAway") // the value is null only behind a step that gives nothing
  static EffectRequest of(LiveRun run, Node.Step step, String path, int attempt, Outcome value) {
    return new EffectRequest(
        step.name(),
        run.idempotencyKey(path),
        step.options().kind(),
        target(run, path),
        value.value(run.engine().codec()),
        step.options().sensitivity(),
        step.options().estimate(),
        value.taint(),
        attempt,
        origin(run, path, null));
  }

  /** What it acts on, as breakers count. */
  static String target(LiveRun run, String path) {
    return run.definition(path) instanceof Node.Step step && step.options().target() != null
        ? step.options().target()
        : run.saga().name() + "." + Names.base(path);
  }

  /** Who asks for it. */
  static EffectRequest.Origin origin(LiveRun run, String path, @Nullable String agent) {
    return new EffectRequest.Origin(
        run.saga().name(), run.key(), path, agent, run.fold().started.project());
  }
}
