package dev.aios.core.internal.event;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.World;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.core.internal.event.DeadLetters.DeadLetter;
import dev.aios.core.internal.event.SubscriptionState.Trouble;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

  private static final int BATCH = 128;

  /** A bound on what a crash delivers twice. */
  private static final int MOST_UNWRITTEN = 256;

  /** A worker lets others of the executor have their turn after this many events. */
  private static final int TURN = 64;

  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

  /** What all deliveries of a node work with. */
  record Surroundings(
      Journal journal,
      World world,
      NodeRegistry nodes,
      DeadLetters deadLetters,
      EventContextFactory contexts) {}

  private final Subscription<E> subscription;
  private final Surroundings with;
  private final World world;
  private final EventReader reader;
  private final EventCall<E> call;
  private final Setbacks setbacks;

  /** Guards what follows; not held while anything is read, written or handled. */
  private final Object lock = new Object();

  private final Progress progress;
  private final SubscriptionRow row;
  private final Alarm alarm;

  /** There may be events after what is read. */
  private boolean more = true;

  private boolean reading;
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
   * @param state the row's state
   */
  Delivery(
      Subscription<E> subscription,
      Surroundings with,
      EventReader reader,
      long version,
      SubscriptionState state) {
    this.subscription = subscription;
    this.with = with;
    this.world = with.world();
    this.reader = reader;
    this.call = new EventCall<>(subscription, reader, with.contexts());
    this.setbacks = new Setbacks(subscription.name(), with.deadLetters());
    this.row = new SubscriptionRow(subscription.name(), version);
    this.alarm = new Alarm(world, this::ring);
    this.progress = new Progress(state);
    state.held().forEach(at -> restore(new Trouble(at, 0, 0, 0, false)));
    state.troubled().forEach(this::restore);
  }

  private void restore(Trouble trouble) {
    reader
        .at(trouble.at())
        .ifPresent(
            event -> {
              Pending pending = new Pending(trouble.at(), event.key(), trouble.again());
              pending.failures = trouble.failures();
              pending.waits = trouble.waits();
              pending.due = trouble.due();
              pending.read = event;
              progress.restored(pending);
            });
  }

  /** Begins. */
  void begin() {
    execute(this::advance);
  }

  /** Says that there may be new events. */
  void signal() {
    synchronized (lock) {
      boolean known = more;
      more = true;
      if (known || reading || stopped || closing) {
        return;
      }
    }
    execute(this::advance);
  }

  /** Goes on with what stands still for a reason that has passed. */
  void nudge() {
    synchronized (lock) {
      if (workers > 0 || (!more && progress.ready(world.millis()) == 0)) {
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
          new Pending(letter.position(), letter.key(), true), with.deadLetters().takenUp(dead));
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
      return stopped || (workers == 0 && !writing && !reading);
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
    while (beginReading()) {
      read();
    }
    setToWork();
    flush();
  }

  private boolean beginReading() {
    synchronized (lock) {
      if (stopped || closing || reading || stalled || !more || !progress.hasRoom()) {
        return false;
      }
      reading = true;
      more = false;
      return true;
    }
  }

  private void read() {
    long after;
    synchronized (lock) {
      after = progress.read();
    }
    List<JournalRecord> records;
    List<Pending> found = new ArrayList<>();
    try {
      records = reader.records(after, BATCH);
      records.forEach(record -> reader.event(record).map(Delivery::pending).ifPresent(found::add));
    } catch (RuntimeException e) {
      synchronized (lock) {
        reading = false;
        more = true;
      }
      stall(e);
      return;
    }
    synchronized (lock) {
      reading = false;
      if (!records.isEmpty()) {
        more |= records.size() == BATCH;
        long last = records.get(records.size() - 1).position();
        progress.found(found, last, records.size() - found.size());
      }
    }
  }

  private static Pending pending(ReadEvent event) {
    Pending pending = new Pending(event.position(), event.key(), false);
    pending.read = event;
    return pending;
  }

  // ---- handling

  private void setToWork() {
    int fresh = 0;
    synchronized (lock) {
      // Asked in any case: what has become due is no longer waited for.
      int ready = progress.ready(world.millis());
      if (mayTake()) {
        fresh = Math.min(ready, MOST_WORKERS - workers);
        workers += fresh;
      }
      setAlarm();
    }
    for (int i = 0; i < fresh; i++) {
      execute(this::work);
    }
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
      synchronized (lock) {
        next = mayTake() ? progress.take(world.millis()) : null;
        if (next == null) {
          workers--;
          break;
        }
      }
      handle(next);
      if (i == TURN - 1) {
        execute(this::work);
        return;
      }
    }
    advance();
  }

  private void handle(Pending event) {
    try {
      settle(event, call.deliver(event));
    } catch (RuntimeException e) {
      warn(e, "What became of an event could not be told; it is delivered again");
      putBack(event);
    }
    flush();
  }

  private void settle(Pending event, Outcome outcome) {
    boolean failed = outcome instanceof Outcome.Failed || outcome instanceof Outcome.Hopeless;
    if (outcome instanceof Outcome.Unread || (failed && isClosing())) {
      // While it closes, what a handler works with may be closed already: no fault of the event's.
      putBack(event);
    } else if (outcome instanceof Outcome.Failed again) {
      failed(event, again.error());
    } else if (outcome instanceof Outcome.Hopeless hopeless) {
      dead(event, hopeless.error());
    } else {
      synchronized (lock) {
        if (outcome instanceof Outcome.Suspended) {
          progress.suspended(event, world.millis());
        } else {
          progress.done(event);
        }
      }
    }
  }

  private boolean isClosing() {
    synchronized (lock) {
      return closing || stopped;
    }
  }

  private void putBack(Pending event) {
    synchronized (lock) {
      progress.putBack(event, world.millis());
    }
  }

  private void failed(Pending event, String error) {
    Duration wait = subscription.retry().waitAfter(event.failures + 1, world.random());
    Instant retryAt = world.instant().plus(wait);
    Write part = setbacks.failed(event, error, retryAt);
    synchronized (lock) {
      progress.failed(event, retryAt.toEpochMilli(), part);
    }
  }

  private void dead(Pending event, String error) {
    Write part = setbacks.dead(event, error);
    synchronized (lock) {
      progress.dead(event, part);
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
    Throwable cause = error instanceof CompletionException e ? e.getCause() : error;
    if (cause instanceof WriteRejectedException || cause instanceof ClosedException) {
      LOG.atInfo()
          .addKeyValue("subscription", subscription.name())
          .addKeyValue("cause", cause.getMessage())
          .log("The subscription is delivered elsewhere from now on");
      abandon();
    } else if (cause != null) {
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
