package dev.aios.core.command;

import dev.aios.api.AiosException;
import dev.aios.api.ConflictException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command {@code aios}: checks journals, named by their SQLite file or their {@code
 * jdbc:sqlite:} or {@code jdbc:postgresql:} URL, and makes and checks proofs. May run while other
 * processes write.
 *
 * <pre>{@code
 * java -cp ... dev.aios.core.command.Main verify company.db --key journal.pub --head last-year.txt
 * }</pre>
 *
 * <p>Ends with 0 if everything fits, 1 if something does not, 2 if the command, a file or the
 * journal cannot be read.
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: aios verify JOURNAL [--key FILE] [--head FILE] [--archive FOLDER]
                                                              recompute chains and tree, compare heads
             aios head JOURNAL                                print the last signed head
             aios prove JOURNAL POSITION [--head FILE] [--archive FOLDER]
                                                              print the proof that a record is in it
             aios prove JOURNAL --head FILE                   print the proof that it went on from there
             aios check PROOF --key FILE [--head FILE]        check such a proof without the journal
             aios new-key NAME FILE                           make a signing key, print the public one
      JOURNAL is a SQLite file, jdbc:sqlite:FILE, or jdbc:postgresql://... with --schema NAME if it
      is not in schema aios. It is not changed: one of an older AIOS is refused, not lifted.
      """;

  private static final Set<String> KEY_AND_HEAD = Set.of("--key", "--head");

  private Main() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command and what it is about
   */
  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

  /**
   * Runs the command.
   *
   * @param out where the finding goes
   * @param err where errors go
   * @param args the command and what it is about
   * @return the exit code
   */
  static int run(PrintStream out, PrintStream err, String... args) {
    String command = args.length == 0 ? "" : args[0];
    List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
    Optional<Arguments> parsed =
        switch (command) {
          case "verify" ->
              Arguments.parse(rest, 1, 1, Set.of("--key", "--head", "--archive", "--schema"));
          case "head" -> Arguments.parse(rest, 1, 1, Set.of("--schema"));
          case "prove" -> Arguments.parse(rest, 1, 2, Set.of("--head", "--archive", "--schema"));
          case "check" -> Arguments.parse(rest, 1, 1, KEY_AND_HEAD);
          case "new-key" -> Arguments.parse(rest, 2, 2, Set.of());
          default -> Optional.empty();
        };
    if (parsed.isEmpty()) {
      err.print(USAGE);
      return 2;
    }
    try {
      return run(out, command, parsed.get());
    } catch (AiosException | InvalidPathException e) {
      err.println(parsed.get().operand(0) + ": " + e.getMessage());
      return e instanceof ConflictException ? 1 : 2;
    }
  }

  private static int run(PrintStream out, String command, Arguments arguments) {
    return switch (command) {
      case "verify" -> VerifyCommand.run(out, arguments);
      case "head" -> ProofCommands.head(out, arguments);
      case "prove" -> ProofCommands.prove(out, arguments);
      case "check" -> ProofCommands.check(out, arguments);
      default -> ProofCommands.newKey(out, arguments);
    };
  }
}
