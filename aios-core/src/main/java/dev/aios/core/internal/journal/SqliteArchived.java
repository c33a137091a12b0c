package dev.aios.core.internal.journal;

import dev.aios.api.journal.WriteRejectedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side of the table archived: takes records out within the transaction of a group, and
 * keeps of each stretch where it is and how it ends. Stretches that touch become one. Confined to
 * the leader.
 */
final class SqliteArchived {
  private static final String FIND = "SELECT 1 FROM record WHERE position = ?";

  private static final String LAST = "SELECT time, hash FROM record WHERE position = ?";

  private static final String REMOVE = "DELETE FROM record WHERE position BETWEEN ? AND ?";

  private static final String BEFORE =
      "SELECT first, last FROM archived WHERE first < ? ORDER BY first DESC LIMIT 1";

  private static final String BEHIND = "SELECT last, time, hash FROM archived WHERE first = ?";

  private static final String FORGET = "DELETE FROM archived WHERE first IN (?, ?)";

  private static final String NOTE =
      "INSERT INTO archived (first, last, time, hash) VALUES (?, ?, ?, ?)";

  private final Connection connection;

  /** Made when they are first needed: most journals archive nothing. */
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  SqliteArchived(Connection connection) {
    this.connection = connection;
  }

  private PreparedStatement prepared(String sql, long... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setLong(i + 1, values[i]);
    }
    return statement;
  }

  /** Whether all of them are there. */
  @Nullable WriteRejectedException check(List<Long> positions) throws SQLException {
    for (long position : positions) {
      try (ResultSet result = prepared(FIND, position).executeQuery()) {
        if (!result.next()) {
          return Conditions.archived(position);
        }
      }
    }
    return null;
  }

  void apply(List<Long> positions) throws SQLException {
    long[] sorted = positions.stream().mapToLong(Long::longValue).sorted().toArray();
    int from = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || sorted[i] != sorted[i - 1] + 1) {
        remove(sorted[from], sorted[i - 1]);
        from = i;
      }
    }
  }

  private void remove(long first, long last) throws SQLException {
    Gap gap;
    try (ResultSet result = prepared(LAST, last).executeQuery()) {
      result.next();
      gap = new Gap(first, last, result.getLong(1), result.getBytes(2));
    }
    prepared(REMOVE, first, last).executeUpdate();
    try (ResultSet result = prepared(BEFORE, first).executeQuery()) {
      if (result.next() && result.getLong(2) == first - 1) {
        gap = new Gap(result.getLong(1), gap.last(), gap.micros(), gap.hash());
      }
    }
    try (ResultSet result = prepared(BEHIND, last + 1).executeQuery()) {
      if (result.next()) {
        gap = new Gap(gap.first(), result.getLong(1), result.getLong(2), result.getBytes(3));
      }
    }
    prepared(FORGET, gap.first(), last + 1).executeUpdate();
    PreparedStatement note = prepared(NOTE, gap.first(), gap.last(), gap.micros());
    note.setBytes(4, gap.hash());
    note.executeUpdate();
  }

  void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
