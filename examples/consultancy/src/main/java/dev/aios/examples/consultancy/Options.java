package dev.aios.examples.consultancy;

import dev.aios.api.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param data the folder to read, or null for the one that is shipped
 * @param db the journal
 * @param out where invoices, mails and the rest go
 * @param approve {@code ask}, {@code all}, {@code none}, or a file of decisions
 * @param help whether only the help is wanted
 */
record Options(@Nullable Path data, Path db, Path out, String approve, boolean help) {
  static final String HELP =
      """
      Runs a consultancy's flows on a folder of mails, notes, calendars and timesheets.

        --data DIR     the folder to read; the shipped one unless given
        --db FILE      the journal, one SQLite file; consultancy.db in the output folder unless given
        --out DIR      where invoices, mails, answers and meetings go; ./consultancy-out unless given
        --approve HOW  who decides what needs a person:
                       ask   you, on the terminal (as it is unless given)
                       all   everything is approved
                       none  nothing is; it waits in the inbox
                       FILE  a file with one decision a line: RUN approve, RUN reject REASON,
                             RUN edit FIELD=VALUE; FIELD=VALUE
        --help         this text

      Run it again and it does what is new; kill it at any moment, run it again and it goes on.
      With OPENAI_API_KEY, ANTHROPIC_API_KEY or OLLAMA_HOST set, the agents ask that model.
      """;

  private static final List<String> NAMES = List.of("--data", "--db", "--out", "--approve");
  private static final List<String> WORDS = List.of("ask", "all", "none");

  /** Reads the arguments; throws with everything that is wrong with them. */
  static Options parse(String... args) {
    Map<String, String> values = new HashMap<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--help") || args[i].equals("-h")) {
        return new Options(null, Path.of(""), Path.of(""), "none", true);
      }
      int equals = args[i].indexOf('=');
      String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      if (!NAMES.contains(name)) {
        faults.add("'" + args[i] + "' is none of its options: " + String.join(", ", NAMES));
        continue;
      }
      String value = equals >= 0 ? args[i].substring(equals + 1) : "";
      if (equals < 0 && i + 1 < args.length && !args[i + 1].startsWith("--")) {
        value = args[++i];
      }
      if (value.isBlank()) {
        faults.add(name + " needs a value");
      } else if (values.putIfAbsent(name, value) != null) {
        faults.add(name + " is given twice");
      }
    }
    Path out = path(values, "--out", "consultancy-out", faults);
    Path db = path(values, "--db", out.resolve("consultancy.db").toString(), faults);
    Path data = values.containsKey("--data") ? path(values, "--data", "", faults) : null;
    String approve = values.getOrDefault("--approve", "ask");
    check(data, db, out, approve, faults);
    if (!faults.isEmpty()) {
      throw new InvalidInputException("command line", faults);
    }
    return new Options(data, db, out, approve, false);
  }

  private static void check(
      @Nullable Path data, Path db, Path out, String approve, List<String> faults) {
    if (data != null && !Files.isDirectory(data)) {
      faults.add("--data '" + data + "' is no folder");
    }
    if (Files.isDirectory(db)) {
      faults.add("--db '" + db + "' is a folder, a file is needed");
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      faults.add("--out '" + out + "' is a file, a folder is needed");
    }
    if (!WORDS.contains(approve) && !Files.isRegularFile(Path.of(approve))) {
      faults.add("--approve '" + approve + "' is neither ask, all or none nor a file");
    }
  }

  private static Path path(
      Map<String, String> values, String name, String otherwise, List<String> faults) {
    String value = values.getOrDefault(name, otherwise);
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      faults.add(name + " '" + value + "' is no path: " + e.getReason());
      return Path.of("");
    }
  }
}
