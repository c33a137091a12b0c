package dev.aios.core.internal.journal;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.WriteRejectedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side of the table counter: checks caps in memory and hands each changed counter to
 * SQLite once a group. Confined to the leader.
 */
final class SqliteCounters implements AutoCloseable {
  private static final int MOST_COUNTERS = 4_096;

  private static final String FIND = "SELECT value FROM counter WHERE name = ?";

  private static final String SET =
      """
      INSERT INTO counter (name, value) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value
      """;

  private final Map<String, Long> known = new LinkedHashMap<>(64, 0.75f, true);
  private final Set<String> changed = new LinkedHashSet<>();
  private final PreparedStatement find;
  private final PreparedStatement set;

  SqliteCounters(Connection connection) throws SQLException {
    find = connection.prepareStatement(FIND);
    set = connection.prepareStatement(SET);
  }

  /** Forgets what it knows, because another process may have changed it. */
  void refresh() {
    known.clear();
  }

  /** Whether one of the changes of a write may be made, given the group so far. */
  @Nullable WriteRejectedException check(List<CounterChange> changes, int index)
      throws SQLException {
    return Conditions.counter(changes, index, value(changes.get(index).counter()));
  }

  /** Makes a change that was checked, part of the group. */
  void apply(CounterChange change) throws SQLException {
    String name = change.counter();
    known.put(name, Conditions.sum(value(name), change.delta()));
    changed.add(name);
  }

  private long value(String name) throws SQLException {
    Long value = known.get(name);
    if (value == null) {
      value = find(name);
      known.put(name, value);
    }
    return value;
  }

  private long find(String name) throws SQLException {
    find.setString(1, name);
    try (ResultSet result = find.executeQuery()) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /** Hands the group's changes to SQLite. */
  void flush() throws SQLException {
    if (changed.isEmpty()) {
      return;
    }
    for (String name : changed) {
      set.setString(1, name);
      set.setLong(2, value(name));
      set.addBatch();
    }
    set.executeBatch();
    changed.clear();
  }

  /** Keeps the memory of counters small. */
  void trim() {
    Caches.trim(known, MOST_COUNTERS);
  }

  @Override
  public void close() throws SQLException {
    find.close();
    set.close();
  }
}
