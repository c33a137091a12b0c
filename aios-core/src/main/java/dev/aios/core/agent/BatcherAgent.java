package dev.aios.core.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Retry;
import dev.aios.core.internal.agent.Batches;
import dev.aios.core.internal.agent.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent that collects similar inputs from many runs and has them worked on in one call: the
 * lower price of one request with twenty questions, or of one bulk call to a service.
 *
 * <pre>{@code
 * Agent<Mail, Label> labels = BatcherAgent.named("labels", Mail.class, Label.class)
 *     .upTo(20).within(Duration.ofMillis(500))
 *     .target("classifier.example").estimate(Cost.of(Money.of("0.001", "EUR")))
 *     .by((mails, batch) -> classifier.labelAll(mails))
 *     .build();
 * }</pre>
 *
 * <p>For each caller its part is an effect of its own, through its own door: policies see its
 * input, its share of the cost counts against its budgets, and its answer is remembered by its
 * step, so that a step run again does not join a second batch. The call may therefore be made again
 * for an input whose process ended while it waited: it must be harmless twice.
 *
 * <p>Unlike other waits in AIOS, waiting for a batch to fill holds the caller's thread: keep the
 * time short. Thread-safe.
 *
 * @param <I> an input
 * @param <O> an answer
 */
public final class BatcherAgent<I, O> implements Agent<I, O> {
  /**
   * Works on a batch.
   *
   * @param <I> an input
   * @param <O> an answer
   */
  @FunctionalInterface
  public interface BatchFunction<I, O> {
    /**
     * Works. Called on one of the callers' threads or the runtime's.
     *
     * @param inputs one or more
     * @param batch where the cost is reported
     * @return one answer for each input, in order
     * @throws Exception if none could be answered; each caller tries again as the agent's retry
     *     says
     */
    List<O> apply(List<I> inputs, Batch batch) throws Exception;
  }

  /** One batch that is being worked on. */
  @FunctionalInterface
  public interface Batch {
    /**
     * Reports what the call cost together; each caller bears an equal share. Called more than once,
     * the costs add up.
     *
     * @param cost what was spent
     */
    void spent(Cost cost);
  }

  private final Builder<I, O> is;
  private final Batches<I, O> batches;

  private BatcherAgent(Builder<I, O> builder, BatchFunction<I, O> function) {
    this.is = builder;
    this.batches =
        new Batches<>(
            builder.name,
            builder.upTo,
            builder.within,
            (inputs, cost) -> function.apply(inputs, more -> cost[0] = cost[0].plus(more)));
  }

  /**
   * Begins an agent.
   *
   * @param <I> an input
   * @param <O> an answer
   * @param name the agent's name, not blank
   * @param input the class of an input
   * @param answer the class of an answer
   * @return a builder
   */
  public static <I, O> Builder<I, O> named(String name, Class<I> input, Class<O> answer) {
    return new Builder<>(name);
  }

  @Override
  public String name() {
    return is.name;
  }

  @Override
  public Proposal<O> propose(I input, AgentContext context) {
    World world = context.service(World.class);
    Effect.Builder<I> effect =
        Effect.named(Calls.of(is.name, context.codec(), input).name("batch"), input)
            .kind(is.kind)
            .target(is.target == null ? is.name : is.target)
            .idempotent()
            .retry(is.retry)
            .estimate(is.estimate);
    if (is.timeout != null) {
      effect.timeout(is.timeout);
    }
    return Proposal.of(
        context.effects().perform(effect.by((clean, call) -> batches.join(world, clean, call))));
  }

  /**
   * Describes a batcher. Not thread-safe.
   *
   * @param <I> an input
   * @param <O> an answer
   */
  public static final class Builder<I, O> {
    private final String name;
    private int upTo = 20;
    private Duration within = Duration.ofMillis(200);
    private EffectKind kind = EffectKind.MODEL;
    private @Nullable String target;
    private Retry retry = Retry.exponential(3);
    private @Nullable Duration timeout;
    private Cost estimate = Cost.NONE;
    private @Nullable BatchFunction<I, O> function;

    private Builder(String name) {
      this.name = name;
    }

    /**
     * Sets how many inputs make a batch.
     *
     * @param inputs 2 to 10,000; 20 unless set
     * @return this
     */
    public Builder<I, O> upTo(int inputs) {
      upTo = inputs;
      return this;
    }

    /**
     * Sets how long the first of a batch waits for more.
     *
     * @param time more than zero, at most a minute; 200 ms unless set
     * @return this
     */
    public Builder<I, O> within(Duration time) {
      within = time;
      return this;
    }

    /**
     * Sets what sort of thing the call touches.
     *
     * @param value {@link EffectKind#MODEL} unless set
     * @return this
     */
    public Builder<I, O> kind(EffectKind value) {
      kind = value;
      return this;
    }

    /**
     * Sets what is called.
     *
     * @param value for example a host; the agent's name unless set
     * @return this
     */
    public Builder<I, O> target(String value) {
      target = value;
      return this;
    }

    /**
     * Sets how often and when a caller tries again after a batch failed.
     *
     * @param how three times unless set
     * @return this
     */
    public Builder<I, O> retry(Retry how) {
      retry = how;
      return this;
    }

    /**
     * Limits how long a caller waits, for the batch to fill and for its answer.
     *
     * @param time more than zero; no limit unless set
     * @return this
     */
    public Builder<I, O> timeout(Duration time) {
      timeout = time;
      return this;
    }

    /**
     * Sets what is reserved for each input.
     *
     * @param most the most that one input may cost
     * @return this
     */
    public Builder<I, O> estimate(Cost most) {
      estimate = most;
      return this;
    }

    /**
     * Sets what works on a batch.
     *
     * @param value the function; it must be harmless to call it twice with an input
     * @return this
     */
    public Builder<I, O> by(BatchFunction<I, O> value) {
      function = value;
      return this;
    }

    /**
     * Builds it.
     *
     * @return the agent
     * @throws InvalidInputException with every fault found
     */
    public BatcherAgent<I, O> build() {
      List<String> faults = new ArrayList<>();
      if (name.isBlank()) {
        faults.add("its name is blank");
      }
      if (upTo < 2 || upTo > 10_000) {
        faults.add("upTo " + upTo + " is not within 2 to 10000");
      }
      if (within.isNegative() || within.isZero() || within.compareTo(Duration.ofMinutes(1)) > 0) {
        faults.add("within " + within + " is not more than zero and at most a minute");
      }
      if (function == null) {
        faults.add("nothing works on its batches (by)");
      }
      if (!faults.isEmpty() || function == null) {
        throw new InvalidInputException("batcher " + name, faults);
      }
      return new BatcherAgent<>(this, function);
    }
  }
}
