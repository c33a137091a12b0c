package dev.aios.core.journal;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.function.UnaryOperator;

/** Opens journals on SQLite whose connections a test has in hand. */
public final class BrokenSqlite {
  private BrokenSqlite() {}

  /** A journal each of whose connections goes through something. */
  public static Journal open(Path file, World world, UnaryOperator<Connection> through) {
    return SqliteJournal.open(file, world, SqliteOptions.DEFAULTS, through);
  }
}
