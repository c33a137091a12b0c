package dev.aios.memory.internal.context;

import dev.aios.api.memory.Recall;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.Message;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.memory.identity.EntityCards;
import dev.aios.memory.internal.session.TurnLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes pieces, with text from outside between marks. */
final class Pieces {
  /** What a message takes beside its text; as providers count it, roughly. */
  static final int MESSAGE = 4;

  private final TokenCounter counter;
  private final Marks marks;

  Pieces(TokenCounter counter, Marks marks) {
    this.counter = counter;
    this.marks = marks;
  }

  Piece trusted(String id, String source, String text) {
    return shared(id, source, List.of(new Message.Part.Trusted(text + "\n")), Taint.NONE);
  }

  /** A card is fenced off also where its facts are the company's own: names come from outside. */
  Piece card(EntityCards.Card card) {
    String source = "entity/" + card.entity();
    List<Message.Part> parts = new ArrayList<>();
    if (card.taint().isTainted()) {
      parts.addAll(marks.around(Untrusted.text(card.text(), card.taint().sources().first())));
    } else {
      parts.add(
          new Message.Part.Trusted(
              "<outside "
                  + marks.mark()
                  + ">\n"
                  + card.text()
                  + "\n</outside "
                  + marks.mark()
                  + ">"));
    }
    parts.add(new Message.Part.Trusted("\n"));
    return shared(card.entity(), source, parts, card.taint());
  }

  Piece passage(Recall.Hit hit) {
    List<Message.Part> parts = new ArrayList<>();
    Instant time = hit.time();
    String text =
        (hit.title().isEmpty() ? "" : hit.title() + "\n")
            + (time == null ? "" : time + "\n")
            + hit.text();
    parts.add(new Message.Part.Trusted("[" + hit.source() + "]\n"));
    parts.addAll(said(text, hit.taint()));
    parts.add(new Message.Part.Trusted("\n"));
    return shared(hit.id(), hit.source(), parts, hit.taint());
  }

  Piece summary(String id, String text, Taint taint) {
    List<Message.Part> parts = new ArrayList<>(said(text, taint));
    parts.add(new Message.Part.Trusted("\n"));
    return shared(id, id, parts, taint);
  }

  private List<Message.Part> said(String text, Taint taint) {
    return taint.isTainted()
        ? marks.around(Untrusted.text(text, taint.sources().first()))
        : List.of(new Message.Part.Trusted(text));
  }

  /** Turns in groups: what calls tools with the results of the calls. */
  List<Piece> turns(String session, List<TurnLog.Placed> turns) {
    List<Piece> groups = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= turns.size(); i++) {
      if (i == turns.size() || !turns.get(i).row().isResult()) {
        groups.add(group(session, turns.subList(from, i)));
        from = i;
      }
    }
    return groups;
  }

  private Piece group(String session, List<TurnLog.Placed> turns) {
    List<Message> messages = new ArrayList<>();
    Taint taint = Taint.NONE;
    for (TurnLog.Placed placed : turns) {
      Turn turn = placed.row().turn();
      taint = taint.plus(turn.taint());
      messages.add(message(turn));
    }
    long first = turns.get(0).row().number();
    long last = turns.get(turns.size() - 1).row().number();
    return new Piece(
        first == last ? "turn " + first : "turns " + first + "-" + last,
        session,
        List.of(),
        messages,
        tokens(messages),
        taint);
  }

  Message message(Turn turn) {
    Turn.Answers answers = turn.answers();
    if (answers != null) {
      return new Message.ToolResult(
          answers.call(), answers.tool(), said(turn.text(), turn.taint()));
    }
    return switch (turn.role()) {
      case "agent" -> new Message.Assistant(turn.text(), turn.calls());
      case "user" -> new Message.User(said(turn.text(), turn.taint()));
      default -> {
        List<Message.Part> parts = new ArrayList<>();
        parts.add(new Message.Part.Trusted(turn.role() + ": "));
        parts.addAll(said(turn.text(), turn.taint()));
        yield new Message.User(parts);
      }
    };
  }

  private Piece shared(String id, String source, List<Message.Part> parts, Taint taint) {
    return new Piece(id, source, parts, List.of(), count(parts), taint);
  }

  long tokens(List<Message> messages) {
    long tokens = 0;
    for (Message message : messages) {
      tokens += MESSAGE + tokens(message);
    }
    return tokens;
  }

  private long tokens(Message message) {
    if (message instanceof Message.Instruction instruction) {
      return counter.count(instruction.text());
    }
    if (message instanceof Message.Assistant assistant) {
      long tokens = counter.count(assistant.text());
      for (var call : assistant.toolCalls()) {
        tokens += counter.count(call.tool()) + counter.count(call.arguments().toString());
      }
      return tokens;
    }
    return message instanceof Message.User user
        ? count(user.parts())
        : message instanceof Message.ToolResult result ? count(result.parts()) : 0;
  }

  /** Part by part, so that a section's tokens are exactly the sum of its pieces'. */
  private long count(List<Message.Part> parts) {
    long tokens = 0;
    for (Message.Part part : parts) {
      tokens +=
          counter.count(
              part instanceof Message.Part.Trusted trusted
                  ? trusted.text()
                  : part instanceof Message.Part.Outside outside ? outside.content().text() : "");
    }
    return tokens;
  }
}
