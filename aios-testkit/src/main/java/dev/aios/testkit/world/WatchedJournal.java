package dev.aios.testkit.world;

import dev.aios.api.World.Cancellable;
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

/** Tells a world of writes under way. */
final class WatchedJournal implements Journal {
  private final Journal journal;
  private final VirtualWorld world;

  WatchedJournal(Journal journal, VirtualWorld world) {
    this.journal = journal;
    this.world = world;
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    Cancellable underWay = world.outsideWork();
    CompletableFuture<Commit> written = new CompletableFuture<>();
    var unused =
        journal
            .write(write)
            .whenComplete(
                (commit, failure) -> {
                  // What follows the write is run by completing it, so it belongs to the work.
                  try {
                    if (failure == null) {
                      written.complete(commit);
                    } else {
                      written.completeExceptionally(failure);
                    }
                  } finally {
                    underWay.cancel();
                  }
                });
    return written;
  }

  @Override
  public Commit writeNow(Write write) {
    Cancellable underWay = world.outsideWork();
    try {
      return journal.writeNow(write);
    } finally {
      underWay.cancel();
    }
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
  public boolean scrub() {
    return journal.scrub();
  }

  @Override
  public void close() {
    journal.close();
  }
}
