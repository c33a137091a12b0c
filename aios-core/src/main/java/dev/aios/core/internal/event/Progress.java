package dev.aios.core.internal.event;

import dev.aios.api.journal.Write;
import dev.aios.core.internal.event.SubscriptionState.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a subscription's events, and what of that is not written down yet. Not
 * thread-safe.
 */
final class Progress {
  /** Events known and not delivered; a bound on what waits behind events that fail. */
  private static final int LOOKAHEAD = 512;

  /** Events passed over are written down when they are this many. */
  private static final int MOST_PASSED = 1_000;

  /**
   * As many events as a node that died may have been at or beyond: so many are written down before
   * they are begun.
   */
  private static final int CAUTIOUS = 2 * LOOKAHEAD;

  private static final long FIRST_WAIT_MILLIS = 1_000;
  private static final long LONGEST_WAIT_MILLIS = 60_000;

  /**
   * What one write holds.
   *
   * @param parts records and rows that go with it
   * @param toFree events whose lanes go on once it is durable
   * @param toBegin events that are delivered once it is durable
   * @param state the state to write, without an owner
   */
  record Batch(
      List<Write> parts, List<Pending> toFree, List<Pending> toBegin, SubscriptionState state) {}

  private final Lanes lanes = new Lanes();

  /** Every event at or before it is known here. */
  private long read;

  /** The last position of which the state must say what became of it. */
  private long reached;

  private int passed;
  private int wakes;
  private boolean changed;
  private List<Write> parts = new ArrayList<>();
  private List<Pending> toFree = new ArrayList<>();
  private List<Pending> toBegin = new ArrayList<>();

  /** So many more events are written down before they are begun. */
  private int cautious;

  /** Events of which one may have ended the process. */
  private int suspects;

  /** Positions that are done with and not durable yet; those of the batch under way apart. */
  private TreeSet<Long> unwritten = new TreeSet<>();

  private TreeSet<Long> beingWritten = new TreeSet<>();

  /**
   * What a state says.
   *
   * @param afterDeath whether the node that left it died
   */
  Progress(SubscriptionState state, boolean afterDeath) {
    cautious = afterDeath ? CAUTIOUS : 0;
    read = state.scanned();
    reached = state.scanned();
  }

  /** Adds an event that the state names, as it is read again. */
  void restored(Pending event) {
    suspects += event.suspect ? 1 : 0;
    lanes.add(event);
  }

  /** Whether events must be delivered one at a time, to find out which of them is deadly. */
  boolean oneAtATime() {
    return suspects > 0;
  }

  /** Adds what was read up to a position, and counts what is not wanted of it. */
  void found(List<Pending> events, long upTo, int notWanted) {
    events.forEach(lanes::add);
    read = upTo;
    passed += notWanted;
    changed |= passed >= MOST_PASSED;
  }

  /** Adds a dead letter that is delivered again, with the change that says that it is taken up. */
  void again(Pending event, Write takenUp) {
    lanes.add(event);
    parts.add(takenUp);
    changed = true;
  }

  long read() {
    return read;
  }

  boolean hasRoom() {
    return lanes.open().size() < LOOKAHEAD;
  }

  int ready(long now) {
    return lanes.ready(now);
  }

  /**
   * Takes the next event that is ready; one of the five below puts it back or away. If it is {@link
   * Pending#marked}, it is delivered only when the batch with it is durable.
   */
  @Nullable Pending take(long now) {
    Pending event = lanes.take(now);
    if (event != null) {
      event.wakes = wakes;
      if ((cautious > 0 || event.suspect) && !event.deadly) {
        cautious--;
        event.marked = true;
        toBegin.add(event);
        reach(event);
      }
    }
    return event;
  }

  private void unmark(Pending event) {
    changed |= event.marked;
    event.marked = false;
  }

  /** Its delivery came to an end that is known. */
  private void ended(Pending event) {
    unmark(event);
    if (event.suspect) {
      event.suspect = false;
      suspects--;
    }
  }

  OptionalLong nextDue() {
    return lanes.nextDue();
  }

  /** Makes suspended events due at once. */
  void wake() {
    wakes++;
    lanes.wake();
  }

  /** It is delivered, or not wanted any more. */
  void done(Pending event) {
    away(event);
    lanes.free(event);
  }

  /** It is a dead letter; the next of its key comes once that is durable. */
  void dead(Pending event, Write part) {
    away(event);
    parts.add(part);
    toFree.add(event);
  }

  private void away(Pending event) {
    ended(event);
    lanes.remove(event);
    if (!event.again()) {
      unwritten.add(event.position);
    }
    reach(event);
  }

  /** It failed and is tried again when it is due, once that is durable. */
  void failed(Pending event, long due, Write part) {
    ended(event);
    event.failures++;
    event.waits = 0;
    event.due = due;
    parts.add(part);
    toFree.add(event);
    reach(event);
  }

  /** It was suspended and is tried again later, once that is durable. */
  void suspended(Pending event, long now) {
    ended(event);
    // A verdict that came while the handler was at work may be what it waits for.
    boolean woken = event.wakes != wakes;
    event.due = woken ? now : now + waitAfter(event.waits);
    event.waits++;
    toFree.add(event);
    reach(event);
  }

  private static long waitAfter(int waits) {
    return Math.min(FIRST_WAIT_MILLIS << Math.min(waits, 6), LONGEST_WAIT_MILLIS);
  }

  /**
   * It could not be read or told what became of it: nothing has, and it comes again in a second.
   */
  void putBack(Pending event, long now) {
    unmark(event);
    event.due = now + FIRST_WAIT_MILLIS;
    lanes.free(event);
  }

  private void reach(Pending event) {
    changed = true;
    if (!event.again()) {
      reached = Math.max(reached, event.position);
    }
  }

  /** How many events are done with and not durable. */
  int unwritten() {
    return unwritten.size() + beingWritten.size();
  }

  /** The position up to which every event is durably done with. */
  long position() {
    long first = firstOpen();
    for (TreeSet<Long> positions : List.of(unwritten, beingWritten)) {
      if (!positions.isEmpty()) {
        first = Math.min(first, positions.first());
      }
    }
    return first == Long.MAX_VALUE ? read : first - 1;
  }

  private long firstOpen() {
    for (Pending event : lanes.open()) {
      if (!event.again()) {
        return event.position;
      }
    }
    return Long.MAX_VALUE;
  }

  /** What is to be written, null if nothing has changed. */
  @Nullable Batch batch() {
    if (!changed) {
      return null;
    }
    Batch batch = new Batch(parts, toFree, toBegin, state());
    parts = new ArrayList<>();
    toFree = new ArrayList<>();
    toBegin = new ArrayList<>();
    beingWritten = unwritten;
    unwritten = new TreeSet<>();
    changed = false;
    passed = 0;
    return batch;
  }

  /** The state now, without an owner. */
  SubscriptionState state() {
    long first = firstOpen();
    long scanned = first == Long.MAX_VALUE ? read : Math.max(reached, first - 1);
    List<Long> held = new ArrayList<>();
    List<Long> begun = new ArrayList<>();
    List<Trouble> troubled = new ArrayList<>();
    for (Pending event : lanes.open()) {
      if (event.marked) {
        begun.add(event.position);
      }
      if (event.isTroubled()) {
        troubled.add(event.trouble());
      } else if (event.position <= scanned) {
        held.add(event.position);
      }
    }
    return new SubscriptionState("", scanned, held, begun, troubled);
  }

  /** The batch is durable. */
  void written(Batch batch) {
    batch.toFree().forEach(lanes::free);
    beingWritten = new TreeSet<>();
  }

  /** Parts that can never be written are left out. */
  void forget(Predicate<Write> which) {
    parts.removeIf(which);
  }

  /** Nothing of the batch was written: it goes into the next. */
  void notWritten(Batch batch) {
    batch.parts().addAll(parts);
    parts = batch.parts();
    batch.toFree().addAll(toFree);
    toFree = batch.toFree();
    batch.toBegin().addAll(toBegin);
    toBegin = batch.toBegin();
    unwritten.addAll(beingWritten);
    beingWritten = new TreeSet<>();
    changed = true;
  }
}
