package dev.aios.memory.context;

import dev.aios.api.agent.AgentContext;
import dev.aios.api.memory.Context;
import dev.aios.api.memory.ContextSource;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives an agent that asks a model an assembled context, with one line.
 *
 * <pre>{@code
 * ModelAgent.named("answerer", Question.class, Reply.class)
 *     .context(Remembered.<Question>session(q -> "chat/" + q.client()).asking(Question::text))
 *     .prompt("{{text}}")
 *     .build();
 * }</pre>
 *
 * <p>Immutable; the methods give changed copies. The functions must be pure.
 *
 * @param <I> the agent's input
 */
public final class Remembered<I> implements ContextSource<I> {
  private final Function<I, ContextRequest> request;
  private final @Nullable Function<I, String> flow;

  private Remembered(Function<I, ContextRequest> request, @Nullable Function<I, String> flow) {
    this.request = request;
    this.flow = flow;
  }

  /**
   * The context of a session.
   *
   * @param <I> the agent's input
   * @param session tells the session's id; an empty text for none
   * @return the source
   */
  public static <I> Remembered<I> session(Function<I, String> session) {
    return new Remembered<>(input -> ContextRequest.of(session.apply(input), ""), null);
  }

  /**
   * The same with passages recalled for what is asked.
   *
   * @param question tells what is asked
   * @return a copy
   */
  public Remembered<I> asking(Function<I, String> question) {
    return new Remembered<>(
        input -> {
          ContextRequest plain = request.apply(input);
          return new ContextRequest(
              plain.session(),
              question.apply(input),
              plain.system(),
              plain.about(),
              plain.project(),
              plain.trustedOnly(),
              plain.pinned(),
              plain.fidelity(),
              plain.through());
        },
        flow);
  }

  /**
   * The same with the cards of entities.
   *
   * @param entities tells their ids
   * @return a copy
   */
  public Remembered<I> about(Function<I, Set<String>> entities) {
    return new Remembered<>(input -> request.apply(input).about(entities.apply(input)), flow);
  }

  /**
   * The same at another fidelity than balanced. Set the agent's {@code need} to {@link
   * Fidelity#need()} to have its tier asked as well.
   *
   * @param dial how much, how fresh
   * @return a copy
   */
  public Remembered<I> fidelity(Fidelity dial) {
    return new Remembered<>(input -> request.apply(input).fidelity(dial), flow);
  }

  /**
   * The same, kept warm.
   *
   * @param name tells the flow's name
   * @return a copy
   */
  public Remembered<I> warm(Function<I, String> name) {
    return new Remembered<>(request, name);
  }

  @Override
  public Context of(I input, AgentContext agent) {
    Contexts contexts = agent.service(Contexts.class);
    ContextRequest wanted = request.apply(input).through(agent.effects());
    return flow == null ? contexts.assemble(wanted) : contexts.warm(flow.apply(input), wanted);
  }
}
