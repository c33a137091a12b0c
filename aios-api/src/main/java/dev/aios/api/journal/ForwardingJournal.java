package dev.aios.api.journal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A journal over another, to be extended by those that watch, count or disturb what goes through.
 * Every call goes to {@link #delegate()}, except {@link #writeNow}, which goes through {@link
 * #write}: who overrides that sees all writes. As thread-safe as what extends it.
 */
public abstract class ForwardingJournal implements Journal {
  /** For what extends it. */
  protected ForwardingJournal() {}

  /**
   * The journal underneath. Asked at each call; what it throws is thrown to the caller.
   *
   * @return the journal
   */
  protected abstract Journal delegate();

  @Override
  public CompletableFuture<Commit> write(Write write) {
    return delegate().write(write);
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    return delegate().read(afterPosition, limit);
  }

  @Override
  public List<JournalRecord> mentioning(Collection<String> texts, long afterPosition, int limit) {
    return delegate().mentioning(texts, afterPosition, limit);
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    return delegate().readStream(stream, afterPosition, limit);
  }

  @Override
  public RecordHashes hashes(long afterPosition, int limit) {
    return delegate().hashes(afterPosition, limit);
  }

  @Override
  public Optional<HashedRecord> hashed(long position) {
    return delegate().hashed(position);
  }

  @Override
  public long head() {
    return delegate().head();
  }

  @Override
  public Optional<Row> row(String table, String key) {
    return delegate().row(table, key);
  }

  @Override
  public List<Row> rows(RowQuery query) {
    return delegate().rows(query);
  }

  @Override
  public List<Row> archivedRows(String table) {
    return delegate().archivedRows(table);
  }

  @Override
  public long counter(String counter) {
    return delegate().counter(counter);
  }

  @Override
  public Verification verify() {
    return delegate().verify();
  }

  @Override
  public boolean scrub() {
    return delegate().scrub();
  }

  @Override
  public Optional<Path> file() {
    return delegate().file();
  }

  @Override
  public void onForeignWrites(Runnable heard) {
    delegate().onForeignWrites(heard);
  }

  @Override
  public void close() {
    delegate().close();
  }
}
