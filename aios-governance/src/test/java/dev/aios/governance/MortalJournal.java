package dev.aios.governance;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process's own view of a journal: once the process is killed, it writes nothing any more. */
final class MortalJournal implements Journal {
  private final Journal journal;
  private volatile boolean killed;

  MortalJournal(Journal journal) {
    this.journal = journal;
  }

  void kill() {
    killed = true;
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    return killed
        ? CompletableFuture.failedFuture(new StorageException("the process was killed", null))
        : journal.write(write);
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    return journal.read(afterPosition, limit);
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    return journal.readStream(stream, afterPosition, limit);
  }

  @Override
  public long head() {
    return journal.head();
  }

  @Override
  public Optional<Row> row(String table, String key) {
    return journal.row(table, key);
  }

  @Override
  public List<Row> rows(RowQuery query) {
    return journal.rows(query);
  }

  @Override
  public long counter(String counter) {
    return journal.counter(counter);
  }

  @Override
  public Verification verify() {
    return journal.verify();
  }

  @Override
  public void close() {}
}
