package dev.aios.tests.seal;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Json;
import dev.aios.core.internal.seal.SealedJournal;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.testkit.conformance.JournalConformance;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

/** What nobody has labelled goes through the layer as through any journal. */
class SealedJournalConformanceTest extends JournalConformance {
  @TempDir Path dir;

  @Override
  public Journal open(World world) {
    return new SealedJournal(SqliteJournal.open(dir.resolve("journal.db"), world), world);
  }

  @Override
  public boolean overwriteBody(long position, Json body) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("journal.db"));
        PreparedStatement update =
            connection.prepareStatement("UPDATE record SET body = ? WHERE position = ?")) {
      update.setString(1, body.toString());
      update.setLong(2, position);
      return update.executeUpdate() == 1;
    }
  }
}
