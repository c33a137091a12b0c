package dev.aios.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How SQLite finds what is asked for: work lists of 100,000 rows must not be searched or sorted.
 */
class SqliteReaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "READ | SEARCH r USING INTEGER PRIMARY KEY (rowid>?)",
        "READ_STREAM | SEARCH r USING INDEX record_of_stream (stream=? AND rowid>?)",
        "ROW | SEARCH row USING INDEX sqlite_autoindex_row_1 (tab=? AND key=?)",
        "ROWS_OF_TABLE | SEARCH row USING INDEX row_listed (tab=?)",
        "ROWS_OF_GROUP | SEARCH row USING INDEX row_listed (tab=? AND grp=? AND rank>? AND rank<?)",
        "ROWS_AFTER | SEARCH row USING INDEX row_listed (tab=? AND grp=? AND (rank,key)>(?,?) AND rank<?)",
        "COUNTER | SEARCH counter USING PRIMARY KEY (name=?)",
      })
  void each_query_goes_through_its_index_and_sorts_nothing(String query, String step)
      throws Exception {
    Path file = folder.resolve("company.db");
    try (SystemWorld world = new SystemWorld()) {
      SqliteJournal.open(file, world).close();
    }
    String plan = plan(file, (String) SqliteReader.class.getDeclaredField(query).get(null));
    assertThat(plan).contains(step).doesNotContain("SCAN").doesNotContain("TEMP B-TREE");
  }

  private static String plan(Path file, String query) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
      StringBuilder steps = new StringBuilder();
      while (result.next()) {
        steps.append(result.getString("detail")).append('\n');
      }
      return steps.toString();
    }
  }
}
