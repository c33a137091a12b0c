package dev.aios.core.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.core.internal.agent.Doubts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Assist mode around another agent: its answer is a draft for a person, with the places marked that
 * the person should look at, and never so confident that a gate lets it pass unseen.
 *
 * <pre>{@code
 * Agent<Timesheet, Letter> drafter = DrafterAgent.around(writer)
 *     .cap(0.6)                                               // a gate at 0.9 always asks
 *     .doubtUnsupported()                                     // amounts, dates, addresses made up
 *     .doubt(Pattern.compile("\\[[^\\]]*\\]|TODO"), "left open")
 *     .build();
 * }</pre>
 *
 * <p>What the person changes is kept beside the draft by the inbox, not by this agent. Thread-safe
 * if the other agent is.
 *
 * @param <I> the input
 * @param <O> the answer
 */
public final class DrafterAgent<I, O> implements Agent<I, O> {
  private interface Doubt<I, O> {
    List<UncertainSpan> find(I input, O answer, AgentContext context);
  }

  private final Agent<I, O> writer;
  private final double cap;
  private final List<Doubt<I, O>> doubts;

  private DrafterAgent(Builder<I, O> builder) {
    this.writer = builder.writer;
    this.cap = builder.cap;
    this.doubts = List.copyOf(builder.doubts);
  }

  /**
   * Begins a drafter.
   *
   * @param <I> the input
   * @param <O> the answer
   * @param writer who writes the draft; the drafter goes by its name and version
   * @return a builder
   */
  public static <I, O> Builder<I, O> around(Agent<I, O> writer) {
    return new Builder<>(writer);
  }

  @Override
  public String name() {
    return writer.name();
  }

  @Override
  public int version() {
    return writer.version();
  }

  @Override
  public Proposal<O> propose(I input, AgentContext context) throws Exception {
    Proposal<O> draft = writer.propose(input, context);
    List<UncertainSpan> marked = new ArrayList<>(draft.uncertain());
    for (Doubt<I, O> doubt : doubts) {
      for (UncertainSpan span : doubt.find(input, draft.value(), context)) {
        if (!marked.contains(span)) {
          marked.add(span);
        }
      }
    }
    return new Proposal<>(
        draft.value(),
        Math.min(draft.confidence(), cap),
        draft.evidence(),
        draft.cost(),
        marked,
        draft.taint());
  }

  /**
   * Describes a drafter. Not thread-safe.
   *
   * @param <I> the input
   * @param <O> the answer
   */
  public static final class Builder<I, O> {
    private final Agent<I, O> writer;
    private final List<Doubt<I, O>> doubts = new ArrayList<>();
    private double cap = 0.5;

    private Builder(Agent<I, O> writer) {
      this.writer = writer;
    }

    /**
     * Sets how confident a draft may be at most.
     *
     * @param confidence 0 to 1; 0.5 unless set
     * @return this
     */
    public Builder<I, O> cap(double confidence) {
      cap = confidence;
      return this;
    }

    /**
     * Marks every match in the answer's texts.
     *
     * @param pattern what to look for
     * @param why what is uncertain about it
     * @return this
     */
    public Builder<I, O> doubt(Pattern pattern, String why) {
      doubts.add((input, answer, context) -> Doubts.matching(answer, pattern, why));
      return this;
    }

    /**
     * Marks every number, date, amount, and mail or web address in the answer's texts that stands
     * nowhere in the input. Numbers are compared by value, so {@code 1,200.50} is {@code 1200.5};
     * one that was rightly computed is marked too.
     *
     * @return this
     */
    public Builder<I, O> doubtUnsupported() {
      doubts.add(
          (input, answer, context) ->
              Doubts.unsupported(context.codec().toJson(input).toString(), answer));
      return this;
    }

    /**
     * Marks what a function finds.
     *
     * @param function gives the places from input and answer; pure
     * @return this
     */
    public Builder<I, O> doubt(BiFunction<I, O, List<UncertainSpan>> function) {
      doubts.add((input, answer, context) -> function.apply(input, answer));
      return this;
    }

    /**
     * Builds it.
     *
     * @return the agent
     * @throws InvalidInputException if the cap is out of range
     */
    public DrafterAgent<I, O> build() {
      if (!(cap >= 0 && cap <= 1)) {
        throw new InvalidInputException(
            "drafter around " + writer.name(), "cap " + cap + " is not within 0 to 1");
      }
      return new DrafterAgent<>(this);
    }
  }
}
