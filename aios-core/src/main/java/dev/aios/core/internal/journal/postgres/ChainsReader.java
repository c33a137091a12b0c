package dev.aios.core.internal.journal.postgres;

import dev.aios.api.journal.Verification;
import dev.aios.core.internal.journal.Gap;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads all records and the ends of all chains on one snapshot, and has them checked. */
final class ChainsReader {
  private static final int AT_ONCE = 2_000;

  private static final String RECORDS =
      """
      SELECT r.position, r.chain, r.index, r.time, r.kind, s.name, r.body, r.hash
      FROM "SCHEMA".record r LEFT JOIN "SCHEMA".stream s ON s.id = r.stream ORDER BY r.position
      """;

  private static final String HEADS = "SELECT id, index, hash FROM \"SCHEMA\".chain ORDER BY id";

  private static final String GAP =
      "SELECT first, last, time, hash FROM \"SCHEMA\".archived WHERE chain = ? AND first = ?";

  private final PostgresDatabase database;
  private final Connection connection;

  ChainsReader(PostgresDatabase database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  Verification verify() throws SQLException {
    int isolation = connection.getTransactionIsolation();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    try {
      ChainsCheck check = new ChainsCheck();
      if (records(check)) {
        heads(check);
      }
      return check.result();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
      connection.setTransactionIsolation(isolation);
    }
  }

  private boolean records(ChainsCheck check) throws SQLException {
    try (PreparedStatement records = connection.prepareStatement(database.sql(RECORDS))) {
      records.setFetchSize(AT_ONCE);
      try (ResultSet row = records.executeQuery()) {
        while (row.next()) {
          String stream = row.getString(6);
          skipGap(check, row.getInt(2), row.getLong(3));
          boolean fits =
              check.next(
                  row.getLong(1),
                  row.getInt(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getString(5).getBytes(StandardCharsets.UTF_8),
                  stream == null ? null : stream.getBytes(StandardCharsets.UTF_8),
                  row.getBytes(7),
                  row.getBytes(8));
          if (!fits) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Goes past what is in archives in front of a record, on the snapshot of the whole check. */
  private void skipGap(ChainsCheck check, int chain, long index) throws SQLException {
    if (check.wanted(chain) >= index) {
      return;
    }
    try (PreparedStatement gap = connection.prepareStatement(database.sql(GAP))) {
      gap.setInt(1, chain);
      gap.setLong(2, check.wanted(chain));
      try (ResultSet found = gap.executeQuery()) {
        if (found.next()) {
          check.skip(
              chain,
              new Gap(found.getLong(1), found.getLong(2), found.getLong(3), found.getBytes(4)));
        }
      }
    }
  }

  private void heads(ChainsCheck check) throws SQLException {
    try (PreparedStatement heads = connection.prepareStatement(database.sql(HEADS));
        ResultSet row = heads.executeQuery()) {
      while (row.next()) {
        skipGap(check, row.getInt(1), row.getLong(2) + 1);
        check.head(row.getInt(1), row.getLong(2), row.getBytes(3));
      }
      check.noMoreHeads();
    }
  }
}
