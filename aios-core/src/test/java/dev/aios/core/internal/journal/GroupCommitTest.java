package dev.aios.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.DaemonThreads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
  private static final Write WRITE = Write.of(new Draft("kind", "stream", Json.NULL));

  /** A store that takes as long as a test wants it to. */
  private static final class SlowStore implements GroupCommit.Committer {
    private final List<Integer> groups = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> leaders = Collections.synchronizedList(new ArrayList<>());
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch entered = new CountDownLatch(1);
    private long position;

    @Override
    public void commit(List<PendingWrite> group) {
      groups.add(group.size());
      leaders.add(Thread.currentThread());
      entered.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      for (PendingWrite pending : group) {
        position++;
        pending.accepted(new Commit(position, position));
      }
    }
  }

  private final SlowStore store = new SlowStore();
  private final GroupCommit commits =
      new GroupCommit("The journal", store, new DaemonThreads("aios-test"));

  @Test
  void a_lone_caller_commits_on_its_own_thread() {
    assertThat(commits.submit(WRITE)).isCompletedWithValue(new Commit(1, 1));
    assertThat(commits.submit(WRITE)).isCompletedWithValue(new Commit(2, 2));
    assertThat(store.leaders).containsOnly(Thread.currentThread());
  }

  @Test
  void writes_that_arrive_during_a_commit_share_the_next() throws Exception {
    Thread first = holdUpFirst();
    List<CompletableFuture<Commit>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(commits.submit(WRITE));
    }
    assertThat(others).noneMatch(CompletableFuture::isDone);
    store.gate.countDown();
    first.join();
    for (int i = 0; i < 20; i++) {
      assertThat(others.get(i).join()).isEqualTo(new Commit(2 + i, 2 + i));
    }
    assertThat(store.groups).containsExactly(1, 20);
  }

  @Test
  void a_caller_that_does_not_look_at_its_writes_is_not_made_to_wait_for_them() {
    List<CompletableFuture<Commit>> burst = new ArrayList<>();
    burst.add(commits.submit(WRITE));
    store.gate = new CountDownLatch(1);
    for (int i = 0; i < 20; i++) {
      burst.add(commits.submit(WRITE));
    }
    assertThat(burst.get(20)).isNotDone();
    store.gate.countDown();
    CompletableFuture.allOf(burst.toArray(CompletableFuture[]::new)).join();
    assertThat(store.groups).hasSizeLessThanOrEqualTo(3);
    assertThat(store.leaders.get(0)).isSameAs(Thread.currentThread());
    assertThat(store.leaders.get(1)).isNotSameAs(Thread.currentThread());
    assertThat(burst.get(0).join()).isEqualTo(new Commit(1, 1));
    // It has looked now. Once the journal's thread is idle again, it is a lone caller as before.
    do {
      commits.submit(WRITE).join();
    } while (store.leaders.get(store.leaders.size() - 1) != Thread.currentThread());
  }

  @Test
  void a_caller_commits_no_group_but_its_own() throws Exception {
    Thread first = holdUpFirst();
    CompletableFuture<Commit> other = commits.submit(WRITE);
    store.gate.countDown();
    first.join();
    other.join();
    assertThat(store.leaders.get(0)).isSameAs(first);
    assertThat(store.leaders.get(1).getName()).startsWith("aios-test");
  }

  /** Starts a write that is still under way when this returns. */
  private Thread holdUpFirst() throws InterruptedException {
    store.gate = new CountDownLatch(1);
    store.entered = new CountDownLatch(1);
    Thread first = new Thread(() -> commits.submit(WRITE).join());
    first.start();
    store.entered.await();
    return first;
  }

  @Test
  void a_store_that_throws_fails_its_group_and_nothing_after() {
    AtomicReference<Error> broken = new AtomicReference<>(new LinkageError("broken"));
    GroupCommit fragile =
        new GroupCommit(
            "The journal",
            group -> {
              Error error = broken.get();
              if (error != null) {
                throw error;
              }
              store.commit(group);
            },
            new DaemonThreads("aios-test"));
    assertThatThrownBy(() -> fragile.submit(WRITE).join()).hasCauseInstanceOf(LinkageError.class);
    broken.set(null);
    assertThat(fragile.submit(WRITE)).isCompleted();
  }

  @Test
  void a_store_that_forgets_a_write_does_not_leave_it_waiting() {
    GroupCommit forgetful =
        new GroupCommit("The journal", group -> {}, new DaemonThreads("aios-test"));
    assertThat(forgetful.submit(WRITE)).isCompletedExceptionally();
  }

  @Test
  void a_continuation_may_write_and_even_wait() throws Exception {
    Thread first = holdUpFirst();
    CompletableFuture<Commit> nested =
        commits.submit(WRITE).thenApply(commit -> commits.submitNow(WRITE));
    CompletableFuture<Commit> last = commits.submit(WRITE);
    store.gate.countDown();
    first.join();
    assertThat(nested.join()).isEqualTo(new Commit(4, 4));
    assertThat(last.join()).isEqualTo(new Commit(3, 3));
  }

  @Test
  void work_that_wants_no_write_beside_it_has_its_turn_among_them() throws Exception {
    Thread first = holdUpFirst();
    CompletableFuture<Commit> before = commits.submit(WRITE);
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<CompletableFuture<Commit>> meanwhile = new AtomicReference<>();
    Thread working =
        new Thread(
            () ->
                commits.alone(
                    () -> {
                      seen.addAll(store.groups);
                      meanwhile.set(commits.submit(WRITE));
                    }));
    working.start();
    // Parked, it has queued what it wants done.
    while (working.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    CompletableFuture<Commit> after = commits.submit(WRITE);
    store.gate.countDown();
    first.join();
    working.join();
    assertThat(before.join()).isEqualTo(new Commit(2, 2));
    assertThat(after.join()).isEqualTo(new Commit(3, 3));
    assertThat(seen).as("groups before it").containsExactly(1, 1);
    assertThat(meanwhile.get().join()).isEqualTo(new Commit(4, 4));
  }

  @Test
  void work_that_fails_tells_its_caller_and_nobody_else() {
    assertThatThrownBy(
            () ->
                commits.alone(
                    () -> {
                      throw new StorageException("no room");
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessage("no room");
    assertThat(commits.submit(WRITE)).isCompleted();
    commits.close();
    assertThatThrownBy(() -> commits.alone(() -> {})).isInstanceOf(ClosedException.class);
  }

  @Test
  void closing_finishes_what_is_queued_and_refuses_the_rest() throws Exception {
    Thread first = holdUpFirst();
    CompletableFuture<Commit> queued = commits.submit(WRITE);
    Thread closer = new Thread(commits::close);
    closer.start();
    while (!commits.submit(WRITE).isCompletedExceptionally()) {
      Thread.onSpinWait();
    }
    assertThat(queued).isNotDone();
    store.gate.countDown();
    first.join();
    closer.join();
    assertThat(queued).isCompleted();
    assertThatThrownBy(() -> commits.submitNow(WRITE)).isInstanceOf(ClosedException.class);
    commits.close();
  }

  @Test
  void a_continuation_may_close_it() throws Exception {
    Thread first = holdUpFirst();
    CompletableFuture<Void> closed = commits.submit(WRITE).thenRun(commits::close);
    CompletableFuture<Commit> beside = commits.submit(WRITE);
    store.gate.countDown();
    first.join();
    closed.join();
    assertThat(beside.join()).isEqualTo(new Commit(3, 3));
    assertThat(commits.submit(WRITE)).isCompletedExceptionally();
  }

  @Test
  void without_a_thread_to_be_had_the_caller_does_the_work_of_all() throws Exception {
    GroupCommit poor =
        new GroupCommit(
            "The journal",
            store,
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    store.gate = new CountDownLatch(1);
    store.entered = new CountDownLatch(1);
    Thread first = new Thread(() -> poor.submit(WRITE).join());
    first.start();
    store.entered.await();
    CompletableFuture<Commit> other = poor.submit(WRITE);
    store.gate.countDown();
    first.join();
    assertThat(other).isCompleted();
  }

  @Test
  void no_write_is_lost_between_many_callers_that_come_and_go() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<CompletableFuture<Commit>> all = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  CompletableFuture<Commit> commit = commits.submit(WRITE);
                  all.add(commit);
                  if (i % 7 == 0) {
                    commit.join();
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    assertThat(all.stream().mapToLong(commit -> commit.join().lastPosition()).distinct())
        .hasSize(80_000);
  }
}
