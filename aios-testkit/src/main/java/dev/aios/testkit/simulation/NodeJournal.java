package dev.aios.testkit.simulation;

import dev.aios.api.AiosException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The shared store as one node writes to it: what is written while a commit is under way shares the
 * next one, and commits meet the faults. A node's renewals of its lease go by a way of their own.
 * Used by one task at a time, the world sees to that.
 */
final class NodeJournal extends ForwardingJournal {
  private static final Duration LONG = Duration.ofDays(365);

  private record Pending(Write write, CompletableFuture<Commit> told) {}

  private final Journal store;
  private final VirtualWorld world;
  private final SimulatedNode node;
  private final Chaos chaos;
  private final Watch watch;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private boolean committing;
  private Instant heldUntil = Instant.MIN;

  NodeJournal(Journal store, VirtualWorld world, SimulatedNode node, Chaos chaos, Watch watch) {
    this.store = store;
    this.world = world;
    this.node = node;
    this.chaos = chaos;
    this.watch = watch;
  }

  /** Renewals of the lease are held back until then. */
  void holdRenewals(Duration time) {
    heldUntil = world.instant().plus(time);
  }

  /**
   * What was under way is told nothing but that the process is gone, and nobody is there to hear.
   */
  void died() {
    List<Pending> lost = new ArrayList<>(pending);
    pending.clear();
    lost.forEach(each -> each.told.completeExceptionally(gone()));
  }

  private StorageException gone() {
    return new StorageException("the simulated node " + node.name() + " is dead");
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    if (node.isDead()) {
      return CompletableFuture.failedFuture(gone());
    }
    Pending mine = new Pending(write, new CompletableFuture<>());
    pending.add(mine);
    if (committing) {
      return mine.told;
    }
    if (chaos.draws(SimulatedFault.SLOW_DISK)) {
      committing = true;
      chaos.strikes(SimulatedFault.SLOW_DISK, "of " + node.name());
      later(chaos.between(50, 6_000));
    } else if (chaos.chance(0.3)) {
      committing = true;
      world.executor().execute(this::commit);
    } else {
      commit();
    }
    return mine.told;
  }

  private void later(Duration time) {
    var unused = world.schedule(world.instant().plus(time), this::commit);
  }

  private void commit() {
    committing = true;
    List<Pending> group = new ArrayList<>(pending);
    pending.clear();
    if (!node.isDead()) {
      commit(group);
    }
    if (pending.isEmpty() || node.isDead()) {
      committing = false;
      died(node.isDead());
    } else {
      world.executor().execute(this::commit);
    }
  }

  private void died(boolean dead) {
    if (dead) {
      died();
    }
  }

  private void commit(List<Pending> group) {
    SimulatedFault fault = fault(group);
    if (fault != null) {
      chaos.strikes(fault, "of " + node.name() + " at " + describe(group));
    }
    boolean dies =
        fault == SimulatedFault.CRASH_BEFORE_WRITE
            || fault == SimulatedFault.CRASH_AFTER_WRITE
            || fault == SimulatedFault.TORN_GROUP
            || fault == SimulatedFault.REDELIVERY;
    boolean applied =
        fault == null
            || fault == SimulatedFault.CRASH_AFTER_WRITE
            || fault == SimulatedFault.LOST_ANSWER
            || (fault == SimulatedFault.TORN_GROUP && chaos.chance(0.5));
    List<Runnable> telling = new ArrayList<>();
    for (Pending each : group) {
      telling.add(applied ? apply(each, fault) : () -> each.told.completeExceptionally(failure()));
    }
    if (dies) {
      node.die();
    }
    telling.forEach(Runnable::run);
  }

  private Runnable apply(Pending each, @Nullable SimulatedFault fault) {
    try {
      Commit commit = applied(each.write);
      return fault == null
          ? () -> each.told.complete(commit)
          : () -> each.told.completeExceptionally(failure());
    } catch (AiosException e) {
      return () -> each.told.completeExceptionally(e);
    }
  }

  private Commit applied(Write write) {
    watch.writer(node.name());
    return store.writeNow(write);
  }

  private StorageException failure() {
    return node.isDead() ? gone() : new StorageException("simulated failure of the store");
  }

  private @Nullable SimulatedFault fault(List<Pending> group) {
    if (chaos.diskIsFull()) {
      return SimulatedFault.FULL_DISK;
    }
    if (group.size() > 1 && chaos.draws(SimulatedFault.TORN_GROUP)) {
      return SimulatedFault.TORN_GROUP;
    }
    if (group.stream().anyMatch(NodeJournal::movesSubscription)
        && chaos.draws(SimulatedFault.REDELIVERY)) {
      return SimulatedFault.REDELIVERY;
    }
    if (chaos.draws(SimulatedFault.FULL_DISK)) {
      chaos.fillDisk();
      return SimulatedFault.FULL_DISK;
    }
    for (SimulatedFault each :
        List.of(
            SimulatedFault.CRASH_BEFORE_WRITE,
            SimulatedFault.CRASH_AFTER_WRITE,
            SimulatedFault.LOST_ANSWER,
            SimulatedFault.STORAGE_ERROR)) {
      if (chaos.draws(each)) {
        return each;
      }
    }
    return null;
  }

  private static boolean movesSubscription(Pending each) {
    return each.write.rows().stream()
        .anyMatch(row -> row.table().equals("subscription") && row.expectedVersion() > 0);
  }

  private static String describe(List<Pending> group) {
    StringBuilder text = new StringBuilder();
    for (Pending each : group) {
      each.write.records().forEach(r -> text.append(r.kind()).append(' ').append(r.stream()));
      each.write.rows().forEach(row -> text.append(" +").append(row.table()));
      text.append("; ");
    }
    return text.toString();
  }

  @Override
  public Commit writeNow(Write write) {
    if (isRenewal(write)) {
      holdRenewal();
      if (node.isDead()) {
        throw gone();
      }
      return applied(write);
    }
    CompletableFuture<Commit> told = takesSubscription(write) ? alone(write) : write(write);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return world.await(told, LONG);
        } catch (InterruptedException e) {
          // a write that is under way is waited for
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof AiosException known) {
            throw known;
          }
          throw new StorageException("the write failed", e.getCause());
        } catch (TimeoutException e) {
          throw new StorageException("the write did not end", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Who takes a subscription holds a lock meanwhile, so that it must not wait in virtual time. */
  private static boolean takesSubscription(Write write) {
    return write.rows().size() == 1 && write.rows().get(0).table().equals("subscription");
  }

  private CompletableFuture<Commit> alone(Write write) {
    Pending mine = new Pending(write, new CompletableFuture<>());
    if (node.isDead()) {
      return CompletableFuture.failedFuture(gone());
    }
    commit(List.of(mine));
    return mine.told;
  }

  private static boolean isRenewal(Write write) {
    return write.records().isEmpty()
        && !write.rows().isEmpty()
        && write.rows().stream().allMatch(row -> row.table().equals("node"));
  }

  private void holdRenewal() {
    try {
      while (world.instant().isBefore(heldUntil) && !node.isDead()) {
        world.sleep(Duration.between(world.instant(), heldUntil));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while the lease was renewed", e);
    }
  }

  @Override
  protected Journal delegate() {
    if (node.isDead()) {
      throw gone();
    }
    return store;
  }

  /** The store is that of all nodes, and stays open. */
  @Override
  public void close() {}
}
