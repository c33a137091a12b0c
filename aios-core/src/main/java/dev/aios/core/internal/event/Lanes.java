package dev.aios.core.internal.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which event comes next. The events of one key stand in a lane, in order, and the first of them
 * holds up the others; lanes do not hold up each other. Not thread-safe.
 */
final class Lanes {
  private enum Place {
    NOWHERE,
    READY,
    DUE,
    BUSY
  }

  private static final class Lane {
    final Object id;
    final TreeMap<Long, Pending> events = new TreeMap<>();
    Place place = Place.NOWHERE;
    long due;

    Lane(Object id) {
      this.id = id;
    }

    Pending head() {
      return events.firstEntry().getValue();
    }
  }

  private final Map<Object, Lane> lanes = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();
  private final TreeSet<Lane> due =
      new TreeSet<>(
          Comparator.<Lane>comparingLong(lane -> lane.due)
              .thenComparingLong(lane -> lane.head().position));
  private final TreeMap<Long, Pending> open = new TreeMap<>();

  /** Adds an event behind the earlier ones of its key. */
  void add(Pending event) {
    open.put(event.position, event);
    Lane lane = lanes.computeIfAbsent(event.lane(), Lane::new);
    // Where a lane is listed depends on its head, which this event may become.
    boolean first = lane.events.isEmpty() || event.position < lane.head().position;
    if (first) {
      unlist(lane);
    }
    lane.events.put(event.position, event);
    if (first) {
      list(lane);
    } else if (lane.place == Place.DUE) {
      event.read = null;
    }
  }

  /**
   * Takes the next event that is ready; its lane is busy until {@link #free}.
   *
   * @param now the time in milliseconds since the epoch
   */
  @Nullable Pending take(long now) {
    refresh(now);
    Lane lane = ready.pollFirst();
    if (lane == null) {
      return null;
    }
    lane.place = Place.BUSY;
    return lane.head();
  }

  /** How many events can be taken now. */
  int ready(long now) {
    refresh(now);
    return ready.size();
  }

  private void refresh(long now) {
    while (!due.isEmpty() && due.first().due <= now) {
      Lane lane = due.first();
      unlist(lane);
      lane.place = Place.READY;
      ready.addLast(lane);
    }
  }

  /** Removes an event that was taken; its lane stays busy. */
  void remove(Pending event) {
    open.remove(event.position);
    lane(event).events.remove(event.position);
  }

  /** Lets the lane of an event that was taken go on. */
  void free(Pending event) {
    Lane lane = lane(event);
    lane.place = Place.NOWHERE;
    if (lane.events.isEmpty()) {
      lanes.remove(lane.id);
    } else {
      list(lane);
    }
  }

  private Lane lane(Pending event) {
    Lane lane = lanes.get(event.lane());
    if (lane == null) {
      throw new IllegalStateException("The event at " + event.position + " has no lane");
    }
    return lane;
  }

  /** Makes suspended events due at once. */
  void wake() {
    List<Lane> suspended = new ArrayList<>();
    for (Lane lane : due) {
      if (lane.head().waits > 0) {
        suspended.add(lane);
      }
    }
    for (Lane lane : suspended) {
      unlist(lane);
      lane.head().due = 0;
      list(lane);
    }
  }

  private void list(Lane lane) {
    if (lane.place != Place.NOWHERE) {
      return;
    }
    lane.due = lane.head().due;
    if (lane.due == 0) {
      lane.place = Place.READY;
      ready.addLast(lane);
    } else {
      lane.place = Place.DUE;
      due.add(lane);
      // They may wait for long: what they hold is read again then.
      lane.events.values().forEach(event -> event.read = null);
    }
  }

  private void unlist(Lane lane) {
    if (lane.place == Place.DUE) {
      due.remove(lane);
      lane.place = Place.NOWHERE;
    } else if (lane.place == Place.READY) {
      ready.remove(lane);
      lane.place = Place.NOWHERE;
    }
  }

  /** When the first of the events that wait for a time is due. */
  OptionalLong nextDue() {
    return due.isEmpty() ? OptionalLong.empty() : OptionalLong.of(due.first().due);
  }

  /** The events that were added and not removed, in order of position. */
  Collection<Pending> open() {
    return open.values();
  }
}
