package dev.aios.core.internal.journal;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets all writes that arrive while a commit is under way share the next one.
 *
 * <p>Whoever finds nobody at work commits on its own thread: a lone caller pays for no hand-over.
 * It commits one group and no more; if others have arrived meanwhile, a thread of the journal takes
 * over until the queue is empty, so that no caller is held up by the work of others. A caller that
 * has not looked at the outcome of the write before is not waiting for its writes, so it is not
 * made to wait: the journal's thread takes this one too, and those that follow share its commits.
 *
 * <p>At most one thread at a time is the leader. Continuations of a write's future run on the
 * leader after its group is durable; what they write is queued behind.
 */
public final class GroupCommit {
  /** Applies groups of writes to a store. Called by one thread at a time. */
  public interface Committer {
    /**
     * Applies a group and makes it durable. Gives each write an outcome.
     *
     * @param group at least one write, in the order of the calls
     */
    void commit(List<PendingWrite> group);
  }

  /** Small enough that the last of a group does not wait long for the first. */
  private static final int MOST_WRITES = 1024;

  private static final int MOST_BYTES = 8 << 20;

  private enum State {
    /** Nobody leads; the next to write does. */
    IDLE,
    /** A thread leads. */
    LED,
    /** Nobody will lead any more. */
    CLOSED
  }

  private final Committer committer;
  private final String name;
  private final ConcurrentLinkedQueue<PendingWrite> queue = new ConcurrentLinkedQueue<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private final ThreadFactory threads;
  private volatile @Nullable Thread leader;

  /** Only the leader touches it. */
  private @Nullable Thread thread;

  private volatile boolean handedOver;
  private volatile boolean closing;

  /** The last write that was committed on the thread of its caller. */
  private volatile @Nullable PendingWrite lastLed;

  /** Only the leader touches it. */
  private final List<PendingWrite> group = new ArrayList<>();

  /**
   * For one store.
   *
   * @param name what is written to, for messages
   * @param committer applies the groups
   * @param threads makes the thread that takes over under load, when it is first needed
   */
  public GroupCommit(String name, Committer committer, ThreadFactory threads) {
    this.name = name;
    this.committer = committer;
    this.threads = threads;
  }

  /**
   * Writes.
   *
   * @param write the write, checked
   * @return its commit
   */
  public CompletableFuture<Commit> submit(Write write) {
    PendingWrite pending = new PendingWrite(write);
    if (enqueue(pending)) {
      PendingWrite before = lastLed;
      if (before != null && before.isUnseenBy(Thread.currentThread())) {
        resign();
      } else {
        lead(pending);
      }
    }
    return pending;
  }

  /**
   * Writes and waits. Unlike waiting for the future, this may be called from a continuation.
   *
   * @param write the write, checked
   * @return its commit
   */
  public Commit submitNow(Write write) {
    return now(new PendingWrite(write));
  }

  /**
   * Does something in its turn while no write is under way, and returns when it is done. Those that
   * arrive meanwhile wait for it.
   *
   * @param work what to do; an {@link AiosException} of it is thrown
   */
  public void alone(Runnable work) {
    now(new PendingWrite(work));
  }

  private Commit now(PendingWrite pending) {
    if (enqueue(pending)) {
      lead(pending);
    }
    while (leader == Thread.currentThread() && !pending.isDone()) {
      commitGroup();
    }
    try {
      return pending.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AiosException aios) {
        throw aios;
      }
      throw e;
    }
  }

  /** Queues a write; true if this thread leads now, and so has to see to it. */
  private boolean enqueue(PendingWrite pending) {
    if (closing) {
      pending.completeExceptionally(closed());
      return false;
    }
    queue.add(pending);
    if (takeLead()) {
      return true;
    }
    if (state.get() == State.CLOSED) {
      refuseAll();
    }
    return false;
  }

  private void lead(PendingWrite pending) {
    pending.ledBy(Thread.currentThread());
    lastLed = pending;
    commitGroup();
    resign();
  }

  /** Commits what is queued, up to the size of a group. */
  private void commitGroup() {
    // A continuation that waits for a write of its own leads a group while the list of the outer
    // one is still being published.
    List<PendingWrite> mine = group.isEmpty() ? group : new ArrayList<>();
    long bytes = 0;
    PendingWrite next;
    while (mine.size() < MOST_WRITES && bytes < MOST_BYTES && (next = queue.peek()) != null) {
      if (next.isAlone()) {
        if (mine.isEmpty()) {
          queue.remove();
          next.runAlone();
          return;
        }
        break;
      }
      queue.remove();
      mine.add(next);
      bytes += size(next.write());
    }
    if (mine.isEmpty()) {
      return;
    }
    try {
      committer.commit(mine);
    } catch (Throwable t) {
      mine.forEach(pending -> pending.refused(t));
    }
    for (PendingWrite pending : mine) {
      pending.publish();
    }
    mine.clear();
  }

  private static long size(Write write) {
    long bytes = 0;
    for (int i = 0; i < write.records().size(); i++) {
      bytes += write.records().get(i).body().utf8().length;
    }
    for (int i = 0; i < write.rows().size(); i++) {
      if (write.rows().get(i) instanceof RowChange.Put put) {
        bytes += put.body().utf8().length;
      }
    }
    return bytes;
  }

  /** A caller stops leading. */
  private void resign() {
    do {
      if (!queue.isEmpty() && handOver()) {
        return;
      }
      // Only if there is no thread to be had does a caller do more than its own group.
      while (!queue.isEmpty()) {
        commitGroup();
      }
      leader = null;
      state.compareAndSet(State.LED, State.IDLE);
      // A write that was queued between the look at the queue and the change of state has no
      // leader.
    } while (!queue.isEmpty() && takeLead());
  }

  private boolean handOver() {
    Thread successor = thread;
    if (successor == null) {
      try {
        successor = threads.newThread(this::lead);
        successor.start();
      } catch (OutOfMemoryError e) {
        return false;
      }
      thread = successor;
    }
    leader = successor;
    handedOver = true;
    LockSupport.unpark(successor);
    return true;
  }

  /** The life of the journal's thread. */
  private void lead() {
    while (state.get() != State.CLOSED) {
      if (!handedOver) {
        LockSupport.park(this);
        // A continuation may have left the flag set, with which parking would return at once.
        Thread.interrupted();
        continue;
      }
      handedOver = false;
      do {
        while (!queue.isEmpty()) {
          commitGroup();
        }
        leader = null;
        state.compareAndSet(State.LED, State.IDLE);
      } while (!queue.isEmpty() && takeLead());
    }
  }

  private boolean takeLead() {
    if (state.compareAndSet(State.IDLE, State.LED)) {
      leader = Thread.currentThread();
      return true;
    }
    return false;
  }

  /** Commits what is queued, then refuses everything else. Returns when that is done. */
  public void close() {
    closing = true;
    boolean leading = leader == Thread.currentThread();
    while (!leading && state.get() != State.CLOSED) {
      leading = takeLead();
      if (!leading) {
        LockSupport.parkNanos(this, 100_000);
      }
    }
    if (leading) {
      while (!queue.isEmpty()) {
        commitGroup();
      }
      leader = null;
      state.set(State.CLOSED);
      refuseAll();
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  private void refuseAll() {
    PendingWrite pending;
    while ((pending = queue.poll()) != null) {
      pending.completeExceptionally(closed());
    }
  }

  private ClosedException closed() {
    return new ClosedException(
        name + " is closed: open it again to write; nothing that was durable is lost");
  }
}
