package dev.aios.testkit.world;

import dev.aios.api.World.Cancellable;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import java.util.concurrent.CompletableFuture;

/** Tells a world of writes under way. */
final class WatchedJournal extends ForwardingJournal {
  private final Journal journal;
  private final VirtualWorld world;

  WatchedJournal(Journal journal, VirtualWorld world) {
    this.journal = journal;
    this.world = world;
  }

  @Override
  protected Journal delegate() {
    return journal;
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
}
