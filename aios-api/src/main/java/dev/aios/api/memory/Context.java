package dev.aios.api.memory;

import dev.aios.api.model.Message;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import java.util.List;
import java.util.Locale;

/**
 * What a model is given to know before it is asked, with an account of what went in and what did
 * not. Immutable.
 *
 * @param messages the messages, those that change seldom first
 * @param tokens what they take, by the runtime's counter, 4 more for each message
 * @param taint the untrusted sources of what went in
 * @param mark letters and digits around text from outside; the same for all of a session's contexts
 * @param entries what was considered: kept, cut and why
 */
public record Context(
    List<Message> messages, Tokens tokens, Taint taint, String mark, List<Entry> entries) {
  /** Copies the lists. */
  public Context {
    messages = List.copyOf(messages);
    entries = List.copyOf(entries);
  }

  /** What became of something that was considered. */
  public enum Fate {
    /** It is in the context as it is. */
    KEPT,
    /** A part of it is in the context. */
    SHORTENED,
    /** It is not in the context. */
    CUT
  }

  /**
   * Something that was considered.
   *
   * @param section the part of the context that it belongs to, for example {@code turns}
   * @param id what it is: a turn's number, an entity's or a passage's id
   * @param source where it came from
   * @param tokens what it takes, or would take
   * @param fate what became of it
   * @param why why
   */
  public record Entry(
      String section, String id, String source, long tokens, Fate fate, String why) {}

  /**
   * A table of the entries, one a line.
   *
   * @return for people to read
   */
  public String explain() {
    StringBuilder table = new StringBuilder();
    for (Entry entry : entries) {
      table
          .append(
              String.format(
                  Locale.ROOT,
                  "%-9s %-9s %6d  ",
                  entry.section(),
                  entry.fate().name().toLowerCase(Locale.ROOT),
                  entry.tokens()))
          .append(entry.id())
          .append(": ")
          .append(entry.why())
          .append('\n');
    }
    return table
        .append(tokens)
        .append(" in ")
        .append(messages.size())
        .append(" messages")
        .toString();
  }
}
