package dev.aios.core.internal.journal;

import dev.aios.api.journal.WriteRejectedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
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

  private static final String FORGET = "DELETE FROM archived WHERE first = ?";

  private static final String NOTE =
      "INSERT INTO archived (first, last, time, hash) VALUES (?, ?, ?, ?)";

  private final Connection connection;

  SqliteArchived(Connection connection) {
    this.connection = connection;
  }

  /** Whether all of them are there. */
  @Nullable WriteRejectedException check(List<Long> positions) throws SQLException {
    if (positions.isEmpty()) {
      return null;
    }
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      for (long position : positions) {
        find.setLong(1, position);
        try (ResultSet result = find.executeQuery()) {
          if (!result.next()) {
            return Conditions.archived(position);
          }
        }
      }
    }
    return null;
  }

  void apply(List<Long> positions) throws SQLException {
    if (positions.isEmpty()) {
      return;
    }
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
    try (PreparedStatement find = connection.prepareStatement(LAST)) {
      find.setLong(1, last);
      try (ResultSet result = find.executeQuery()) {
        result.next();
        gap = new Gap(first, last, result.getLong(1), result.getBytes(2));
      }
    }
    update(REMOVE, first, last);
    try (PreparedStatement before = connection.prepareStatement(BEFORE)) {
      before.setLong(1, first);
      try (ResultSet result = before.executeQuery()) {
        if (result.next() && result.getLong(2) == first - 1) {
          gap = new Gap(result.getLong(1), gap.last(), gap.micros(), gap.hash());
        }
      }
    }
    try (PreparedStatement behind = connection.prepareStatement(BEHIND)) {
      behind.setLong(1, last + 1);
      try (ResultSet result = behind.executeQuery()) {
        if (result.next()) {
          gap = new Gap(gap.first(), result.getLong(1), result.getLong(2), result.getBytes(3));
        }
      }
    }
    update(FORGET, gap.first());
    update(FORGET, last + 1);
    try (PreparedStatement note = connection.prepareStatement(NOTE)) {
      note.setLong(1, gap.first());
      note.setLong(2, gap.last());
      note.setLong(3, gap.micros());
      note.setBytes(4, gap.hash());
      note.executeUpdate();
    }
  }

  private void update(String sql, long... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
