package dev.aios.benchmarks.postgres;

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
 * A journal as a process sees it that is killed in the middle: starts of runs still reach the
 * store, what their steps made of them never does, and nobody hears of it.
 */
final class Severed implements Journal {
  private final Journal journal;
  private volatile boolean dead;

  Severed(Journal journal) {
    this.journal = journal;
  }

  void die() {
    dead = true;
  }

  private static boolean isOfStep(Write write) {
    return write.records().stream().anyMatch(record -> !record.kind().equals("run.started"));
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    return dead || isOfStep(write) ? new CompletableFuture<>() : journal.write(write);
  }

  @Override
  public Commit writeNow(Write write) {
    return alive().writeNow(write);
  }

  private Journal alive() {
    if (dead) {
      throw new StorageException("the process is dead");
    }
    return journal;
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    return alive().read(afterPosition, limit);
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    return alive().readStream(stream, afterPosition, limit);
  }

  @Override
  public long head() {
    return alive().head();
  }

  @Override
  public Optional<Row> row(String table, String key) {
    return alive().row(table, key);
  }

  @Override
  public List<Row> rows(RowQuery query) {
    return alive().rows(query);
  }

  @Override
  public long counter(String counter) {
    return alive().counter(counter);
  }

  @Override
  public Verification verify() {
    return alive().verify();
  }

  @Override
  public void close() {
    dead = true;
  }
}
