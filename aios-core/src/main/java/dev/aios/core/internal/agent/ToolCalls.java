package dev.aios.core.internal.agent;

import dev.aios.api.BudgetExceededException;
import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Tool;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.model.Message;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Performs the tool calls of one call of an agent, each an effect, and keeps what came of them.
 * Used on one thread.
 */
public final class ToolCalls {
  private static final int LONGEST_QUOTE = 200;

  private final Map<String, Tool<?, ?>> tools = new LinkedHashMap<>();
  private final AgentContext context;
  private final Calls calls;
  private final Fence fence;
  private final int maxResult;
  private final Spending spending;
  private final List<Evidence> evidence = new ArrayList<>();
  private Taint taint;

  /**
   * No calls yet.
   *
   * @param tools what may be called
   * @param context the agent's
   * @param calls names the effects
   * @param fence the marks around untrusted results
   * @param maxResult the most characters of one result that the model is given
   * @param spending counts what the tools cost
   * @param taint of the prompt
   */
  public ToolCalls(
      List<Tool<?, ?>> tools,
      AgentContext context,
      Calls calls,
      Fence fence,
      int maxResult,
      Spending spending,
      Taint taint) {
    tools.forEach(each -> this.tools.put(each.name(), each));
    this.context = context;
    this.calls = calls;
    this.fence = fence;
    this.maxResult = maxResult;
    this.spending = spending;
    this.taint = taint;
  }

  /**
   * The tools as a model is told of them.
   *
   * @param tools the tools
   * @param codec makes the schemas
   * @return in order
   */
  public static List<ToolSpec> specs(List<Tool<?, ?>> tools, Codec codec) {
    return tools.stream()
        .map(each -> new ToolSpec(each.name(), each.description(), codec.schema(each.arguments())))
        .toList();
  }

  /**
   * The prompt's taint, and that of every untrusted result so far.
   *
   * @return the union
   */
  public Taint taint() {
    return taint;
  }

  /**
   * The results so far, as what an answer rests on.
   *
   * @return one for each call that succeeded, in order
   */
  public List<Evidence> evidence() {
    return List.copyOf(evidence);
  }

  /**
   * Performs a call, or finds its outcome; what goes wrong is told to the model.
   *
   * @param call what the model wants
   * @param place unique within the agent's call, for example {@code 2.1} for the first call of
   *     round two; not the provider's id, which may come twice
   * @return the message with the result
   */
  public Message.ToolResult perform(ToolCall call, String place) {
    Tool<?, ?> tool = tools.get(call.tool());
    if (tool == null) {
      return said(
          call,
          "There is no tool '"
              + call.tool()
              + "'. There are: "
              + String.join(", ", tools.keySet()));
    }
    return perform(tool, call, place);
  }

  private <A, R> Message.ToolResult perform(Tool<A, R> tool, ToolCall call, String place) {
    A arguments;
    try {
      arguments = context.codec().fromJson(call.arguments(), tool.arguments());
      context.codec().validate("arguments", arguments);
    } catch (InvalidInputException e) {
      return said(call, "The arguments are not valid: " + String.join("; ", e.violations()));
    }
    String text;
    try {
      text = text(context.effects().perform(effect(tool, arguments, place)));
    } catch (BudgetExceededException e) {
      throw e;
    } catch (DeniedException e) {
      return said(call, "This call is not allowed: " + e.getMessage());
    } catch (EffectFailedException e) {
      return result(tool, call, "The call failed: " + e.getMessage());
    }
    spending.add(tool.price());
    evidence.add(
        new Evidence(
            "tool:" + tool.name() + "#" + place,
            text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…",
            1));
    return result(tool, call, text);
  }

  private <A, R> Effect<A, R> effect(Tool<A, R> tool, A arguments, String place) {
    boolean idempotent = tool.idempotency() == Idempotency.IDEMPOTENT;
    Money price = tool.price();
    Effect.Builder<A> effect =
        Effect.named(tool.name(), arguments)
            .key(calls.name(place))
            .kind(EffectKind.TOOL)
            .target(tool.name())
            .sensitivity(tool.sensitivity())
            .retry(idempotent ? Retry.exponential(3) : Retry.NEVER)
            .estimate(price == null ? Cost.NONE : Cost.of(price))
            .taint(taint);
    if (idempotent) {
      effect.idempotent();
    }
    if (tool.timeout() != null) {
      effect.timeout(tool.timeout());
    }
    return effect.by(tool.code());
  }

  private String text(@Nullable Object result) {
    String text =
        result == null
            ? "Done."
            : result instanceof String string ? string : context.codec().toJson(result).toString();
    return text.length() <= maxResult
        ? text
        : text.substring(0, maxResult)
            + "… (cut: the first "
            + maxResult
            + " of "
            + text.length()
            + " characters)";
  }

  private static Message.ToolResult said(ToolCall call, String text) {
    return new Message.ToolResult(call.id(), call.tool(), List.of(new Message.Part.Trusted(text)));
  }

  private Message.ToolResult result(Tool<?, ?> tool, ToolCall call, String text) {
    if (tool.trusted()) {
      return said(call, text);
    }
    String source = "tool:" + tool.name();
    taint = taint.plus(Taint.of(source));
    return new Message.ToolResult(
        call.id(), call.tool(), fence.around(Untrusted.text(text, source)));
  }
}
