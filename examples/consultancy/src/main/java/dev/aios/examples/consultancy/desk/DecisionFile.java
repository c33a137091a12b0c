package dev.aios.examples.consultancy.desk;

import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.value.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decisions written down before: one a line, {@code RUN approve}, {@code RUN reject REASON} or
 * {@code RUN edit FIELD=VALUE; FIELD=VALUE}. What the file does not name stays in the inbox.
 */
public final class DecisionFile implements Decider {
  private record Decision(String what, String rest) {}

  private final Path file;
  private final Edits edits;
  private final Map<String, Decision> decisions = new LinkedHashMap<>();

  /**
   * Reads a file.
   *
   * @param file the file, in UTF-8
   * @param codec for edits
   * @throws InvalidInputException with every line that is no decision
   */
  public DecisionFile(Path file, Codec codec) {
    this.file = file;
    this.edits = new Edits(codec);
    List<String> faults = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.strip().split("\\s+", 3);
      String rest = words.length > 2 ? words[2] : "";
      boolean known =
          words.length > 1
              && (words[1].equals("approve")
                  || words[1].equals("reject")
                  || (words[1].equals("edit") && !rest.isEmpty()));
      if (!known) {
        faults.add(
            "line "
                + number
                + " '"
                + line
                + "' is not RUN approve, RUN reject REASON or RUN edit"
                + " FIELD=VALUE");
      } else if (decisions.putIfAbsent(words[0], new Decision(words[1], rest)) != null) {
        faults.add("line " + number + " decides " + words[0] + " a second time");
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("file of decisions " + file, faults);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new StorageException("The file of decisions '" + file + "' cannot be read: " + e, e);
    }
  }

  @Override
  public String name() {
    return "owner, by " + file.getFileName();
  }

  @Override
  public Optional<Verdict> decide(InboxItem item, Object value) {
    Decision decision = decisions.get(item.run());
    if (decision == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (decision.what()) {
          case "approve" -> new Verdict.Approve();
          case "reject" -> new Verdict.Reject(decision.rest().isEmpty() ? "no" : decision.rest());
          default -> new Verdict.Edit(edits.apply(value, decision.rest()), "edited in a file");
        });
  }
}
