package dev.aios.core.internal.engine;

import dev.aios.api.agent.AgentContext;
import dev.aios.api.effect.Effects;
import dev.aios.api.model.Models;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.seal.Inherited;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an agent works with in a step. */
final class StepContext implements AgentContext {
  private final LiveRun run;
  private final String path;
  private final int attempt;
  private final StepEffects effects;

  StepContext(LiveRun run, String path, int attempt, String agent, Taint taint) {
    this.run = run;
    this.path = path;
    this.attempt = attempt;
    this.effects = new StepEffects(run, path, agent, taint);
  }

  void bind(Task task) {
    effects.bind(task);
  }

  /** Waits for the effects under way. */
  void settle() {
    effects.settle();
  }

  /** Whether an effect has ended the step's turn, even if the agent caught the suspension. */
  boolean suspended() {
    return effects.suspended();
  }

  /** The untrusted sources that went into the step's input and its effects. */
  @Override
  public Taint taint() {
    return effects.taint();
  }

  @Override
  public @Nullable String run() {
    return run.key();
  }

  @Override
  public String step() {
    return path;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public Effects effects() {
    return effects;
  }

  @Override
  public Models models() {
    return run.engine().models();
  }

  @Override
  public Codec codec() {
    return run.engine().codec();
  }

  @Override
  public Instant now() {
    return run.engine().world().instant();
  }

  @Override
  public Set<String> about() {
    return Set.copyOf(run.fold().started.about());
  }

  @Override
  public <T> T service(Class<T> type) {
    T service = run.engine().services().service(type);
    return Inherited.by(run.fold().started.about(), type, service);
  }
}
