package dev.aios.core.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.agent.Calls;
import dev.aios.core.internal.agent.Meaning;
import dev.aios.core.internal.agent.Route;
import dev.aios.core.internal.agent.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An agent that hands its input to one of several: picked by a function, by nearness in meaning to
 * examples, or by a model.
 *
 * <pre>{@code
 * Agent<Mail, Reply> desk = RouterAgent.named("desk", Mail.class, Reply.class)
 *     .route("billing", billing, "Where is my invoice?", "I was charged twice")
 *     .route("sales", sales, "What would a project cost?", "Can we meet about an offer?")
 *     .byMeaning(mail -> Untrusted.text(mail.body(), "mail:" + mail.id()))
 *     .atLeast(0.4).otherwise(owner).build();
 * }</pre>
 *
 * <p>The proposal is that of the agent picked; its confidence is not above the choice's, if that
 * was made by meaning or by a model. A choice is an effect, so that a step run again goes the same
 * way. Thread-safe.
 *
 * @param <I> the input
 * @param <O> the answer
 */
public final class RouterAgent<I, O> implements Agent<I, O> {
  /**
   * What a model answers that picks a route.
   *
   * @param route the route's name
   * @param sureness how sure that is, 0 to 1
   */
  public record Choice(String route, double sureness) {}

  /** Picks a route; an answer that names none goes {@link Builder#otherwise}. */
  private interface Picker<I> {
    Picked pick(I input, AgentContext context) throws Exception;
  }

  private record Picked(Route route, Taint taint) {}

  private final String name;
  private final Map<String, Agent<? super I, O>> routes;
  private final Picker<I> picker;
  private final double atLeast;
  private final @Nullable Agent<? super I, O> otherwise;

  private RouterAgent(Builder<I, O> builder, Picker<I> picker) {
    this.name = builder.name;
    this.routes = new LinkedHashMap<>(builder.routes);
    this.picker = picker;
    this.atLeast = builder.atLeast;
    this.otherwise = builder.otherwise;
  }

  /**
   * Begins an agent.
   *
   * @param <I> the input
   * @param <O> the answer
   * @param name the agent's name, not blank
   * @param input the input's class
   * @param answer the answer's class
   * @return a builder
   */
  public static <I, O> Builder<I, O> named(String name, Class<I> input, Class<O> answer) {
    return new Builder<>(name, input);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Proposal<O> propose(I input, AgentContext context) throws Exception {
    Picked picked = picker.pick(input, context);
    Route route = picked.route();
    Agent<? super I, O> agent = route.sureness() < atLeast ? null : routes.get(route.name());
    boolean fellThrough = agent == null;
    if (fellThrough) {
      agent = otherwise;
    }
    if (agent == null) {
      throw new PermanentException(
          "agent "
              + name
              + " found no way: '"
              + route.name()
              + "' with sureness "
              + route.sureness()
              + "; its routes are "
              + String.join(", ", routes.keySet())
              + ". Give it an agent to hand the rest to (otherwise)",
          null);
    }
    Proposal<O> proposal = agent.propose(input, context);
    double confidence =
        fellThrough ? proposal.confidence() : Math.min(proposal.confidence(), route.sureness());
    return new Proposal<>(
        proposal.value(),
        confidence,
        proposal.evidence(),
        proposal.cost(),
        proposal.uncertain(),
        proposal.taint().plus(picked.taint()));
  }

  /**
   * Describes a router. Not thread-safe.
   *
   * @param <I> the input
   * @param <O> the answer
   */
  public static final class Builder<I, O> {
    private final String name;
    private final Class<I> input;
    private final Map<String, Agent<? super I, O>> routes = new LinkedHashMap<>();
    private final Map<String, List<String>> examples = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Function<Builder<I, O>, Picker<I>> picker;
    private double atLeast;
    private @Nullable Agent<? super I, O> otherwise;

    private Builder(String name, Class<I> input) {
      this.name = name;
      this.input = input;
      if (name.isBlank()) {
        faults.add("its name is blank");
      }
    }

    /**
     * Adds a way.
     *
     * @param route its name, unique in the router
     * @param agent who works there
     * @param samples texts that belong there; what it is about, for a model; may be none for a
     *     function
     * @return this
     */
    public Builder<I, O> route(String route, Agent<? super I, O> agent, String... samples) {
      if (routes.put(route, agent) != null) {
        faults.add("it has two routes named '" + route + "'");
      }
      examples.put(route, List.of(samples));
      return this;
    }

    /**
     * Picks by a function.
     *
     * @param function gives a route's name; pure
     * @return this
     */
    public Builder<I, O> by(Function<I, String> function) {
      picker = builder -> (in, context) -> new Picked(new Route(function.apply(in), 1), Taint.NONE);
      return this;
    }

    /**
     * Picks by nearness in meaning to the routes' examples, with the {@link Embedder} that is
     * registered as a service. The text is sanitised before it is embedded.
     *
     * @param text the text to judge by, with its source
     * @return this
     */
    public Builder<I, O> byMeaning(Function<I, Untrusted> text) {
      picker =
          builder -> {
            builder.examples.forEach(
                (route, samples) -> {
                  if (samples.isEmpty()) {
                    builder.faults.add("route '" + route + "' has no examples to be near to");
                  }
                });
            Meaning meaning = new Meaning(builder.examples);
            return (in, context) ->
                pickByMeaning(builder.name, meaning, text.apply(in), in, context);
          };
      return this;
    }

    private static <I> Picked pickByMeaning(
        String name, Meaning meaning, Untrusted text, I in, AgentContext context) {
      Embedder embedder = context.service(Embedder.class);
      Effect<Text, Route> effect =
          Effect.named(Calls.of(name, context.codec(), in).name("route"), new Text("", text))
              .kind(EffectKind.MODEL)
              .target(embedder.name())
              .idempotent()
              .retry(Retry.exponential(3))
              .by((clean, call) -> meaning.nearest(clean.text(), embedder));
      return new Picked(context.effects().perform(effect), Taint.of(text.source()));
    }

    /**
     * Picks by a model, which is told the routes and their samples.
     *
     * @param asking completes an agent that is to answer with a {@link Choice}: at least its prompt
     * @return this
     */
    public Builder<I, O> byModel(Consumer<ModelAgent.Builder<I, Choice>> asking) {
      picker =
          builder -> {
            ModelAgent.Builder<I, Choice> chooser =
                ModelAgent.named(builder.name + "-choice", builder.input, Choice.class)
                    .instructions(builder.instructions())
                    .confidence((in, choice) -> choice.sureness())
                    .check((in, choice) -> builder.unknown(choice));
            asking.accept(chooser);
            ModelAgent<I, Choice> agent = chooser.build();
            return (in, context) -> {
              Proposal<Choice> choice = agent.propose(in, context);
              return new Picked(
                  new Route(choice.value().route(), choice.confidence()), choice.taint());
            };
          };
      return this;
    }

    private String instructions() {
      StringBuilder text =
          new StringBuilder(
              "Choose the route that what you are given belongs to. \"sureness\" is how sure you"
                  + " are, from 0 to 1. The routes:");
      examples.forEach(
          (route, samples) ->
              text.append("\n- ").append(route).append(": ").append(String.join(" / ", samples)));
      return text.toString();
    }

    private List<String> unknown(Choice choice) {
      return examples.containsKey(choice.route())
          ? List.of()
          : List.of("route must be one of " + String.join(", ", examples.keySet()));
    }

    /**
     * Sets how sure a choice must be.
     *
     * @param sureness 0 (any, as it is unless set) to 1; of similarity, if it is picked by meaning
     * @return this
     */
    public Builder<I, O> atLeast(double sureness) {
      atLeast = sureness;
      return this;
    }

    /**
     * Sets who gets what no route is sure enough for. Without one, the agent fails for good then.
     *
     * @param agent the agent
     * @return this
     */
    public Builder<I, O> otherwise(Agent<? super I, O> agent) {
      otherwise = agent;
      return this;
    }

    /**
     * Builds it.
     *
     * @return the agent
     * @throws InvalidInputException with every fault found
     */
    public RouterAgent<I, O> build() {
      if (routes.isEmpty()) {
        faults.add("it has no routes");
      }
      if (!(atLeast >= 0 && atLeast <= 1)) {
        faults.add("atLeast " + atLeast + " is not within 0 to 1");
      }
      Picker<I> made = null;
      if (picker == null) {
        faults.add("it has nothing to pick by: by, byMeaning or byModel");
      } else {
        made = picker.apply(this);
      }
      if (!faults.isEmpty() || made == null) {
        throw new InvalidInputException("agent " + name, faults);
      }
      return new RouterAgent<>(this, made);
    }
  }
}
