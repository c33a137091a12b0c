package dev.aios.tests.engine;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A journal as one process sees it: once the process is dead, nothing reaches it any more. */
final class MortalJournal extends ForwardingJournal {
  private final Journal journal;
  private volatile boolean dead;
  private volatile Predicate<Write> deadly = write -> false;
  private volatile Predicate<Write> failing = write -> false;
  private volatile boolean unreadable;
  private volatile Predicate<String> damaged = stream -> false;

  MortalJournal(Journal journal) {
    this.journal = journal;
  }

  /** The process ends now. */
  void die() {
    dead = true;
  }

  /** The process ends when it has written such a write, before it learns that it is durable. */
  void dieAfter(Predicate<Write> write) {
    deadly = write;
  }

  /** Such writes fail, and nothing of them is applied. */
  void failAt(Predicate<Write> write) {
    failing = write;
  }

  /** Whether reading fails. */
  void unreadable(boolean now) {
    unreadable = now;
  }

  /** What is read of such streams is garbled. */
  void damage(Predicate<String> stream) {
    damaged = stream;
  }

  boolean isDead() {
    return dead;
  }

  private static StorageException gone() {
    return new StorageException("the simulated process is dead");
  }

  @Override
  protected Journal delegate() {
    if (dead) {
      throw gone();
    }
    if (unreadable) {
      throw new StorageException("simulated failure to read");
    }
    return journal;
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    if (dead) {
      return CompletableFuture.failedFuture(gone());
    }
    if (failing.test(write)) {
      return CompletableFuture.failedFuture(new StorageException("simulated full disk"));
    }
    CompletableFuture<Commit> told = new CompletableFuture<>();
    boolean last = deadly.test(write);
    CompletableFuture<Commit> written = journal.write(write);
    if (last) {
      dead = true;
    }
    var unused =
        written.whenComplete(
            (commit, error) -> {
              if (dead) {
                told.completeExceptionally(gone());
              } else if (error != null) {
                told.completeExceptionally(error);
              } else {
                told.complete(commit);
              }
            });
    return told;
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    List<JournalRecord> records = super.readStream(stream, afterPosition, limit);
    return damaged.test(stream) ? records.stream().map(MortalJournal::garbled).toList() : records;
  }

  private static JournalRecord garbled(JournalRecord record) {
    return new JournalRecord(
        record.position(),
        record.time(),
        record.kind(),
        record.stream(),
        Json.of("[\"garbled\"]"),
        record.hash());
  }

  @Override
  public Verification verify() {
    return journal.verify();
  }

  @Override
  public void close() {
    dead = true;
  }
}
