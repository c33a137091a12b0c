package dev.aios.core.internal.agent;

import dev.aios.api.World;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Collects inputs until there are enough or the first has waited long enough, then has all of them
 * worked on at once. Whoever brings the last one works; the others wait. Thread-safe.
 *
 * @param <I> an input
 * @param <O> an answer
 */
public final class Batches<I, O> {
  /**
   * Works on a batch.
   *
   * @param <I> an input
   * @param <O> an answer
   */
  @FunctionalInterface
  public interface Work<I, O> {
    /**
     * Works.
     *
     * @param inputs one or more
     * @param cost where what it costs together is reported; one element, replaced
     * @return one answer for each input, in order
     * @throws Exception if none could be answered
     */
    List<O> on(List<I> inputs, Cost[] cost) throws Exception;
  }

  private record Seat<I, O>(I input, EffectCall call, CompletableFuture<O> answer) {}

  private static final class Batch<I, O> {
    private final List<Seat<I, O>> seats = new ArrayList<>();
    private World.Cancellable timer = () -> {};
  }

  private final String who;
  private final int most;
  private final Duration wait;
  private final Work<I, O> work;

  /** The open batch of each runtime that uses the agent. */
  private final Map<World, Batch<I, O>> open = new HashMap<>();

  /**
   * No batches yet.
   *
   * @param who the agent, for errors
   * @param most how many inputs make a batch
   * @param wait how long the first of a batch waits at most
   * @param work works on a batch
   */
  public Batches(String who, int most, Duration wait, Work<I, O> work) {
    this.who = who;
    this.most = most;
    this.wait = wait;
    this.work = work;
  }

  /**
   * Adds an input to the open batch and waits for its answer.
   *
   * @param world when the time is up
   * @param input the input
   * @param call told this input's share of the cost
   * @return the answer
   * @throws Exception what the work threw; every input of the batch gets it
   */
  public O join(World world, I input, EffectCall call) throws Exception {
    Seat<I, O> seat = new Seat<>(input, call, new CompletableFuture<>());
    Batch<I, O> full = sit(world, seat);
    if (full != null) {
      work(full);
    }
    try {
      return seat.answer().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (InterruptedException e) {
      leave(world, seat);
      throw e;
    }
  }

  /** The batch, closed, if this input fills it; else null. */
  private synchronized @Nullable Batch<I, O> sit(World world, Seat<I, O> seat) {
    Batch<I, O> batch = open.computeIfAbsent(world, w -> new Batch<>());
    batch.seats.add(seat);
    if (batch.seats.size() >= most) {
      open.remove(world);
      batch.timer.cancel();
      return batch;
    }
    if (batch.seats.size() == 1) {
      batch.timer = world.schedule(world.instant().plus(wait), () -> timeIsUp(world, batch));
    }
    return null;
  }

  private void timeIsUp(World world, Batch<I, O> batch) {
    synchronized (this) {
      if (!open.remove(world, batch)) {
        return;
      }
    }
    work(batch);
  }

  /** Whoever gave up waiting is not worked for, if the batch has not begun. */
  private synchronized void leave(World world, Seat<I, O> seat) {
    Batch<I, O> batch = open.get(world);
    if (batch != null && batch.seats.remove(seat) && batch.seats.isEmpty()) {
      batch.timer.cancel();
      open.remove(world);
    }
  }

  private void work(Batch<I, O> batch) {
    List<Seat<I, O>> seats = batch.seats;
    try {
      Cost[] cost = {Cost.NONE};
      List<O> answers = work.on(seats.stream().map(Seat::input).toList(), cost);
      require(answers, seats.size());
      for (int i = 0; i < seats.size(); i++) {
        seats.get(i).call().spent(share(cost[0], i, seats.size()));
        seats.get(i).answer().complete(answers.get(i));
      }
    } catch (Throwable e) {
      seats.forEach(seat -> seat.answer().completeExceptionally(e));
    }
  }

  private void require(@Nullable List<O> answers, int inputs) throws PermanentException {
    if (answers == null || answers.size() != inputs) {
      throw new PermanentException(
          "batcher "
              + who
              + " gave "
              + (answers == null ? "no" : answers.size())
              + " answers to "
              + inputs
              + " inputs: it must give one for each, in order",
          null);
    }
    for (int i = 0; i < inputs; i++) {
      if (answers.get(i) == null) {
        throw new PermanentException("answer " + (i + 1) + " of batcher " + who + " is null", null);
      }
    }
  }

  /** Equal shares; the first takes what does not divide. */
  private static Cost share(Cost all, int index, int of) {
    Money money = all.money();
    if (money != null) {
      long each = money.micros() / of;
      long rest = index == 0 ? money.micros() % of : 0;
      money = new Money(each + rest, money.currency());
    }
    long tokens = all.tokens().count();
    return new Cost(money, Tokens.of(tokens / of + (index == 0 ? tokens % of : 0)), Duration.ZERO);
  }
}
