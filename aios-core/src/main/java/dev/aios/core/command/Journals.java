package dev.aios.core.command;

import dev.aios.api.AiosException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Verification;
import dev.aios.api.proof.Proofs;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.archive.ArchiveCheck;
import dev.aios.core.internal.archive.ArchiveFolder;
import dev.aios.core.internal.archive.ArchivedJournal;
import dev.aios.core.internal.proof.JournalProofs;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.core.journal.SqliteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Opens the journal that a command names, as it is: whoever looks at it does not change it. */
final class Journals {
  private Journals() {}

  /** What is done with a journal. */
  interface Work {
    int with(Proofs proofs, Optional<Verification> archived);
  }

  /** Does something with the proofs of a journal, and closes it. */
  static int with(Arguments arguments, ToIntFunction<Proofs> work) {
    return open(
        arguments,
        (journal, folder) ->
            work.applyAsInt(
                new JournalProofs(
                    folder == null ? journal : new ArchivedJournal(journal, folder), null)));
  }

  /**
   * Does something with the proofs of a journal and with what was found in it and its archive files
   * together, if their folder is given; closes it.
   */
  static int checked(Arguments arguments, Work work) {
    return open(
        arguments,
        (journal, folder) ->
            folder == null
                ? work.with(new JournalProofs(journal, null), Optional.empty())
                : work.with(
                    new JournalProofs(new ArchivedJournal(journal, folder), null),
                    Optional.of(ArchiveCheck.verify(journal, folder))));
  }

  private interface Opened {
    int use(Journal journal, @Nullable ArchiveFolder folder);
  }

  private static int open(Arguments arguments, Opened use) {
    ArchiveFolder folder =
        arguments.option("--archive").map(path -> new ArchiveFolder(Path.of(path))).orElse(null);
    try (SystemWorld world = new SystemWorld();
        Journal journal = open(arguments.operand(0), arguments.option("--schema"), world)) {
      return use.use(journal, folder);
    }
  }

  private static Journal open(String name, Optional<String> schema, SystemWorld world) {
    if (name.startsWith("jdbc:postgresql:")) {
      PostgresOptions options = PostgresOptions.DEFAULTS.asItIs();
      return PostgresJournal.open(name, world, schema.map(options::schema).orElse(options));
    }
    if (schema.isPresent()) {
      throw new AiosException("--schema is for journals on PostgreSQL");
    }
    String file = name.startsWith("jdbc:sqlite:") ? name.substring("jdbc:sqlite:".length()) : name;
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new AiosException("there is no such file");
    }
    return SqliteJournal.open(path, world, SqliteOptions.DEFAULTS.asItIs());
  }
}
