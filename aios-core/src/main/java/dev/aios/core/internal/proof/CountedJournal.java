package dev.aios.core.internal.proof;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Says each time this process has given so many records more to write. Thread-safe. */
public final class CountedJournal extends ForwardingJournal {
  private final Journal journal;
  private final int each;
  private final AtomicLong records = new AtomicLong();
  private volatile Runnable counted = () -> {};

  /**
   * A journal over another.
   *
   * @param journal the journal
   * @param each how many records
   */
  public CountedJournal(Journal journal, int each) {
    this.journal = journal;
    this.each = each;
  }

  /**
   * Sets who is told.
   *
   * @param listener must be short and must not block
   */
  public void onCounted(Runnable listener) {
    counted = listener;
  }

  private void count(Write write) {
    int more = write.records().size();
    if (more > 0) {
      long now = records.addAndGet(more);
      if (now / each != (now - more) / each) {
        counted.run();
      }
    }
  }

  @Override
  protected Journal delegate() {
    return journal;
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    CompletableFuture<Commit> written = journal.write(write);
    count(write);
    return written;
  }

  @Override
  public Commit writeNow(Write write) {
    Commit written = journal.writeNow(write);
    count(write);
    return written;
  }
}
