package dev.aios.benchmarks.postgres;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import java.util.concurrent.CompletableFuture;

/**
 * A journal as a process sees it that is killed in the middle: starts of runs still reach the
 * store, what their steps made of them never does, and nobody hears of it.
 */
final class Severed extends ForwardingJournal {
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
    return delegate().writeNow(write);
  }

  @Override
  protected Journal delegate() {
    if (dead) {
      throw new StorageException("the process is dead");
    }
    return journal;
  }

  @Override
  public void close() {
    dead = true;
  }
}
