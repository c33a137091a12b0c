package dev.aios.testkit.simulation;

import dev.aios.api.World;
import dev.aios.testkit.fault.SimulatedCrash;
import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The world as one node sees it: its wall clock may be off, and once the node is dead nothing of it
 * goes on. What is scheduled is due after a time, as on a real machine: a jump of the wall clock
 * does not move it.
 */
final class NodeWorld implements World {
  private final VirtualWorld shared;
  private final BooleanSupplier dead;
  private volatile Duration off = Duration.ZERO;

  NodeWorld(VirtualWorld shared, BooleanSupplier dead) {
    this.shared = shared;
    this.dead = dead;
  }

  void jump(Duration by) {
    off = off.plus(by);
  }

  void correct() {
    off = Duration.ZERO;
  }

  @Override
  public Instant instant() {
    return shared.instant().plus(off);
  }

  @Override
  public String newId() {
    return shared.newId();
  }

  @Override
  public RandomGenerator random() {
    return shared.random();
  }

  @Override
  public long nanoTime() {
    return shared.nanoTime();
  }

  @Override
  public Executor executor() {
    return task -> {
      if (!dead.getAsBoolean()) {
        shared.executor().execute(unlessDead(task));
      }
    };
  }

  @Override
  public Cancellable schedule(Instant due, Runnable task) {
    return dead.getAsBoolean() ? () -> {} : shared.schedule(due.minus(off), unlessDead(task));
  }

  private Runnable unlessDead(Runnable task) {
    return () -> {
      if (!dead.getAsBoolean()) {
        try {
          task.run();
        } catch (SimulatedCrash e) {
          // the thread died with its process
          requireDead(e);
        }
      }
    };
  }

  private void requireDead(SimulatedCrash crash) {
    if (!dead.getAsBoolean()) {
      throw crash;
    }
  }

  private void requireAlive() {
    if (dead.getAsBoolean()) {
      throw new SimulatedCrash("its node is dead");
    }
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    shared.sleep(duration);
    requireAlive();
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration atMost)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return shared.await(future, atMost);
    } finally {
      requireAlive();
    }
  }
}
