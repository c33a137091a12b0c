package dev.aios.core.internal.journal;

import dev.aios.api.journal.Row;
import dev.aios.api.value.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows as every store selects them. */
public final class ListedRows {
  private ListedRows() {}

  /**
   * Reads rows.
   *
   * @param statement selects tab, key, version, grp, rank, body, position
   * @return the rows in the statement's order
   * @throws SQLException if they cannot be read
   */
  public static List<Row> of(PreparedStatement statement) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(
            new Row(
                result.getString(1),
                result.getString(2),
                result.getLong(3),
                result.getString(4),
                result.getLong(5),
                Json.ofUtf8(result.getBytes(6)),
                result.getLong(7)));
      }
    }
    return rows;
  }
}
