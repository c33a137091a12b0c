package dev.aios.core.internal;

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

/**
 * A journal whose disk fails while a test says so. Writes are done on the caller's thread, so that
 * a {@link SteppedWorld} sees all that follows from them.
 */
public final class FaultyJournal implements Journal {
  private final Journal journal;
  private volatile boolean writesFail;
  private volatile boolean readsFail;

  public FaultyJournal(Journal journal) {
    this.journal = journal;
  }

  public void writesFail(boolean now) {
    writesFail = now;
  }

  public void readsFail(boolean now) {
    readsFail = now;
  }

  private void read() {
    if (readsFail) {
      throw new StorageException("The disk cannot be read");
    }
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    if (writesFail) {
      return CompletableFuture.failedFuture(new StorageException("The disk is full"));
    }
    try {
      return CompletableFuture.completedFuture(journal.writeNow(write));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    read();
    return journal.read(afterPosition, limit);
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    read();
    return journal.readStream(stream, afterPosition, limit);
  }

  @Override
  public long head() {
    read();
    return journal.head();
  }

  @Override
  public Optional<Row> row(String table, String key) {
    read();
    return journal.row(table, key);
  }

  @Override
  public List<Row> rows(RowQuery query) {
    read();
    return journal.rows(query);
  }

  @Override
  public long counter(String counter) {
    read();
    return journal.counter(counter);
  }

  @Override
  public Verification verify() {
    return journal.verify();
  }

  @Override
  public void close() {
    journal.close();
  }
}
