package dev.aios.core.internal;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import java.util.concurrent.CompletableFuture;

/**
 * A journal whose disk fails while a test says so. Writes are done on the caller's thread, so that
 * a {@link SteppedWorld} sees all that follows from them.
 */
public final class FaultyJournal extends ForwardingJournal {
  private final Journal journal;
  private volatile boolean writesFail;
  private volatile boolean readsFail;
  private volatile boolean isBroken;

  public FaultyJournal(Journal journal) {
    this.journal = journal;
  }

  public void writesFail(boolean now) {
    writesFail = now;
  }

  public void readsFail(boolean now) {
    readsFail = now;
  }

  /** Reads fail as nobody expects them to. */
  public void isBroken(boolean now) {
    isBroken = now;
  }

  @Override
  protected Journal delegate() {
    if (isBroken) {
      throw new IllegalStateException("a defect");
    }
    if (readsFail) {
      throw new StorageException("The disk cannot be read");
    }
    return journal;
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
  public Verification verify() {
    return journal.verify();
  }

  @Override
  public void close() {
    journal.close();
  }
}
