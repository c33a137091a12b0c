package dev.aios.core.internal.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Message;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a model is told: instructions, and a template with trusted and untrusted places. Untrusted
 * text is handed on unsanitised, with its source, for the door to clean; around it stand marks that
 * it cannot know, and the instructions say that nothing within them is an instruction.
 *
 * @param <I> the input
 */
public final class Prompt<I> {
  private final String instructions;
  private final Template template;
  private final Map<String, Function<I, Untrusted>> outside;

  /**
   * A prompt.
   *
   * @param who the agent, for errors
   * @param instructions what the model is, may be empty; has no places, since all that is filled in
   *     is said as the user
   * @param text the template
   * @param input the input's class
   * @param outside the places that hold untrusted text, and how it is labelled
   * @throws InvalidInputException with every fault found
   */
  public Prompt(
      String who,
      String instructions,
      String text,
      Class<I> input,
      Map<String, Function<I, Untrusted>> outside) {
    List<String> faults = new ArrayList<>();
    if (instructions.contains("{{")) {
      faults.add("instructions: they take no places; put what changes into the prompt");
    }
    if (text.isBlank()) {
      faults.add("prompt: it is empty");
    }
    this.instructions = instructions;
    this.template = Template.parse("prompt", text, input, faults);
    this.outside = Map.copyOf(outside);
    for (String path : outside.keySet()) {
      if (!template.paths().contains(path)) {
        faults.add("untrusted: {{" + path + "}} is not in the prompt");
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("agent " + who, faults);
    }
  }

  /**
   * The conversation's beginning.
   *
   * @param input the input
   * @param codec makes JSON of what is no scalar
   * @param fence the marks around untrusted text
   * @param more whether untrusted text may follow later, from tools
   * @return instructions, if any, and the question
   */
  public List<Message> messages(I input, Codec codec, Fence fence, boolean more) {
    List<Message.Part> parts = new ArrayList<>();
    for (Template.Piece piece : template.pieces()) {
      if (piece instanceof Template.Piece.Text text) {
        parts.add(new Message.Part.Trusted(text.text()));
      } else if (piece instanceof Template.Piece.Place place) {
        Function<I, Untrusted> label = outside.get(place.path());
        if (label == null) {
          parts.add(new Message.Part.Trusted(Template.fill(place, input, codec)));
        } else {
          parts.addAll(fence.around(label.apply(input)));
        }
      }
    }
    List<Message> messages = new ArrayList<>();
    String told = join(instructions, more || !outside.isEmpty() ? fence.rule() : "");
    if (!told.isEmpty()) {
      messages.add(new Message.Instruction(told));
    }
    messages.add(new Message.User(parts));
    return messages;
  }

  private static String join(String one, String other) {
    return one.isEmpty() ? other : other.isEmpty() ? one : one + "\n\n" + other;
  }

  /**
   * The label of all untrusted text that goes in.
   *
   * @param input the input
   * @return the sources
   */
  public Taint taint(I input) {
    Taint taint = Taint.NONE;
    for (Function<I, Untrusted> label : outside.values()) {
      taint = taint.plus(Taint.of(label.apply(input).source()));
    }
    return taint;
  }
}
