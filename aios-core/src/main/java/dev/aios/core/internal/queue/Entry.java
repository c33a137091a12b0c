package dev.aios.core.internal.queue;

import dev.aios.api.journal.Row;
import dev.aios.api.queue.Place;
import dev.aios.api.queue.Window;
import dev.aios.core.internal.Ahead;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A run's place in a queue, as the run's record and the entry's row hold it.
 *
 * @param queue the queue's name
 * @param saga the run's saga
 * @param version the saga's version
 * @param priority higher goes first
 * @param lane lanes of one priority take turns
 * @param notBefore it counts from then on, or null for at once
 * @param opens when its window opens, or null if it has none
 * @param closes when its window closes, or null if it has none
 * @param zone the zone of the window's clock, or null if it has none
 * @param latest when it counts though the window is closed, or null if it has none
 * @param node the node that gave it a slot, or null
 */
public record Entry(
    String queue,
    String saga,
    int version,
    int priority,
    String lane,
    @Nullable Instant notBefore,
    @Nullable LocalTime opens,
    @Nullable LocalTime closes,
    @Nullable String zone,
    @Nullable Instant latest,
    @Nullable String node) {
  /** An empty lane is not written. */
  @SuppressWarnings("NullAway") // Jackson passes null for what a record does not hold
  public Entry {
    lane = lane == null ? "" : lane;
  }

  static Entry of(String saga, int version, Place place, Instant now) {
    Window window = place.window();
    return new Entry(
        place.queue(),
        saga,
        version,
        place.priority(),
        place.lane(),
        place.delay() == null ? null : Ahead.of(now, place.delay()),
        window == null ? null : window.from(),
        window == null ? null : window.until(),
        window == null ? null : window.zone().getId(),
        window == null ? null : Ahead.of(now, window.atMost()),
        null);
  }

  static Entry of(Row row) {
    return Envelopes.CODEC.fromJson(row.body(), Entry.class);
  }

  Entry on(@Nullable String admitting) {
    return new Entry(
        queue, saga, version, priority, lane, notBefore, opens, closes, zone, latest, admitting);
  }

  /** The same run by another version of its saga. */
  Entry by(int another) {
    return new Entry(
        queue, saga, another, priority, lane, notBefore, opens, closes, zone, latest, node);
  }

  /** The same to be tried again, without what it stayed back for. */
  Entry again() {
    return new Entry(queue, saga, version, priority, lane, null, null, null, null, null, null);
  }

  /** The same for a run that begins to wait later than it was asked for. */
  public Entry later(Duration by) {
    return new Entry(
        queue,
        saga,
        version,
        priority,
        lane,
        notBefore == null ? null : Ahead.of(notBefore, by),
        opens,
        closes,
        zone,
        latest == null ? null : Ahead.of(latest, by),
        node);
  }

  /** When it counts: now, or later. */
  Instant due(Instant now) {
    Instant due = notBefore == null || notBefore.isBefore(now) ? now : notBefore;
    if (opens == null || closes == null || zone == null || latest == null) {
      return due;
    }
    if (!due.isBefore(latest)) {
      return due;
    }
    Instant open = new Window(opens, closes, ZoneId.of(zone), Duration.ofDays(1)).next(due);
    return open.isBefore(latest) ? open : latest;
  }
}
