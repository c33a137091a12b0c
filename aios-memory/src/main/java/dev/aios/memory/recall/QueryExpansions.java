package dev.aios.memory.recall;

import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.memory.internal.context.Marks;
import java.util.ArrayList;
import java.util.List;

/** The expansions that come with memory. */
public final class QueryExpansions {
  private static final String TASK =
      "A search looks for passages that answer a question. Write up to three lines to look for as"
          + " well, each in other words than the question: a passage that could answer it, or the"
          + " question with synonyms. Keep names, numbers and dates; invent none. One line each, no"
          + " numbering, nothing else.";
  private static final int LINES = 3;

  /** What models put before a line, told not to or not. */
  private static final String NUMBERING = "^\\s*(?:[-*•]|\\d{1,2}[.)])\\s+";

  private QueryExpansions() {}

  /**
   * Lets a model write other words, through the runtime's own door: policies and budgets hold, and
   * the same question is not asked about again, also after a restart. The question is fenced off as
   * text from outside, because it may be one.
   *
   * <p>The answer is recorded as that of any model call is, under the question's hash; an erasure
   * of a person whom it names says so in {@code Erased.elsewhere}.
   *
   * @param need what is needed of the model
   * @return the expansion
   */
  public static QueryExpansion byModel(Need need) {
    return (asked, models, through) -> {
      Marks marks = Marks.of(asked.key());
      List<Message.Part> parts = new ArrayList<>();
      parts.add(new Message.Part.Trusted("The question:\n"));
      parts.addAll(marks.around(Untrusted.text(asked.text(), "recall:question")));
      ChatRequest request =
          new ChatRequest(
              List.of(
                  new Message.Instruction(TASK + "\n\n" + marks.rule()), new Message.User(parts)),
              null,
              List.of(),
              0,
              300,
              Taint.of("recall:question"));
      String answer = models.chat(through, "expansion/" + asked.key(), request, need).text();
      return answer
          .lines()
          .map(line -> line.replaceFirst(NUMBERING, "").strip())
          .filter(line -> !line.isEmpty())
          .limit(LINES)
          .toList();
    };
  }
}
