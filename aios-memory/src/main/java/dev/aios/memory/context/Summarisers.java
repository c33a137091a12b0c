package dev.aios.memory.context;

import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.memory.internal.context.Extract;
import dev.aios.memory.internal.context.Marks;
import java.util.ArrayList;
import java.util.List;

/** The summarisers that come with memory. */
public final class Summarisers {
  private static final String TASK =
      "You keep the running summary of a conversation. Write the new summary: what was agreed,"
          + " asked, refused and left open, with names, numbers and dates as they were said. Leave"
          + " out greetings and what was taken back. No preamble.";

  private Summarisers() {}

  /**
   * Keeps the sentences that say most, word for word, each with the number of its turn; needs no
   * model. A sentence counts by how often its words come in the text, and more with numbers and
   * names in it; older sentences make way for newer ones of the same weight.
   *
   * @param counter counts what they take
   * @return the summariser
   */
  public static Summariser extractive(TokenCounter counter) {
    return (older, models, through) -> new Extract(counter, older).summary();
  }

  /**
   * Lets a model write it, through the door. What was said in tainted turns is fenced off as text
   * from outside.
   *
   * @param need what is needed of the model
   * @return the summariser
   */
  public static Summariser byModel(Need need) {
    return (older, models, through) -> {
      Marks marks = Marks.of(older.key());
      List<Message.Part> parts = new ArrayList<>();
      if (!older.before().isEmpty()) {
        parts.add(new Message.Part.Trusted("The summary so far:\n"));
        parts.addAll(marks.around(Untrusted.text(older.before(), "session:summary")));
        parts.add(new Message.Part.Trusted("\n\n"));
      }
      parts.add(new Message.Part.Trusted("What was said since:\n"));
      Taint taint = Taint.NONE;
      for (var turn : older.turns()) {
        taint = taint.plus(turn.taint());
        parts.add(new Message.Part.Trusted(turn.role() + ": "));
        parts.addAll(marks.around(Untrusted.text(turn.text(), "session:" + turn.role())));
        parts.add(new Message.Part.Trusted("\n"));
      }
      int most = (int) Math.min(4096, Math.max(16, older.most().count()));
      ChatRequest request =
          new ChatRequest(
              List.of(
                  new Message.Instruction(
                      TASK + " At most " + most * 3 / 4 + " words.\n\n" + marks.rule()),
                  new Message.User(parts)),
              null,
              List.of(),
              0,
              most,
              taint);
      ChatAnswer answer = models.chat(through, "summary/" + older.key(), request, need);
      return answer.text().strip();
    };
  }
}
