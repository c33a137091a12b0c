package dev.aios.memory.internal.context;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Context;
import dev.aios.api.memory.Context.Entry;
import dev.aios.api.memory.Context.Fate;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.Message;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.Section;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fits what was gathered into the window, and says what became of it. Used once. */
final class Assembly {
  private final Gathering gathered;
  private final Fidelity fidelity;
  private final Pieces pieces;
  private final TokenCounter counter;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private Taint taint = Taint.NONE;

  Assembly(Gathering gathered, Fidelity fidelity, Pieces pieces, TokenCounter counter) {
    this.gathered = gathered;
    this.fidelity = fidelity;
    this.pieces = pieces;
    this.counter = counter;
  }

  Context context(String mark) {
    long window = fidelity.window().count();
    long fixed = fixed();
    if (fixed > window) {
      throw new InvalidInputException(
          "context",
          "system part and question take "
              + fixed
              + " tokens, the window of fidelity "
              + fidelity.name()
              + " is "
              + window
              + ". Shorten them, or widen the window");
    }
    Map<Section, Long> needs = new EnumMap<>(Section.class);
    for (Section section : fidelity.shares().keySet()) {
      long need = gathered.of(section).stream().mapToLong(Piece::tokens).sum();
      needs.put(section, need == 0 ? 0 : need + head(section));
    }
    Map<Section, Long> given = new Allocation(fidelity.shares()).divide(needs, window - fixed);
    long tokens = fixed - question();
    for (Section section : Section.values()) {
      if (fidelity.shares().containsKey(section)) {
        tokens += fill(section, given.getOrDefault(section, 0L));
      }
    }
    return new Context(messages, Tokens.of(tokens), taint, mark, entries);
  }

  private long fixed() {
    long tokens = question();
    if (!gathered.system().isEmpty()) {
      Message instruction = new Message.Instruction(gathered.system());
      messages.add(instruction);
      long system = pieces.tokens(List.of(instruction));
      entries.add(
          new Entry(Section.SYSTEM.label(), "system", "host", system, Fate.KEPT, "never cut"));
      tokens += system;
    }
    if (!gathered.question().isEmpty()) {
      entries.add(
          new Entry(
              Section.QUESTION.label(),
              "question",
              "host",
              question(),
              Fate.KEPT,
              "counted; the agent asks it"));
    }
    return tokens;
  }

  private long question() {
    return gathered.question().isEmpty() ? 0 : counter.count(gathered.question()) + Pieces.MESSAGE;
  }

  private long head(Section section) {
    return section == Section.TURNS
        ? 0
        : pieces.tokens(List.of(new Message.User(List.of(gathered.heading(section)))));
  }

  /** Keeps what fits, the most wanted first, in the order in which it stands. */
  private long fill(Section section, long given) {
    List<Piece> all = gathered.of(section);
    Set<Piece> kept = new HashSet<>();
    long tokens = all.isEmpty() ? 0 : head(section);
    boolean newestFirst = section == Section.TURNS;
    boolean open = true;
    for (int i = 0; i < all.size(); i++) {
      Piece piece = all.get(newestFirst ? all.size() - 1 - i : i);
      boolean fits = open && tokens + piece.tokens() <= given;
      if (fits) {
        kept.add(piece);
        tokens += piece.tokens();
      } else if (newestFirst) {
        open = false; // A gap in a conversation misleads more than its end.
      }
    }
    boolean whole = kept.size() == all.size();
    for (Piece piece : all) {
      boolean in = kept.contains(piece);
      entries.add(
          new Entry(
              section.label(),
              piece.id(),
              piece.source(),
              piece.tokens(),
              in ? Fate.KEPT : Fate.CUT,
              in ? keptBecause(section, whole) : cutBecause(section, piece, given)));
    }
    if (kept.isEmpty()) {
      return 0;
    }
    show(section, all.stream().filter(kept::contains).toList());
    return tokens;
  }

  private String keptBecause(Section section, boolean whole) {
    String by =
        section == Section.SUMMARY && !gathered.summaryBy().isEmpty()
            ? "; made by " + gathered.summaryBy()
            : "";
    return (whole ? "all of the section fits" : "within what the section gets") + by;
  }

  private String cutBecause(Section section, Piece piece, long given) {
    if (given == 0) {
      return "the section gets nothing: others are cut after it";
    }
    String order =
        section == Section.TURNS
            ? "; older turns are cut first"
            : section == Section.PASSAGES ? "; worse hits are cut first" : "";
    return "its "
        + piece.tokens()
        + " tokens do not fit into the "
        + given
        + " that the section gets"
        + order;
  }

  private void show(Section section, List<Piece> kept) {
    List<Message.Part> parts = new ArrayList<>();
    for (Piece piece : kept) {
      taint = taint.plus(piece.taint());
      messages.addAll(piece.messages());
      parts.addAll(piece.parts());
    }
    if (!parts.isEmpty()) {
      parts.add(0, gathered.heading(section));
      messages.add(new Message.User(parts));
    }
  }
}
