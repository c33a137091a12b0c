package dev.aios.api.agent;

import dev.aios.api.Extension;
import dev.aios.api.effect.Effects;
import dev.aios.api.model.Models;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an agent works with. Valid during the call; used on the agent's thread. */
public interface AgentContext extends Extension.Services {
  /**
   * The run in which the agent works.
   *
   * @return the run's id, or null outside a run (a watcher, a direct call)
   */
  @Nullable String run();

  /**
   * The step in which the agent works.
   *
   * @return the step's name, with the iteration in a loop ({@code draft#2})
   */
  String step();

  /**
   * Which attempt of the step this is, counted durably.
   *
   * @return the attempt, from 1
   */
  int attempt();

  /**
   * The door, remembering for this step.
   *
   * @return the door
   */
  Effects effects();

  /**
   * The untrusted sources that the work depends on: those of the step's input or of the event, and
   * of what its effects gave so far. Whatever the agent hands to others by itself should carry
   * them.
   *
   * @return the label
   */
  Taint taint();

  /**
   * The people whom the work is about: those of the run, or of the event. Child runs, and the runs
   * and events that are started, put off or published through {@code service(Runs.class)} and
   * {@code service(Events.class)} of this context, are about them without more. What is started
   * through a runtime or a service that was kept from elsewhere, and the runs of schedules, are
   * not: say {@code about(...)} there. A fork is about those whom its original is about.
   *
   * @return their ids; empty for nobody
   */
  default Set<String> about() {
    return Set.of();
  }

  /**
   * The models that the host offers.
   *
   * @return the router; pass {@link #effects()} to it
   */
  Models models();

  /**
   * Between values and JSON.
   *
   * @return the codec of the runtime
   */
  Codec codec();

  /**
   * The time, from the runtime's clock.
   *
   * @return now
   */
  Instant now();
}
