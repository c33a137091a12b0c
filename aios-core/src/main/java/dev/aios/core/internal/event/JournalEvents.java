package dev.aios.core.internal.event;

import dev.aios.api.ClosedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.event.Events;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events on the journal. An event is a record {@code event.published} on the stream {@code event}.
 * Thread-safe.
 *
 * <p>Events of this process are delivered at once: {@link #publish} says so, and whoever puts a
 * {@link #draft} into a write of its own says so by {@link #onAppended}. Those of other processes
 * are found by looking from time to time.
 */
public final class JournalEvents implements Events, AutoCloseable {
  /** The table of the ids of events that were published once. */
  static final String ONCE = "event.once";

  private static final Json EMPTY = Json.of("{}");
  private static final int MOST_KEY = 1_000;

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final Subscriptions subscriptions;
  private volatile boolean closed;

  /**
   * Events that are not delivered before {@link #start}.
   *
   * @param journal where they are kept
   * @param codec for the events
   * @param world time, ids and threads
   * @param nodes this node; to be started before and closed after
   * @param inbox where dead letters show
   * @param contexts makes what handlers work with
   * @param look how soon events and verdicts of other processes, and dead nodes, are noticed
   */
  public JournalEvents(
      Journal journal,
      Codec codec,
      World world,
      NodeRegistry nodes,
      JournalInbox inbox,
      EventContextFactory contexts,
      Duration look) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.subscriptions = new Subscriptions(journal, codec, world, nodes, inbox, contexts, look);
  }

  /** Begins to deliver. The node must hold its lease. */
  public void start() {
    subscriptions.start();
  }

  /**
   * The record that publishes an event, for a write of the caller's own.
   *
   * @param event a value with a JSON form; checked against its constraints
   * @param key what its order is kept by, empty for none
   * @param taint the untrusted sources that went into it
   * @return the record; once it is durable, the caller says so by {@link #onAppended}
   * @throws InvalidInputException if the event is not valid
   */
  public Draft draft(Object event, String key, Taint taint) {
    return draft(event, key, null, taint);
  }

  private Draft draft(Object event, String key, @Nullable String id, Taint taint) {
    List<String> faults = new ArrayList<>(0);
    if (event == null) {
      faults.add("it is null");
    }
    named("key", key, faults);
    if (taint == null) {
      faults.add("its taint is null");
    }
    if (id != null) {
      named("id", id, faults);
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("event", faults);
    }
    codec.validate("event " + event.getClass().getSimpleName(), event);
    EventBody body = EventBody.of(key, codec.encode(event), id, taint);
    return new Draft("event.published", EventReader.STREAM, Envelopes.CODEC.toJson(body));
  }

  private static void named(String what, @Nullable String name, List<String> faults) {
    if (name == null) {
      faults.add("its " + what + " is null");
    } else if (name.length() > MOST_KEY) {
      faults.add("its " + what + " has " + name.length() + " characters, the most is " + MOST_KEY);
    }
  }

  /** Another process has written something: there may be events in it. */
  public void heard() {
    subscriptions.lookSoon();
  }

  /** Says that events of this process are durable, so that they are delivered at once. Cheap. */
  public void onAppended() {
    subscriptions.signal();
  }

  /**
   * Says that what suspended handlers waited for may have come, so that they are tried again now
   * and not when they are next due. Counts on the node that delivers the subscription.
   *
   * @param subscription its name
   */
  public void wake(String subscription) {
    subscriptions.wake(subscription);
  }

  @Override
  public long publish(Object event) {
    return publish(event, "");
  }

  @Override
  public long publish(Object event, String key) {
    return publish(event, key, Taint.NONE);
  }

  @Override
  public long publish(Object event, String key, Taint taint) {
    requireOpen();
    long position = journal.writeNow(Write.of(draft(event, key, taint))).lastPosition();
    onAppended();
    return position;
  }

  @Override
  public long publishOnce(Object event, String key, String id) {
    requireOpen();
    if (id == null || id.isBlank()) {
      throw new InvalidInputException("event", "its id is blank: give one, or publish it as it is");
    }
    Draft draft = draft(event, key, id, Taint.NONE);
    Optional<Long> first = publishedBefore(id);
    if (first.isPresent()) {
      return first.get();
    }
    RowChange.Put row = new RowChange.Put(ONCE, id, RowChange.ABSENT, "", world.millis(), EMPTY);
    long position;
    try {
      position = journal.writeNow(Write.of(draft, row)).lastPosition();
    } catch (WriteRejectedException e) {
      return publishedBefore(id).orElseThrow(() -> e);
    }
    onAppended();
    return position;
  }

  private Optional<Long> publishedBefore(String id) {
    // The event is the only record of the write that put the row.
    return journal.row(ONCE, id).map(Row::position);
  }

  @Override
  public void subscribe(Subscription<?> subscription) {
    requireOpen();
    if (subscription == null) {
      throw new InvalidInputException("subscription", "it is null");
    }
    subscriptions.add(subscription);
  }

  @Override
  public long position(String subscription) {
    requireOpen();
    return subscriptions.position(subscription);
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException("The runtime is closed: open it again to use its events");
    }
  }

  /**
   * Takes no further events, waits up to ten seconds for handlers at work, and gives the
   * subscriptions up, so that another node may take them over at once. Does not throw.
   */
  @Override
  public void close() {
    closed = true;
    subscriptions.close();
  }
}
