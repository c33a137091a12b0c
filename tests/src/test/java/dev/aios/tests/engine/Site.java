package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.World;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunFailedException;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Flow;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A journal that outlives the runtimes opened on it, one after the other. Each runtime is a process
 * with a virtual clock; it ends by a close or by a crash.
 */
final class Site implements AutoCloseable {
  /** Longer than anything here takes, by the virtual clock. */
  static final Duration SOON = Duration.ofMinutes(30);

  private static final Duration LEASE = Duration.ofMinutes(15);
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Store store;
  private final Path dir;
  private @Nullable Journal memory;
  private @Nullable Journal underneath;
  private @Nullable MortalJournal journal;
  private @Nullable VirtualWorld world;
  private @Nullable Aios aios;
  private Instant now = VirtualWorld.START;
  private int seed = 1;
  private Duration grace = Duration.ofSeconds(10);

  /** What steps did, in order. */
  final List<String> did = new CopyOnWriteArrayList<>();

  Site(Store store, Path dir) {
    this.store = store;
    this.dir = dir;
  }

  Aios open(Saga<?, ?>... sagas) {
    return open(
        builder -> {
          for (Saga<?, ?> saga : sagas) {
            builder.saga(saga);
          }
          return builder;
        });
  }

  /** Opens a runtime; the one before must have ended. */
  Aios open(UnaryOperator<AiosBuilder> options) {
    assertThat(aios).as("the runtime before has ended").isNull();
    VirtualWorld opened = VirtualWorld.builder().startingAt(now).seed(seed++).build();
    world = opened;
    MortalJournal seen = new MortalJournal(journalIn(opened));
    journal = seen;
    AiosBuilder builder =
        Aios.builder()
            .journal(opened.watching(seen))
            .world(opened)
            .lease(LEASE)
            .poll(POLL)
            .grace(grace);
    aios = options.apply(builder).open();
    return aios;
  }

  private Journal journalIn(World opened) {
    if (store == Store.MEMORY && memory != null) {
      return memory;
    }
    Journal fresh = store.open(dir, opened);
    underneath = fresh;
    if (store == Store.MEMORY) {
      memory = fresh;
    }
    return fresh;
  }

  boolean isOpen() {
    return aios != null;
  }

  VirtualWorld world() {
    return present(world);
  }

  Aios aios() {
    return present(aios);
  }

  MortalJournal journal() {
    return present(journal);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("no runtime is open");
    }
    return value;
  }

  /** Sets how long a close waits for what is under way. */
  void grace(Duration time) {
    grace = time;
  }

  /** Lets everything happen that needs no time. */
  void settle() {
    world().runUntilIdle();
  }

  void pass(Duration time) {
    world().advance(time);
  }

  /** The process ends properly. */
  void close(Aios open) {
    open.close();
    ended(Duration.ofSeconds(1));
  }

  /** The process ends at once; its lease has run out when the next begins. */
  void crash() {
    journal().die();
    ended(LEASE.plusSeconds(1));
  }

  /** Time passes while no process is there. */
  void away(Duration time) {
    assertThat(aios).as("no runtime is open").isNull();
    now = now.plus(time);
  }

  private void ended(Duration pause) {
    VirtualWorld old = world();
    now = old.instant().plus(pause);
    journal().die();
    old.close();
    if (store != Store.MEMORY) {
      present(underneath).close();
    }
    aios = null;
  }

  /** Waits, by the real clock, for something that other threads do. */
  static void until(BooleanSupplier condition) {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertThat(i).as("it comes in 30 seconds").isLessThan(6_000);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Where a run stands when all that needs no time has happened. */
  RunStatus status(Run<?> run) {
    settle();
    return run.status();
  }

  RunState state(Run<?> run) {
    return status(run).state();
  }

  /** Waits until the run has ended otherwise than COMPLETED. */
  RunStatus failure(Run<?> run) {
    settle();
    try {
      Object result = run.await(SOON);
      throw new AssertionError("the run completed with " + result);
    } catch (RunFailedException e) {
      settle();
      return run.status();
    }
  }

  /** The one open item. */
  InboxItem item() {
    settle();
    List<InboxItem> open = aios().inbox().open();
    assertThat(open).hasSize(1);
    return open.get(0);
  }

  /** The history of a run, as its records' kinds and nodes. */
  List<String> history(Run<?> run) {
    settle();
    return aios().runs().history(run.id()).stream()
        .map(one -> one.kind() + (one.node() == null ? "" : " " + one.node()))
        .toList();
  }

  void did(String what) {
    did.add(what);
  }

  /** Notes it, and gives the value. */
  <T> T did(String what, T value) {
    did.add(what);
    return value;
  }

  /** A step that is noted when it is done, and adds to the amount. */
  Flow<Order, Order> adding(String name, int more) {
    return f ->
        f.step(
            name,
            (Order order) -> {
              did(name);
              return order.plus(more);
            });
  }

  /** A step that is noted when it is done, and when it is undone. */
  Flow<Order, Order> undoable(String name) {
    return f ->
        f.step(
                name,
                (Order order) -> {
                  did(name);
                  return order.plus(1);
                })
            .undo(
                (Order order) -> {
                  did("undo " + name);
                });
  }

  /** A step that always fails. */
  Flow<Order, Order> failing(String name) {
    return f ->
        f.step(
            name,
            (Order order) -> {
              throw new IllegalStateException(name + " does not work");
            });
  }

  /** A step that begins, then waits until it is interrupted or released. */
  Flow<Order, Order> blocking(String name, CountDownLatch begun, CountDownLatch released) {
    return f ->
        f.step(
            name,
            (Order order) -> {
              did("begin " + name);
              begun.countDown();
              if (!released.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
              }
              did(name);
              return order;
            });
  }

  @Override
  public void close() {
    if (aios != null) {
      if (!journal().isDead()) {
        aios.close();
        assertThat(world().failures()).as("tasks that threw").isEmpty();
        assertThat(journal().verify().ok()).as("the journal verifies").isTrue();
      }
      ended(Duration.ZERO);
    }
    if (memory != null) {
      memory.close();
    }
  }
}
