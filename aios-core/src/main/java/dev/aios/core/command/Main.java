package dev.aios.core.command;

import dev.aios.api.AiosException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Verification;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.archive.ArchiveCheck;
import dev.aios.core.internal.archive.ArchiveFolder;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.SqliteJournal;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * {@code aios verify JOURNAL [--archive FOLDER]}: recomputes the hash chain of a journal, named by
 * its SQLite file or its {@code jdbc:sqlite:} or {@code jdbc:postgresql:} URL, and of its archive
 * files, if their folder is named. May run while other processes write.
 *
 * <pre>{@code
 * java -cp ... dev.aios.core.command.Main verify company.db
 * }</pre>
 *
 * <p>Prints one line. Ends with 0 if every record fits, 1 if one does not, 2 if the command or the
 * journal cannot be read.
 */
public final class Main {
  private static final String USAGE =
      "Usage: aios verify JOURNAL [--archive FOLDER]    (JOURNAL is a SQLite file, jdbc:sqlite:FILE,"
          + " or jdbc:postgresql://...)";

  private Main() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args {@code verify}, the journal, and perhaps {@code --archive} and a folder
   */
  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

  /**
   * Runs the command.
   *
   * @param out where the finding goes
   * @param err where errors go
   * @param args {@code verify}, the journal, and perhaps {@code --archive} and a folder
   * @return the exit code
   */
  static int run(PrintStream out, PrintStream err, String... args) {
    boolean withArchive = args.length == 4 && args[2].equals("--archive");
    if (!(args.length == 2 || withArchive) || !args[0].equals("verify")) {
      err.println(USAGE);
      return 2;
    }
    String name = args[1];
    try (SystemWorld world = new SystemWorld();
        Journal journal = open(name, world)) {
      Verification found =
          withArchive
              ? ArchiveCheck.verify(journal, new ArchiveFolder(Path.of(args[3])))
              : journal.verify();
      if (found.ok()) {
        String more =
            found.archived() == 0
                ? ""
                : "; " + found.archived() + " more are in archive files: --archive FOLDER";
        out.println(
            name + ": " + found.records() + " records verified, head " + found.headHash() + more);
        return 0;
      }
      out.println(
          name
              + ": record "
              + found.firstBad()
              + " does not fit: "
              + found.problem()
              + "; the "
              + found.records()
              + " before it do");
      return 1;
    } catch (AiosException | InvalidPathException e) {
      err.println(name + ": " + e.getMessage());
      return 2;
    }
  }

  private static Journal open(String name, SystemWorld world) {
    if (name.startsWith("jdbc:postgresql:")) {
      return PostgresJournal.open(name, world);
    }
    String file = name.startsWith("jdbc:sqlite:") ? name.substring("jdbc:sqlite:".length()) : name;
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new AiosException("there is no such file");
    }
    return SqliteJournal.open(path, world);
  }
}
