package dev.aios.core.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.ContextSource;
import dev.aios.api.model.Need;
import dev.aios.api.policy.Untrusted;
import dev.aios.core.internal.agent.Answers;
import dev.aios.core.internal.agent.Asking;
import dev.aios.core.internal.agent.Opening;
import dev.aios.core.internal.agent.Prompt;
import dev.aios.core.internal.codec.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of agents that ask a model have in common. Not thread-safe.
 *
 * @param <I> the input
 * @param <O> the answer
 * @param <B> the builder itself
 */
public abstract sealed class AskingBuilder<I, O, B extends AskingBuilder<I, O, B>>
    permits ModelAgent.Builder, ToolAgent.Builder {
  private final String name;
  private final Class<I> input;
  private final Class<O> answer;
  private final Map<String, Function<I, Untrusted>> untrusted = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int version = 1;
  private String instructions = "";
  private String prompt = "";
  private BiFunction<I, O, List<String>> check = Asking.unchecked();
  private Asking<I, O> asking = Asking.usual();
  private @Nullable ContextSource<I> context;

  AskingBuilder(String name, Class<I> input, Class<O> answer) {
    this.name = name;
    this.input = input;
    this.answer = answer;
    if (name.isBlank()) {
      fault("its name is blank");
    }
    PlainData.faults(answer).forEach(each -> fault("answer: " + each));
  }

  abstract B self();

  String name() {
    return name;
  }

  int version() {
    return version;
  }

  private Prompt<I> newPrompt() {
    return new Prompt<>(name, instructions, prompt, input, untrusted);
  }

  Opening<I> newOpening() {
    return new Opening<>(newPrompt(), context);
  }

  Answers<I, O> newAnswers() {
    return new Answers<>(answer, check);
  }

  Asking<I, O> asking() {
    return asking.checked(name);
  }

  void fault(String what) {
    faults.add(what);
  }

  void checkFaults() {
    if (!faults.isEmpty()) {
      throw new InvalidInputException("agent " + name, faults);
    }
  }

  /**
   * Sets the version that is recorded with each proposal.
   *
   * @param value 1 unless set; raise it when the prompt changes
   * @return this
   */
  public B version(int value) {
    version = value;
    return self();
  }

  /**
   * Tells the model what it is.
   *
   * @param text from the developer; takes no places
   * @return this
   */
  public B instructions(String text) {
    instructions = text;
    return self();
  }

  /**
   * Sets what is asked.
   *
   * @param template text with places such as {@code {{customer.name}}} that name components of the
   *     input, or {@code {{input}}} for all of it
   * @return this
   */
  public B prompt(String template) {
    prompt = template;
    return self();
  }

  /**
   * Declares that a place holds text from outside: it is sanitised at the door, fenced off in the
   * prompt, and taints the answer.
   *
   * @param path the place, as it stands in the prompt
   * @param label gives the text with its format and source; pure
   * @return this
   */
  public B untrusted(String path, Function<I, Untrusted> label) {
    untrusted.put(path, label);
    return self();
  }

  /**
   * Gives the model what it should know: the conversation so far, what is recalled, whom it is
   * about. It stands between the instructions and the prompt.
   *
   * @param source assembles it for each input, for example {@code Remembered} of the memory module
   * @return this
   */
  public B context(ContextSource<I> source) {
    context = source;
    return self();
  }

  /**
   * Sets what is needed of the model.
   *
   * @param value the need; {@link Need#CHEAPEST} unless set
   * @return this
   */
  public B need(Need value) {
    asking =
        new Asking<>(
            value, asking.temperature(), asking.maxOutput(), asking.repairs(), asking.confidence());
    return self();
  }

  /**
   * Sets how free the model is.
   *
   * @param value 0 (as it is unless set) to 2
   * @return this
   */
  public B temperature(double value) {
    asking =
        new Asking<>(
            asking.need(), value, asking.maxOutput(), asking.repairs(), asking.confidence());
    return self();
  }

  /**
   * Sets how long an answer may be.
   *
   * @param tokens the most tokens; 1024 unless set
   * @return this
   */
  public B maxOutput(int tokens) {
    asking =
        new Asking<>(
            asking.need(), asking.temperature(), tokens, asking.repairs(), asking.confidence());
    return self();
  }

  /**
   * Sets how often an answer that does not fit is sent back.
   *
   * @param times 0 to 10; 2 unless set
   * @return this
   */
  public B repairs(int times) {
    asking =
        new Asking<>(
            asking.need(), asking.temperature(), asking.maxOutput(), times, asking.confidence());
    return self();
  }

  /**
   * Adds a check beyond the answer's constraints.
   *
   * @param value gives what is wrong with an answer, for the model to put right; empty if nothing
   *     is
   * @return this
   */
  public B check(BiFunction<I, O, List<String>> value) {
    check = value;
    return self();
  }

  /**
   * Sets how the confidence is told, for example {@code (in, out) -> out.sureness()}. Unless set,
   * it is 0.9 for an answer that fitted at once, and 0.15 less for each repair, but not below 0.3:
   * a rule of thumb, no measurement.
   *
   * @param value tells it from input and answer, 0 to 1
   * @return this
   */
  public B confidence(ToDoubleBiFunction<I, O> value) {
    asking =
        new Asking<>(
            asking.need(), asking.temperature(), asking.maxOutput(), asking.repairs(), value);
    return self();
  }
}
