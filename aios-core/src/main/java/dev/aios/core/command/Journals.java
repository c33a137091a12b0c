package dev.aios.core.command;

import dev.aios.api.AiosException;
import dev.aios.api.journal.Journal;
import dev.aios.api.proof.Proofs;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.proof.JournalProofs;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;

/** Opens the journal that a command names. */
final class Journals {
  private Journals() {}

  /** Does something with the proofs of a journal, and closes it. */
  static int with(String name, ToIntFunction<Proofs> work) {
    try (SystemWorld world = new SystemWorld();
        Journal journal = open(name, world)) {
      return work.applyAsInt(new JournalProofs(journal, null));
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
