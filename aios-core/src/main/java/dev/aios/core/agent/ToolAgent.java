package dev.aios.core.agent;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.Tool;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.ToolCall;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.core.internal.agent.Answers;
import dev.aios.core.internal.agent.Asking;
import dev.aios.core.internal.agent.Calls;
import dev.aios.core.internal.agent.Opening;
import dev.aios.core.internal.agent.Spending;
import dev.aios.core.internal.agent.ToolCalls;
import dev.aios.core.internal.codec.PlainData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent that lets a model call declared tools until it can answer.
 *
 * <pre>{@code
 * Agent<Question, Reply> clerk = ToolAgent.named("clerk", Question.class, Reply.class)
 *     .prompt("{{text}}").untrusted("text", q -> Untrusted.text(q.text(), q.source()))
 *     .tool(Tool.reading("find-invoice", "Finds an invoice by number", Wanted.class, books::find))
 *     .tool(Tool.acting("send-reminder", "Reminds of an unpaid invoice", Wanted.class, books::remind))
 *     .rounds(6).cap(Money.of("0.20", "EUR")).build();
 * }</pre>
 *
 * <p>Each tool call is an effect of kind TOOL under the tool's name, with its sensitivity and with
 * the taint of all that the model had read by then, so that a policy can stop an acting tool that
 * follows a stranger's words. A step that is run again finds the outcomes of the rounds and calls
 * already made. An unknown tool, arguments that do not fit, a failed call and a denied one are told
 * to the model; a spent budget ends the agent. A tool's price is what budgets set aside for a call;
 * what it really cost, its code reports by {@link dev.aios.api.effect.EffectCall#spent}.
 *
 * <p>The answer is typed and validated as in {@link ModelAgent}. Its evidence are the results of
 * the tools. Thread-safe.
 *
 * @param <I> the input; a record if the prompt names its components
 * @param <O> the answer, as in {@link ModelAgent}
 */
public final class ToolAgent<I, O> implements Agent<I, O> {
  private static final String LAST_ROUND =
      "This is the last round: call no more tools, and answer with what you know.";

  private final Builder<I, O> is;
  private final List<Tool<?, ?>> tools;
  private final Opening<I> opening;
  private final Answers<I, O> answers;
  private final Asking<I, O> asking;

  /** Whether tools bring untrusted text, even if the prompt has none. */
  private final boolean outsideTools;

  private ToolAgent(Builder<I, O> builder) {
    this.is = builder;
    this.tools = List.copyOf(builder.tools);
    this.opening = builder.newOpening();
    this.answers = builder.newAnswers();
    this.asking = builder.asking();
    this.outsideTools = !tools.stream().allMatch(Tool::trusted);
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

  @Override
  public Proposal<O> propose(I input, AgentContext context) {
    Calls calls = Calls.of(name(), context.codec(), input);
    Spending spending = new Spending(name(), is.cap);
    Instant until = until(calls, context);
    Opening.Begun begun = opening.begin(input, context, calls, outsideTools);
    ToolCalls toolCalls =
        new ToolCalls(tools, context, calls, begun.fence(), is.maxResult, spending, begun.taint());
    List<Message> messages = new ArrayList<>(begun.messages());
    int repaired = 0;
    for (int round = 1; ; round++) {
      checkTime(until, context);
      spending.check();
      ChatAnswer answer = ask(context, calls, round, messages, toolCalls);
      spending.add(context.models(), answer);
      messages.add(new Message.Assistant(answer.text(), answer.toolCalls()));
      if (!answer.toolCalls().isEmpty()) {
        performAll(answer.toolCalls(), round, toolCalls, messages);
      } else {
        Answers.Read<O> read = answers.read(context.codec(), input, answer);
        if (read.value() != null) {
          return new Proposal<>(
              read.value(),
              asking.confidence(input, read.value(), repaired),
              toolCalls.evidence(),
              Cost.NONE,
              List.of(),
              toolCalls.taint());
        }
        repaired++;
        if (repaired > asking.repairs()) {
          throw stopped("got no valid answer: " + String.join("; ", read.violations()));
        }
        messages.add(Message.User.of(Answers.complaint(read.violations())));
      }
      if (round == is.rounds) {
        throw stopped("had no answer after " + round + " rounds; allow more, or simplify its task");
      }
      if (round == is.rounds - 1) {
        messages.add(Message.User.of(LAST_ROUND));
      }
    }
  }

  private ChatAnswer ask(
      AgentContext context, Calls calls, int round, List<Message> messages, ToolCalls toolCalls) {
    ChatRequest request =
        new ChatRequest(
            messages,
            answers.schema(context.codec()),
            ToolCalls.specs(tools, context.codec()),
            asking.temperature(),
            asking.maxOutput(),
            toolCalls.taint());
    return context
        .models()
        .chat(context.effects(), calls.name("round-" + round), request, asking.need());
  }

  private static void performAll(
      List<ToolCall> wanted, int round, ToolCalls toolCalls, List<Message> messages) {
    int place = 0;
    for (ToolCall each : wanted) {
      place++;
      messages.add(toolCalls.perform(each, round + "." + place));
    }
  }

  /** When its time is up, counted from the first turn of its step, or null for no limit. */
  private @Nullable Instant until(Calls calls, AgentContext context) {
    if (is.time == null) {
      return null;
    }
    Effect<String, Instant> begun =
        Effect.named(calls.name("begun"), name()).idempotent().by((request, call) -> context.now());
    return context.effects().perform(begun).plus(is.time);
  }

  private void checkTime(@Nullable Instant until, AgentContext context) {
    if (until != null && context.now().isAfter(until)) {
      throw stopped("took longer than " + is.time);
    }
  }

  private PermanentException stopped(String why) {
    return new PermanentException("agent " + name() + " stopped: it " + why, null);
  }

  /**
   * Describes a tool-using agent. Not thread-safe.
   *
   * @param <I> the input
   * @param <O> the answer
   */
  public static final class Builder<I, O> extends AskingBuilder<I, O, Builder<I, O>> {
    private final List<Tool<?, ?>> tools = new ArrayList<>();
    private int rounds = 8;
    private int maxResult = 20_000;
    private @Nullable Money cap;
    private @Nullable Duration time;

    private Builder(String name, Class<I> input, Class<O> answer) {
      super(name, input, answer);
    }

    @Override
    Builder<I, O> self() {
      return this;
    }

    /**
     * Adds a tool.
     *
     * @param tool its name is unique in the agent; its arguments are a record
     * @return this
     */
    public Builder<I, O> tool(Tool<?, ?> tool) {
      if (tools.stream().anyMatch(each -> each.name().equals(tool.name()))) {
        fault("it has two tools named '" + tool.name() + "'");
      }
      if (!tool.arguments().isRecord()) {
        fault(
            "tool '"
                + tool.name()
                + "' takes a "
                + tool.arguments().getSimpleName()
                + "; its arguments must be a record");
      }
      PlainData.faults(tool.arguments())
          .forEach(each -> fault("arguments of tool '" + tool.name() + "': " + each));
      tools.add(tool);
      return this;
    }

    /**
     * Limits how often the model is asked.
     *
     * @param most 1 to 100; 8 unless set
     * @return this
     */
    public Builder<I, O> rounds(int most) {
      rounds = most;
      return this;
    }

    /**
     * Limits what one call of the agent may spend on models, by their usage and price, and on
     * tools, each call counted at the tool's price. Checked before each round: the last round may
     * pass it.
     *
     * @param most more than zero; no limit unless set
     * @return this
     */
    public Builder<I, O> cap(Money most) {
      cap = most;
      return this;
    }

    /**
     * Limits how long one call of the agent may take, waits and restarts included. Checked before
     * each round.
     *
     * @param most more than zero; no limit unless set
     * @return this
     */
    public Builder<I, O> time(Duration most) {
      time = most;
      return this;
    }

    /**
     * Limits how much of a tool's result the model is given.
     *
     * @param characters more than zero; 20,000 unless set
     * @return this
     */
    public Builder<I, O> maxResult(int characters) {
      maxResult = characters;
      return this;
    }

    /**
     * Builds it.
     *
     * @return the agent
     * @throws dev.aios.api.InvalidInputException with every fault found
     */
    public ToolAgent<I, O> build() {
      if (tools.isEmpty()) {
        fault("it has no tools; a ModelAgent needs none");
      }
      if (rounds < 1 || rounds > 100) {
        fault("rounds " + rounds + " is not within 1 to 100");
      }
      if (maxResult < 1) {
        fault("maxResult " + maxResult + " is not positive");
      }
      if (cap != null && (cap.isNegative() || cap.isZero())) {
        fault("cap " + cap + " is not positive");
      }
      if (time != null && (time.isNegative() || time.isZero())) {
        fault("time " + time + " is not positive");
      }
      checkFaults();
      return new ToolAgent<>(this);
    }
  }
}
