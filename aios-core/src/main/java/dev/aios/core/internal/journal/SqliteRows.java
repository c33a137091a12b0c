package dev.aios.core.internal.journal;

import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side of the table row: checks versions in memory, collects the changes of a group,
 * and hands each changed row to SQLite once. Confined to the leader.
 */
final class SqliteRows implements AutoCloseable {
  private static final int MOST_ROWS = 16_384;

  private static final String LAST = "SELECT coalesce(max(id), 0) FROM row";

  private static final String FIND =
      "SELECT id, version, grp, rank FROM row WHERE tab = ? AND key = ?";

  private static final String INSERT =
      """
      INSERT INTO row (id, tab, key, version, grp, rank, body, position)
      VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)
      """;

  /** Leaves the lists alone. */
  private static final String UPDATE =
      "UPDATE row SET version = ?, body = CAST(? AS TEXT), position = ? WHERE id = ?";

  private static final String MOVE =
      """
      UPDATE row SET version = ?, body = CAST(? AS TEXT), position = ?, grp = ?, rank = ?
      WHERE id = ?
      """;

  private static final String DELETE = "DELETE FROM row WHERE id = ?";

  private final Map<RowId, StoredRow> known = new LinkedHashMap<>(256, 0.75f, true);
  private final List<StoredRow> changed = new ArrayList<>();
  private final PreparedStatement last;
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement move;
  private final PreparedStatement delete;
  private long lastRowid;

  /** A row that the group changed, by which it is known again. */
  private SqliteFate.@Nullable Witness witness;

  SqliteRows(Connection connection) throws SQLException {
    last = connection.prepareStatement(LAST);
    find = connection.prepareStatement(FIND);
    insert = connection.prepareStatement(INSERT);
    update = connection.prepareStatement(UPDATE);
    move = connection.prepareStatement(MOVE);
    delete = connection.prepareStatement(DELETE);
  }

  /** Forgets what it knows, because another process may have changed it. */
  void refresh() throws SQLException {
    known.clear();
    try (ResultSet result = last.executeQuery()) {
      result.next();
      lastRowid = result.getLong(1);
    }
  }

  /** Whether a change may be made, given the group so far. */
  @Nullable WriteRejectedException check(RowChange change) throws SQLException {
    return change.expectedVersion() == RowChange.ANY
        ? null
        : Conditions.row(change, row(change).version);
  }

  /** Makes a change that was checked, part of the group. */
  void apply(RowChange change, long position) throws SQLException {
    StoredRow row = row(change);
    if (change instanceof RowChange.Put put) {
      row.version++;
      row.moved |= row.rank != put.rank() || !row.group.equals(put.group());
      row.group = put.group();
      row.rank = put.rank();
      row.body = put.body();
      row.position = position;
    } else if (row.version == RowChange.ABSENT) {
      return;
    } else {
      row.version = RowChange.ABSENT;
      row.body = null;
    }
    if (!row.changed) {
      row.changed = true;
      changed.add(row);
    }
  }

  private StoredRow row(RowChange change) throws SQLException {
    RowId id = new RowId(change.table(), change.key());
    StoredRow row = known.get(id);
    if (row == null) {
      row = find(id);
      known.put(id, row);
    }
    return row;
  }

  private StoredRow find(RowId id) throws SQLException {
    StoredRow row = new StoredRow(id);
    find.setString(1, id.table());
    find.setString(2, id.key());
    try (ResultSet result = find.executeQuery()) {
      if (result.next()) {
        row.rowid = result.getLong(1);
        row.version = result.getLong(2);
        row.group = result.getString(3);
        row.rank = result.getLong(4);
      }
    }
    return row;
  }

  /** Hands the group's changes to SQLite. */
  void flush() throws SQLException {
    int inserts = 0;
    int updates = 0;
    int moves = 0;
    int deletes = 0;
    witness = null;
    for (StoredRow row : changed) {
      Json body = row.body;
      if (row.rowid != 0 || body != null) {
        witness = new SqliteFate.Witness.ChangedRow(row.id, row.version, body);
      }
      if (body == null) {
        if (row.rowid != 0) {
          delete.setLong(1, row.rowid);
          delete.addBatch();
          deletes++;
          row.rowid = 0;
        }
      } else if (row.rowid == 0) {
        row.rowid = ++lastRowid;
        addInsert(row, body);
        inserts++;
      } else if (row.moved) {
        addMove(row, body);
        moves++;
      } else {
        addUpdate(row, body);
        updates++;
      }
      row.body = null;
      row.changed = false;
      row.moved = false;
    }
    changed.clear();
    execute(deletes, delete);
    execute(updates, update);
    execute(moves, move);
    execute(inserts, insert);
  }

  private void addInsert(StoredRow row, Json body) throws SQLException {
    insert.setLong(1, row.rowid);
    insert.setString(2, row.id.table());
    insert.setString(3, row.id.key());
    insert.setLong(4, row.version);
    insert.setString(5, row.group);
    insert.setLong(6, row.rank);
    insert.setBytes(7, body.utf8());
    insert.setLong(8, row.position);
    insert.addBatch();
  }

  private void addUpdate(StoredRow row, Json body) throws SQLException {
    update.setLong(1, row.version);
    update.setBytes(2, body.utf8());
    update.setLong(3, row.position);
    update.setLong(4, row.rowid);
    update.addBatch();
  }

  private void addMove(StoredRow row, Json body) throws SQLException {
    move.setLong(1, row.version);
    move.setBytes(2, body.utf8());
    move.setLong(3, row.position);
    move.setString(4, row.group);
    move.setLong(5, row.rank);
    move.setLong(6, row.rowid);
    move.addBatch();
  }

  private static void execute(int count, PreparedStatement batch) throws SQLException {
    if (count > 0) {
      batch.executeBatch();
    }
  }

  /** A row that the last group changed, null if it changed none. */
  SqliteFate.@Nullable Witness witness() {
    return witness;
  }

  /** Keeps the memory of rows small. */
  void trim() {
    Caches.trim(known, MOST_ROWS);
  }

  @Override
  public void close() throws SQLException {
    last.close();
    find.close();
    insert.close();
    update.close();
    move.close();
    delete.close();
  }
}
