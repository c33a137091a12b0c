package dev.aios.core.agent;

import dev.aios.api.AiosException;
import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.NotFoundException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.agent.Answers;
import dev.aios.core.internal.agent.Asking;
import dev.aios.core.internal.agent.Calls;
import dev.aios.core.internal.agent.Offers;
import dev.aios.core.internal.agent.Opening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An agent that turns a prompt into a typed, validated answer by a model.
 *
 * <pre>{@code
 * Agent<Mail, Lead> qualifier = ModelAgent.named("qualifier", Mail.class, Lead.class)
 *     .instructions("You qualify sales leads for a consultancy.")
 *     .prompt("From {{from.name}}:\n{{body}}")
 *     .untrusted("body", mail -> Untrusted.html(mail.body(), "mail:" + mail.from().address()))
 *     .escalateBelow(0.7).build();
 * }</pre>
 *
 * <p>The model is given the JSON Schema of the answer's class. An answer that is no such JSON, that
 * breaks a Jakarta constraint, or that a {@link Builder#check} refuses, goes back to the model with
 * everything that is wrong, a bounded number of times; then the next tier up is asked, and if there
 * is none, the agent fails for good. An answer less sure than {@link Builder#escalateBelow} is also
 * asked of the next tier, whose answer then stands; if that tier cannot be had (a budget, a policy,
 * a provider that is down), the first answer does.
 *
 * <p>The cost of the calls is recorded with their effects, and is not in the proposal again. The
 * taint is that of all untrusted text that went in. Thread-safe.
 *
 * @param <I> the input; a record if the prompt names its components
 * @param <O> the answer: a record, an enum, a sealed interface of records, a scalar, or a string
 *     for free text
 */
public final class ModelAgent<I, O> implements Agent<I, O> {
  private final Builder<I, O> is;
  private final Opening<I> opening;
  private final Answers<I, O> answers;
  private final Asking<I, O> asking;

  private ModelAgent(Builder<I, O> builder) {
    this.is = builder;
    this.opening = builder.newOpening();
    this.answers = builder.newAnswers();
    this.asking = builder.asking();
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
    return new Builder<>(name, input, answer);
  }

  @Override
  public String name() {
    return is.name();
  }

  @Override
  public int version() {
    return is.version();
  }

  /** What one tier made of it: a value or violations, and the last answer. */
  private record Tried<O>(
      @Nullable O value, List<String> violations, int repaired, ChatAnswer last) {}

  @Override
  public Proposal<O> propose(I input, AgentContext context) {
    Calls calls = Calls.of(name(), context.codec(), input);
    Opening.Begun begun = opening.begin(input, context, calls, false);
    Taint taint = begun.taint();
    Need need = asking.need();
    Proposal<O> best = null;
    for (int tier = 1; ; tier++) {
      String part = tier == 1 ? "ask" : "escalation-" + (tier - 1);
      Tried<O> tried;
      try {
        tried = ask(input, context, calls, part, need, begun);
      } catch (DeniedException | EffectFailedException | NotFoundException e) {
        if (best == null) {
          throw e;
        }
        return best;
      }
      if (tried.value() != null) {
        best = proposal(input, tried.value(), tried.repaired(), taint);
        if (best.confidence() >= is.escalateBelow) {
          return best;
        }
      }
      Optional<Need> above = Offers.above(context.models(), need, tried.last());
      if (above.isEmpty()) {
        if (best == null) {
          throw failure(tried);
        }
        return best;
      }
      need = above.get();
    }
  }

  private Tried<O> ask(
      I input, AgentContext context, Calls calls, String part, Need need, Opening.Begun begun) {
    List<Message> messages = new ArrayList<>(begun.messages());
    for (int repaired = 0; ; repaired++) {
      ChatRequest request =
          new ChatRequest(
              messages,
              answers.schema(context.codec()),
              List.of(),
              asking.temperature(),
              asking.maxOutput(),
              begun.taint());
      String name = calls.name(repaired == 0 ? part : part + "-repair-" + repaired);
      ChatAnswer answer = context.models().chat(context.effects(), name, request, need);
      Answers.Read<O> read = answers.read(context.codec(), input, answer);
      boolean again =
          read.value() == null
              && repaired < asking.repairs()
              && answer.finish() != ChatAnswer.Finish.FILTERED;
      if (!again) {
        return new Tried<>(read.value(), read.violations(), repaired, answer);
      }
      messages.add(new Message.Assistant(answer.text(), List.of()));
      messages.add(Message.User.of(Answers.complaint(read.violations())));
    }
  }

  private Proposal<O> proposal(I input, O value, int repaired, Taint taint) {
    return new Proposal<>(
        value,
        asking.confidence(input, value, repaired),
        is.evidence.apply(input, value),
        Cost.NONE,
        is.uncertain.apply(input, value),
        taint);
  }

  private AiosException failure(Tried<O> tried) {
    return new PermanentException(
        "agent "
            + name()
            + " got no valid answer: model "
            + tried.last().model()
            + ", after "
            + tried.repaired()
            + " repairs: "
            + String.join("; ", tried.violations())
            + ". Offer a stronger model, allow more repairs, or loosen the answer's constraints",
        null);
  }

  /**
   * Describes a model agent. Not thread-safe.
   *
   * @param <I> the input
   * @param <O> the answer
   */
  public static final class Builder<I, O> extends AskingBuilder<I, O, Builder<I, O>> {
    private double escalateBelow;
    private BiFunction<I, O, List<Evidence>> evidence = (input, value) -> List.of();
    private BiFunction<I, O, List<UncertainSpan>> uncertain = (input, value) -> List.of();

    private Builder(String name, Class<I> input, Class<O> answer) {
      super(name, input, answer);
    }

    @Override
    Builder<I, O> self() {
      return this;
    }

    /**
     * Asks the next tier up when an answer is less sure.
     *
     * @param confidence 0 (never, as it is unless set) to 1
     * @return this
     */
    public Builder<I, O> escalateBelow(double confidence) {
      escalateBelow = confidence;
      return this;
    }

    /**
     * Sets what an answer rests on.
     *
     * @param value tells the evidence from input and answer; pure
     * @return this
     */
    public Builder<I, O> evidence(BiFunction<I, O, List<Evidence>> value) {
      evidence = value;
      return this;
    }

    /**
     * Sets what a person should look at.
     *
     * @param value tells the places from input and answer; pure
     * @return this
     */
    public Builder<I, O> uncertain(BiFunction<I, O, List<UncertainSpan>> value) {
      uncertain = value;
      return this;
    }

    /**
     * Builds it.
     *
     * @return the agent
     * @throws dev.aios.api.InvalidInputException with every fault found
     */
    public ModelAgent<I, O> build() {
      if (!(escalateBelow >= 0 && escalateBelow <= 1)) {
        fault("escalateBelow " + escalateBelow + " is not within 0 to 1");
      }
      checkFaults();
      return new ModelAgent<>(this);
    }
  }
}
