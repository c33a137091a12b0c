package dev.aios.core.internal.event;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.World;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.core.internal.event.DeadLetters.DeadLetter;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one subscription on the node that owns it. Thread-safe.
 *
 * <p>Workers on the world's executor take events as long as any are ready; nothing else holds a
 * thread. What they have done is written by one write at a time, so that all that is done during
 * one write shares the next. Each write is conditional on the version of the subscription's row:
 * once another node has taken it over, the write is refused, and this delivery stops for good.
 *
 * @param <E> the event
 */
final class Delivery<E> {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** Handlers at work at the same time. */
  private static final int MOST_WORKERS = 16;

  /** A bound on what a crash delivers twice. */
  private static final int MOST_UNWRITTEN = 256;

  /** A worker lets others of the executor have their turn after this many events. */
  private static final int TURN = 64;

  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

  private final Subscription<E> subscription;
  private final Surroundings with;
  private final World world;
  private final EventCall<E> call;

  /** Guards what follows; not held while anything is read, written or handled. */
  private final Object lock = new Object();

  private final Progress progress;
  private final Intake intake;
  private final Settling settling;
  private final SubscriptionRow row;
  private final Alarm alarm;

  private boolean writing;
  private int workers;

  /** The store failed a moment ago. */
  private boolean stalled;

  private boolean closing;
  private boolean stopped;
  private final Set<String> takenUp = new HashSet<>();

  /**
   * A delivery that has just taken its row.
   *
   * @param version the row's version since then
   * @param left what the delivery before it left
   */
  Delivery(
      Subscription<E> subscription,
      Surroundings with,
      EventReader reader,
      long version,
      Inheritance left) {
    this.subscription = subscription;
    this.with = with;
    this.world = with.world();
    this.call = new EventCall<>(subscription, reader, with.contexts());
    this.row = new SubscriptionRow(subscription.name(), version);
    this.alarm = new Alarm(world, this::ring);
    this.progress = left.progress(reader);
    this.intake = new Intake(reader, progress, lock);
    Setbacks setbacks = new Setbacks(subscription.name(), with.deadLetters());
    this.settling = new Settling(world, subscription.retry(), setbacks, progress, lock);
  }

  /** Says that there may be new events. */
  void signal() {
    synchronized (lock) {
      if (!intake.expect() || stopped || closing) {
        return;
      }
    }
    execute(this::advance);
  }

  /** Begins, or goes on with what stands still for a reason that has passed. */
  void nudge() {
    synchronized (lock) {
      if (workers > 0 || (!intake.mayHaveMore() && progress.ready(world.millis()) == 0)) {
        return;
      }
    }
    execute(this::advance);
  }

  /** Tries suspended events again now. */
  void wake() {
    synchronized (lock) {
      progress.wake();
    }
    execute(this::advance);
  }

  /** Takes a dead letter up again; may be told more than once of the same. */
  void retry(Row dead, DeadLetter letter) {
    synchronized (lock) {
      if (stopped || closing || !takenUp.add(dead.key())) {
        return;
      }
      progress.again(
          new Pending(letter.position(), letter.key(), letter.attempts()),
          with.deadLetters().takenUp(dead));
    }
    execute(this::advance);
  }

  /** The position up to which every event is durably delivered, a dead letter, or not wanted. */
  long position() {
    synchronized (lock) {
      return progress.position();
    }
  }

  /** Whether this delivery has ended for good. */
  boolean isStopped() {
    synchronized (lock) {
      return stopped;
    }
  }

  /** Whether another node has changed the row. */
  boolean isOvertakenBy(Row found) {
    synchronized (lock) {
      return !writing && row.isOvertakenBy(found);
    }
  }

  /** Takes no further events. */
  void stopTaking() {
    synchronized (lock) {
      closing = true;
      alarm.cancel();
    }
  }

  /** Whether no handler is at work and no write under way. */
  boolean isQuiet() {
    synchronized (lock) {
      return stopped || (workers == 0 && !writing && !intake.isReading());
    }
  }

  /** Writes what is done and gives the subscription up. What handlers do from now on is ignored. */
  void release() {
    Write last;
    synchronized (lock) {
      if (stopped) {
        return;
      }
      stopped = true;
      if (writing) {
        // The row's version is not known; the end of this node's lease gives it up.
        return;
      }
      Progress.Batch batch = progress.batch();
      last = batch == null ? row.released(progress.state()) : row.moved(batch, "");
    }
    try {
      with.journal().writeNow(last);
    } catch (AiosException e) {
      warn(e, "The subscription could not be given up; the last events may be delivered again");
    }
  }

  /** Stops without writing: the row is not this delivery's any more. */
  void abandon() {
    synchronized (lock) {
      stopped = true;
      alarm.cancel();
    }
  }

  // ---- reading

  /** Reads what there is room for, lets workers at what is ready, and writes what is done. */
  private void advance() {
    try {
      while (beginReading()) {
        intake.read();
      }
    } catch (RuntimeException e) {
      stall(e);
    }
    setToWork();
    flush();
  }

  private boolean beginReading() {
    synchronized (lock) {
      return !stopped && !closing && !stalled && intake.begin();
    }
  }

  // ---- handling

  private void setToWork() {
    int fresh = 0;
    synchronized (lock) {
      // Asked in any case: what has become due is no longer waited for.
      int ready = progress.ready(world.millis());
      if (mayTake()) {
        fresh = Math.max(0, Math.min(ready, most() - workers));
        workers += fresh;
      }
      setAlarm();
    }
    for (int i = 0; i < fresh; i++) {
      execute(this::work);
    }
  }

  private int most() {
    return progress.oneAtATime() ? 1 : MOST_WORKERS;
  }

  private boolean mayTake() {
    return !stopped
        && !closing
        && !stalled
        && progress.unwritten() < MOST_UNWRITTEN
        && with.nodes().holdsLease();
  }

  private void work() {
    for (int i = 0; i < TURN; i++) {
      Pending next;
      boolean later;
      synchronized (lock) {
        next = mayTake() && workers <= most() ? progress.take(world.millis()) : null;
        if (next == null) {
          workers--;
          break;
        }
        // Its worker is the one that begins when that it begins is durable.
        later = next.marked && !next.deadly;
      }
      if (later) {
        flush();
        return;
      }
      handle(next);
      if (i == TURN - 1) {
        execute(this::work);
        return;
      }
    }
    advance();
  }

  /** Goes on as a worker with an event that is written down as begun. */
  private void workOn(Pending event) {
    if (isClosing()) {
      settling.putBack(event);
    } else {
      handle(event);
    }
    work();
  }

  private void handle(Pending event) {
    try {
      settling.settle(event, call.deliver(event), isClosing());
    } catch (RuntimeException e) {
      warn(e, "What became of an event could not be told; it is delivered again");
      settling.putBack(event);
    }
    flush();
  }

  private boolean isClosing() {
    synchronized (lock) {
      return closing || stopped;
    }
  }

  // ---- writing

  /** Writes what has changed, unless a write is under way: then what is done meanwhile is next. */
  private void flush() {
    Progress.Batch batch;
    Write write;
    synchronized (lock) {
      batch = stopped || writing || stalled ? null : progress.batch();
      if (batch == null) {
        return;
      }
      writing = true;
      write = row.moved(batch, with.nodes().nodeId());
    }
    var unused =
        with.journal()
            .write(write)
            .whenComplete((commit, error) -> execute(() -> wrote(batch, error)));
  }

  private void wrote(Progress.Batch batch, @Nullable Throwable error) {
    synchronized (lock) {
      writing = false;
      if (error == null) {
        row.written();
        progress.written(batch);
      } else {
        progress.notWritten(batch);
      }
    }
    if (error == null) {
      batch.toBegin().forEach(event -> execute(() -> workOn(event)));
    }
    Throwable cause = error instanceof CompletionException e ? e.getCause() : error;
    if (cause instanceof WriteRejectedException || cause instanceof ClosedException) {
      LOG.atInfo()
          .addKeyValue("subscription", subscription.name())
          .addKeyValue("cause", cause.getMessage())
          .log("The subscription is delivered elsewhere from now on");
      abandon();
    } else if (cause != null && !settling.isErasure(cause, with.journal())) {
      stall(cause);
    } else {
      advance();
    }
  }

  /** Waits for a second after the store failed. */
  private void stall(Throwable cause) {
    warn(cause, "The store failed; deliveries go on in a second");
    try {
      synchronized (lock) {
        stalled = true;
        world.schedule(world.instant().plus(AFTER_FAULT), this::goOn);
      }
    } catch (ClosedException e) {
      abandon();
    }
  }

  private void goOn() {
    synchronized (lock) {
      stalled = false;
    }
    advance();
  }

  // ---- time and threads

  private void setAlarm() {
    try {
      alarm.set(stopped || closing ? OptionalLong.empty() : progress.nextDue());
    } catch (ClosedException e) {
      stopped = true;
    }
  }

  private void ring() {
    synchronized (lock) {
      alarm.rang();
    }
    advance();
  }

  private void execute(Runnable task) {
    try {
      world.executor().execute(task);
    } catch (ClosedException e) {
      abandon();
    }
  }

  private void warn(Throwable cause, String what) {
    LOG.atWarn().addKeyValue("subscription", subscription.name()).setCause(cause).log(what);
  }
}
