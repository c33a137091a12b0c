package dev.aios.core.internal.event;

import dev.aios.api.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a subscription's events as long as there is room for them. Guarded by the lock of its
 * {@link Delivery}, but for {@link #read}.
 */
final class Intake {
  private static final int BATCH = 128;

  private final EventReader reader;
  private final Progress progress;
  private final Object lock;

  /** There may be events after what is read. */
  private boolean more = true;

  private boolean reading;

  Intake(EventReader reader, Progress progress, Object lock) {
    this.reader = reader;
    this.progress = progress;
    this.lock = lock;
  }

  /** There may be new events; true if nobody was going to look for them. */
  boolean expect() {
    boolean known = more || reading;
    more = true;
    return !known;
  }

  boolean mayHaveMore() {
    return more;
  }

  boolean isReading() {
    return reading;
  }

  /** Begins to read if there is something to read and room for it; then {@link #read} follows. */
  boolean begin() {
    if (reading || !more || !progress.hasRoom()) {
      return false;
    }
    reading = true;
    more = false;
    return true;
  }

  /** Reads one batch. Not under the lock. If it throws, nothing was read. */
  void read() {
    long after;
    synchronized (lock) {
      after = progress.read();
    }
    List<JournalRecord> records;
    List<Pending> found = new ArrayList<>();
    try {
      records = reader.records(after, BATCH);
      records.forEach(record -> reader.event(record).map(Intake::pending).ifPresent(found::add));
    } catch (RuntimeException e) {
      synchronized (lock) {
        reading = false;
        more = true;
      }
      throw e;
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
    Pending pending = new Pending(event.position(), event.key(), 0);
    pending.read = event;
    return pending;
  }
}
