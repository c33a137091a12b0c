package dev.aios.core.command;

import dev.aios.api.AiosException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What stands after a command's name: operands in order, and options with a value each. */
final class Arguments {
  private final List<String> operands = new ArrayList<>();
  private final Map<String, List<String>> options = new LinkedHashMap<>();

  private Arguments() {}

  /** Takes them apart; empty if they are not so many operands and these options. */
  static Optional<Arguments> parse(List<String> args, int fewest, int most, Set<String> known) {
    Arguments parsed = new Arguments();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        parsed.operands.add(arg);
      } else if (known.contains(arg) && i + 1 < args.size()) {
        i++;
        parsed.options.computeIfAbsent(arg, name -> new ArrayList<>()).add(args.get(i));
      } else {
        return Optional.empty();
      }
    }
    int count = parsed.operands.size();
    return count < fewest || count > most ? Optional.empty() : Optional.of(parsed);
  }

  int count() {
    return operands.size();
  }

  String operand(int i) {
    return operands.get(i);
  }

  /** What an option that is given once at most says. */
  Optional<String> option(String name) {
    List<String> given = options.getOrDefault(name, List.of());
    if (given.size() > 1) {
      throw new AiosException(name + " is given more than once");
    }
    return given.stream().findFirst();
  }

  /** The files that an option names, read. */
  <T> List<T> files(String option, Function<String, T> reading) {
    List<T> read = new ArrayList<>();
    for (String file : options.getOrDefault(option, List.of())) {
      try {
        read.add(reading.apply(text(file)));
      } catch (AiosException e) {
        throw new AiosException(option + " " + file + ": " + e.getMessage(), e);
      }
    }
    return read;
  }

  /** What a file holds. */
  static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new AiosException("there is no such file", e);
    } catch (MalformedInputException e) {
      throw new AiosException("it is no text", e);
    } catch (IOException e) {
      throw new AiosException("it cannot be read: " + e.getMessage(), e);
    }
  }
}
