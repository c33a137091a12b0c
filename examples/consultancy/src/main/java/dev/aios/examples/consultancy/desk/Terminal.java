package dev.aios.examples.consultancy.desk;

import dev.aios.api.InvalidInputException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.value.Codec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks on the terminal. Where there is none, or no more input, everything stays in the inbox. */
public final class Terminal implements Decider {
  private final BufferedReader in;
  private final PrintStream out;
  private final Edits edits;
  private boolean closed;

  /**
   * A terminal.
   *
   * @param in the keyboard
   * @param out the screen
   * @param codec for edits
   */
  public Terminal(InputStream in, PrintStream out, Codec codec) {
    this.in = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
    this.out = out;
    this.edits = new Edits(codec);
  }

  @Override
  public String name() {
    return "owner, on the terminal";
  }

  @Override
  public Optional<Verdict> decide(InboxItem item, Object value) {
    if (closed) {
      return Optional.empty();
    }
    out.println();
    out.println(
        String.format(
            Locale.ROOT, "? %s, %s, confidence %.2f", item.run(), item.node(), item.confidence()));
    out.println(Describe.of(value).indent(4).stripTrailing());
    while (true) {
      out.print("  [y]es, [n]o, [e]dit, [l]ater, [q]uit asking: ");
      out.flush();
      String answer = read();
      if (answer == null) {
        out.println();
        out.println("  There is nobody on the terminal: what is open stays in the inbox.");
        closed = true;
        return Optional.empty();
      }
      switch (answer.strip().toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          return Optional.of(new Verdict.Approve());
        }
        case "n", "no" -> {
          out.print("  Why not? ");
          out.flush();
          String reason = read();
          return Optional.of(
              new Verdict.Reject(
                  reason == null || reason.isBlank() ? "the owner said no" : reason));
        }
        case "e", "edit" -> {
          Optional<Verdict> edited = edit(value);
          if (edited.isPresent()) {
            return edited;
          }
        }
        case "l", "later" -> {
          return Optional.empty();
        }
        case "q", "quit" -> {
          closed = true;
          return Optional.empty();
        }
        default -> out.println("  '" + answer + "' is none of these.");
      }
    }
  }

  private Optional<Verdict> edit(Object value) {
    out.print("  FIELD=VALUE; FIELD=VALUE: ");
    out.flush();
    String line = read();
    if (line == null || line.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Verdict.Edit(edits.apply(value, line), "edited on the terminal"));
    } catch (InvalidInputException e) {
      out.println("  " + e.getMessage());
      return Optional.empty();
    }
  }

  private @Nullable String read() {
    try {
      return in.readLine();
    } catch (IOException e) {
      return null;
    }
  }
}
