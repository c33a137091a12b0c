package dev.aios.examples.consultancy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of the program within the test, and what it printed.
 *
 * @param status its exit status
 * @param text what it printed
 */
record Told(int status, String text) {
  private static final Pattern RECORDS = Pattern.compile("verifies: (\\d+) records");

  static Told run(String... args) {
    return run("", Map.of(), args);
  }

  static Told run(String typed, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        Consultancy.run(
            new ByteArrayInputStream(typed.getBytes(Charset.defaultCharset())),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            environment,
            args);
    return new Told(status, out.toString(StandardCharsets.UTF_8));
  }

  int records() {
    Matcher matcher = RECORDS.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  String section(String title) {
    int from = text.indexOf("\n" + title);
    int to = text.indexOf("\n\n", from + 1);
    return from < 0 ? "" : text.substring(from + 1, to < 0 ? text.length() : to);
  }
}
