package dev.aios.core.internal.journal;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Write;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write on its way to the store, and the promise of its commit. A committer gives it an outcome;
 * {@link GroupCommit} publishes the outcome after the whole group is durable, so that nobody hears
 * of a commit that could still fail.
 */
public final class PendingWrite extends CompletableFuture<Commit> {
  private static final Logger LOG = LoggerFactory.getLogger(PendingWrite.class);

  private final Write write;
  private final @Nullable Runnable alone;
  private @Nullable Commit commit;
  private @Nullable Throwable failure;

  /**
   * The caller, if the write was committed on its thread and it has not looked at the outcome. A
   * hint between the caller and itself: that others may see it late does no harm.
   */
  private @Nullable Thread unseenBy;

  PendingWrite(Write write) {
    this.write = write;
    this.alone = null;
  }

  /** Something else that has its turn among the writes, while none of them is under way. */
  PendingWrite(Runnable alone) {
    this.write = new Write(List.of(), List.of(), List.of());
    this.alone = alone;
  }

  boolean isAlone() {
    return alone != null;
  }

  /** Does what is no write, and publishes how it went. */
  void runAlone() {
    try {
      if (alone != null) {
        alone.run();
      }
      accepted(new Commit(1, 0));
    } catch (Throwable t) {
      refused(t);
    }
    publish();
  }

  /**
   * What to write.
   *
   * @return the write, checked
   */
  public Write write() {
    return write;
  }

  /**
   * It is part of the group and takes effect if the group does.
   *
   * @param outcome its commit
   */
  public void accepted(Commit outcome) {
    commit = outcome;
  }

  /**
   * It is not, or no longer, part of the group.
   *
   * @param reason why
   */
  public void refused(Throwable reason) {
    commit = null;
    failure = reason;
  }

  /**
   * Whether it was refused.
   *
   * @return true if {@link #refused} was called
   */
  public boolean isRefused() {
    return failure != null;
  }

  void ledBy(Thread caller) {
    unseenBy = caller;
  }

  /** Whether it was committed on the thread of this caller, who has not looked at it since. */
  boolean isUnseenBy(Thread caller) {
    return unseenBy == caller;
  }

  @Override
  public boolean isDone() {
    unseenBy = null;
    return super.isDone();
  }

  @Override
  public Commit join() {
    unseenBy = null;
    return super.join();
  }

  @Override
  public Commit get() throws InterruptedException, ExecutionException {
    unseenBy = null;
    return super.get();
  }

  @Override
  public Commit get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    unseenBy = null;
    return super.get(timeout, unit);
  }

  @Override
  public Commit getNow(Commit absent) {
    unseenBy = null;
    return super.getNow(absent);
  }

  /** Tells the writer. Never throws, whatever its continuations do. */
  void publish() {
    try {
      if (commit != null) {
        complete(commit);
      } else if (failure != null) {
        completeExceptionally(failure);
      } else {
        completeExceptionally(new IllegalStateException("A committer gave a write no outcome"));
      }
    } catch (Throwable t) {
      LOG.atError().setCause(t).log("A continuation of a journal write failed");
    }
  }
}
