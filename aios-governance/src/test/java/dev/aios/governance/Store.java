package dev.aios.governance;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;

/** The journals on which everything is tested. */
public enum Store {
  MEMORY {
    @Override
    public Journal open(Path folder, World world) {
      return new MemoryJournal(world);
    }
  },
  SQLITE {
    @Override
    public Journal open(Path folder, World world) {
      return SqliteJournal.open(folder.resolve("company.db"), world);
    }
  };

  public abstract Journal open(Path folder, World world);
}
