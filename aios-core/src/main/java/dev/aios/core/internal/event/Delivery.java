package dev.aios.core.internal.event;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.World;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.event.DeadLetters.DeadLetter;
import dev.aios.core.internal.event.SubscriptionState.Trouble;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  /** The table of the subscriptions' rows, and what their streams begin with. */
  static final String TABLE = "subscription";

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** Handlers at work at the same time. */
  private static final int MOST_WORKERS = 16;

  private static final int BATCH = 128;

  /** A bound on what a crash delivers twice. */
  private static final int MOST_UNWRITTEN = 256;

  /** A worker lets others of the executor have their turn after this many events. */
  private static final int TURN = 64;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What all deliveries of a node work with. */
  record Surroundings(
      Journal journal,
      World world,
      NodeRegistry nodes,
      DeadLetters deadLetters,
      EventContextFactory contexts) {}

  /** The body of a record {@code event.failed}. */
  record FailedDelivery(long position, int attempt, String error, Instant retryAt) {}

  private final Subscription<E> subscription;
  private final Surroundings with;
  private final World world;
  private final EventReader reader;

  /** Guards what follows; not held while anything is read, written or handled. */
  private final Object lock = new Object();

  private final Progress progress;
  private long version;

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
  private long alarmDue = Long.MAX_VALUE;
  private World.@Nullable Cancellable alarm;

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
    this.version = version;
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
  void retry(Row row, DeadLetter letter) {
    synchronized (lock) {
      if (stopped || closing || !takenUp.add(row.key())) {
        return;
      }
      progress.again(
          new Pending(letter.position(), letter.key(), true), with.deadLetters().takenUp(row));
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
  boolean isOvertaken(Row row) {
    synchronized (lock) {
      return !writing && row.version() > version;
    }
  }

  /** Takes no further events. */
  void stopTaking() {
    synchronized (lock) {
      closing = true;
      cancelAlarm();
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
      last =
          batch == null
              ? new Write(List.of(), List.of(put(progress.state())), List.of())
              : write(batch, "");
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
      cancelAlarm();
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
    } catch (AiosException e) {
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
      settle(event, deliver(event));
    } catch (RuntimeException e) {
      warn(e, "What became of an event could not be told; it is delivered again");
      putBack(event, world.instant());
    }
  }

  private Outcome deliver(Pending pending) {
    ReadEvent event = pending.read;
    if (event == null) {
      try {
        event = reader.at(pending.position).orElse(null);
      } catch (AiosException e) {
        return new Outcome.Unread(EventCall.describe(e));
      }
      if (event == null) {
        return new Outcome.Done();
      }
      pending.read = event;
    }
    Object value = event.event();
    return value == null
        ? new Outcome.Hopeless("it cannot be decoded: " + event.fault())
        : EventCall.call(subscription, with.contexts(), event, value, pending.failures + 1);
  }

  private void settle(Pending event, Outcome outcome) {
    int attempt = event.failures + 1;
    Instant now = world.instant();
    boolean failed = outcome instanceof Outcome.Failed || outcome instanceof Outcome.Hopeless;
    if (failed && isClosing()) {
      // What it works with may be closed already: no fault of the event's.
      putBack(event, now);
    } else if (outcome instanceof Outcome.Hopeless hopeless) {
      dead(event, attempt, hopeless.error());
    } else if (outcome instanceof Outcome.Failed again) {
      if (subscription.retry().allowsAfter(attempt)) {
        failed(event, attempt, again.error(), now);
      } else {
        dead(event, attempt, again.error());
      }
    } else if (outcome instanceof Outcome.Unread) {
      putBack(event, now);
    } else {
      synchronized (lock) {
        if (outcome instanceof Outcome.Suspended) {
          progress.suspended(event, now.plus(waitAfter(event.waits)).toEpochMilli());
        } else {
          progress.done(event);
        }
      }
    }
    flush();
  }

  private boolean isClosing() {
    synchronized (lock) {
      return closing || stopped;
    }
  }

  private void putBack(Pending event, Instant now) {
    synchronized (lock) {
      progress.unread(event, now.plus(SECOND).toEpochMilli());
    }
  }

  private static Duration waitAfter(int waits) {
    Duration wait = SECOND.multipliedBy(1L << Math.min(waits, 6));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private void failed(Pending event, int attempt, String error, Instant now) {
    Instant retryAt = now.plus(subscription.retry().waitAfter(attempt, world.random()));
    LOG.atInfo()
        .addKeyValue("subscription", subscription.name())
        .addKeyValue("position", event.position)
        .addKeyValue("attempt", attempt)
        .addKeyValue("retryAt", retryAt)
        .addKeyValue("error", error)
        .log("An event could not be delivered; tried again");
    FailedDelivery record =
        new FailedDelivery(event.position, attempt, DeadLetters.shortened(error), retryAt);
    Write part = Write.of(draft("event.failed", Envelopes.CODEC.toJson(record)));
    synchronized (lock) {
      progress.failed(event, retryAt.toEpochMilli(), part);
    }
  }

  private void dead(Pending event, int attempt, String error) {
    LOG.atWarn()
        .addKeyValue("subscription", subscription.name())
        .addKeyValue("position", event.position)
        .addKeyValue("attempt", attempt)
        .addKeyValue("error", error)
        .log("An event could not be delivered and is a dead letter in the inbox");
    ReadEvent read = event.read;
    if (read == null) {
      throw new IllegalStateException("The event at " + event.position + " was not read");
    }
    DeadLetter letter =
        new DeadLetter(subscription.name(), event.position, event.key, attempt, error);
    Write part = with.deadLetters().parts(letter, read.payload());
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
      write = write(batch, with.nodes().nodeId());
    }
    var unused =
        with.journal()
            .write(write)
            .whenComplete((commit, error) -> execute(() -> wrote(batch, error)));
  }

  private Write write(Progress.Batch batch, String owner) {
    RowChange.Put row = put(batch.state().ownedBy(owner));
    Write.Builder write = Write.builder().record(draft("subscription.moved", row.body())).row(row);
    batch.parts().forEach(write::all);
    return write.build();
  }

  private RowChange.Put put(SubscriptionState state) {
    return new RowChange.Put(
        TABLE,
        subscription.name(),
        version,
        state.owner(),
        state.position(),
        Envelopes.CODEC.toJson(state));
  }

  private Draft draft(String kind, Json body) {
    return new Draft(kind, TABLE + "/" + subscription.name(), body);
  }

  private void wrote(Progress.Batch batch, @Nullable Throwable error) {
    synchronized (lock) {
      writing = false;
      if (error == null) {
        version++;
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
        world.schedule(world.instant().plus(SECOND), this::goOn);
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
    long due = stopped || closing ? Long.MAX_VALUE : progress.nextDue().orElse(Long.MAX_VALUE);
    if (due == alarmDue) {
      return;
    }
    cancelAlarm();
    if (due < Long.MAX_VALUE) {
      try {
        alarm = world.schedule(Instant.ofEpochMilli(due), this::ring);
        alarmDue = due;
      } catch (ClosedException e) {
        stopped = true;
      }
    }
  }

  private void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    alarmDue = Long.MAX_VALUE;
  }

  private void ring() {
    synchronized (lock) {
      alarm = null;
      alarmDue = Long.MAX_VALUE;
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
