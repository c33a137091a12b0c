package dev.aios.governance;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import java.util.concurrent.CompletableFuture;

/** A process's own view of a journal: once the process is killed, it writes nothing any more. */
final class MortalJournal extends ForwardingJournal {
  private final Journal journal;
  private volatile boolean killed;

  MortalJournal(Journal journal) {
    this.journal = journal;
  }

  void kill() {
    killed = true;
  }

  @Override
  protected Journal delegate() {
    return journal;
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    return killed
        ? CompletableFuture.failedFuture(new StorageException("the process was killed", null))
        : journal.write(write);
  }

  @Override
  public void close() {}
}
