package dev.aios.memory;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A journal on another one, whose reader is told before it reads, and may throw. */
public final class WatchedJournal implements Journal {
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
  public CompletableFuture<Commit> write(Write write) {
    return journal.write(write);
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    return journal.read(afterPosition, limit);
  }

  @Override
  public List<JournalRecord> mentioning(Collection<String> texts, long afterPosition, int limit) {
    return journal.mentioning(texts, afterPosition, limit);
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    watcher.reading("stream", stream);
    return journal.readStream(stream, afterPosition, limit);
  }

  @Override
  public RecordHashes hashes(long afterPosition, int limit) {
    return journal.hashes(afterPosition, limit);
  }

  @Override
  public Optional<HashedRecord> hashed(long position) {
    return journal.hashed(position);
  }

  @Override
  public long head() {
    return journal.head();
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

  @Override
  public List<Row> archivedRows(String table) {
    return journal.archivedRows(table);
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
  public boolean scrub() {
    return journal.scrub();
  }

  @Override
  public void onForeignWrites(Runnable heard) {
    journal.onForeignWrites(heard);
  }

  @Override
  public Optional<Path> file() {
    return journal.file();
  }

  @Override
  public void close() {
    journal.close();
  }
}
