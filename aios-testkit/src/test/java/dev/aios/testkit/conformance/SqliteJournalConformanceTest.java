package dev.aios.testkit.conformance;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Json;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalConformanceTest extends JournalConformance {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("company.db");
  }

  @Override
  public Journal open(World world) {
    return SqliteJournal.open(file(), world);
  }

  @Override
  public boolean overwriteBody(long position, Json body) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        PreparedStatement update =
            connection.prepareStatement("UPDATE record SET body = ? WHERE position = ?")) {
      update.setString(1, body.toString());
      update.setLong(2, position);
      return update.executeUpdate() == 1;
    }
  }
}
