package dev.aios.tests.engine;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;

/** The journals that every statement about the engine is proven on. */
enum Store {
  MEMORY {
    @Override
    Journal open(Path dir, World world) {
      return new MemoryJournal(world);
    }
  },
  SQLITE {
    @Override
    Journal open(Path dir, World world) {
      return SqliteJournal.open(dir.resolve("company.db"), world);
    }
  };

  abstract Journal open(Path dir, World world);
}
