package dev.aios.examples.consultancy.input;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Cuts a mailbox in mboxrd format into mails: one begins at a line {@code From sender date} at the
 * start or after an empty line, and {@code >From} in a body stands for {@code From}.
 */
final class Mbox {
  /** A mail beyond this size is left out. */
  static final int MAX_MAIL_BYTES = 16 << 20;

  private static final Pattern SEPARATOR = Pattern.compile("From \\S+ .*\\d{4}( [+-]\\d{4})?\\s*");
  private static final Pattern QUOTED = Pattern.compile(">+From .*", Pattern.DOTALL);

  /** Enough of a line to tell a separator or a quoted one from the rest. */
  private static final int MAX_SEPARATOR = 256;

  private final String file;
  private final Consumer<Problem> problems;

  Mbox(String file, Consumer<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Gives each mail, with its place in the file, to {@code mails}. */
  void split(InputStream source, BiConsumer<String, byte[]> mails) throws IOException {
    InputStream in = new BufferedInputStream(source, 1 << 16);
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    String where = "";
    boolean afterEmptyLine = true;
    boolean tooLarge = false;
    int count = 0;
    for (long number = 1; readLine(in, line); number++) {
      String start = line.size() <= MAX_SEPARATOR ? line.toString(StandardCharsets.ISO_8859_1) : "";
      if (afterEmptyLine && SEPARATOR.matcher(start).matches()) {
        finish(where, mail, tooLarge, mails);
        count++;
        where = "mail " + count + " (line " + number + ")";
        tooLarge = false;
      } else if (mail.size() + line.size() > MAX_MAIL_BYTES) {
        tooLarge = true;
      } else {
        int skip = QUOTED.matcher(start).matches() ? 1 : 0;
        mail.write(line.toByteArray(), skip, line.size() - skip);
      }
      afterEmptyLine = start.isBlank() && line.size() <= 2;
    }
    finish(where, mail, tooLarge, mails);
  }

  private void finish(
      String where,
      ByteArrayOutputStream mail,
      boolean tooLarge,
      BiConsumer<String, byte[]> mails) {
    byte[] raw = mail.toByteArray();
    mail.reset();
    if (where.isEmpty()) {
      if (!new String(raw, StandardCharsets.ISO_8859_1).isBlank()) {
        problems.accept(
            new Problem(file, "line 1", "has text before the first 'From ' line: left out"));
      }
    } else if (tooLarge) {
      problems.accept(
          new Problem(file, where, "is larger than " + (MAX_MAIL_BYTES >> 20) + " MiB: left out"));
    } else {
      mails.accept(where, raw);
    }
  }

  /** Reads one line with its end; a line beyond the size of a mail is cut. False at the end. */
  private static boolean readLine(InputStream in, ByteArrayOutputStream line) throws IOException {
    line.reset();
    int b;
    while ((b = in.read()) >= 0) {
      if (line.size() <= MAX_MAIL_BYTES) {
        line.write(b);
      }
      if (b == '\n') {
        return true;
      }
    }
    return line.size() > 0;
  }
}
