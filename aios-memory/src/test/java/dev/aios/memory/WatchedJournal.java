package dev.aios.memory;

import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import java.util.List;
import java.util.Optional;

/** A journal on another one, whose reader is told before it reads, and may throw. */
public final class WatchedJournal extends ForwardingJournal {
  private final Journal journal;

  /** Is told of the table and the key of a row, of a table, or of a stream. */
  private volatile Watcher watcher = (what, key) -> {};

  /** What is done before something is read. */
  public interface Watcher {
    void reading(String what, String key);
  }

  public WatchedJournal(Journal journal) {
    this.journal = journal;
  }

  public void watch(Watcher by) {
    watcher = by;
  }

  public void unwatch() {
    watcher = (what, key) -> {};
  }

  @Override
  protected Journal delegate() {
    return journal;
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    watcher.reading("stream", stream);
    return journal.readStream(stream, afterPosition, limit);
  }

  @Override
  public Optional<Row> row(String table, String key) {
    watcher.reading(table, key);
    return journal.row(table, key);
  }

  @Override
  public List<Row> rows(RowQuery query) {
    watcher.reading(query.table(), "");
    return journal.rows(query);
  }
}
