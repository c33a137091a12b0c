package dev.aios.benchmarks.recall;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SQLite's full text search (FTS5): BM25 over English stems, any word of the question. */
final class FullText implements AutoCloseable {
  private final Connection connection;

  FullText(Path file, List<Glosses.Document> documents) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute(
          "CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, body, tokenize = 'porter')");
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO text(id, body) VALUES (?, ?)")) {
      for (Glosses.Document document : documents) {
        insert.setString(1, document.id());
        insert.setString(2, document.text());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
  }

  List<String> search(String question, int most) throws SQLException {
    List<String> words = new ArrayList<>();
    for (String word : question.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
      if (!word.isEmpty()) {
        words.add('"' + word + '"');
      }
    }
    List<String> ids = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT id FROM text WHERE text MATCH ? ORDER BY bm25(text) LIMIT ?")) {
      query.setString(1, String.join(" OR ", words));
      query.setInt(2, most);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
    }
    return ids;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
