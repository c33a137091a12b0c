package dev.aios.tests.engine;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.tests.postgres.Postgres;
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
  },
  POSTGRES {
    @Override
    Journal open(Path dir, World world) {
      return PostgresJournal.open(
          Postgres.quickPool(), world, PostgresOptions.DEFAULTS.schema(Postgres.schemaOf(dir)));
    }
  };

  abstract Journal open(Path dir, World world);
}
