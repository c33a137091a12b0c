package dev.aios.examples.consultancy;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.core.Aios;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Waits until nothing moves by itself any more: all that is left needs a person, or time. */
final class Settling {
  private static final Duration GLANCE = Duration.ofMillis(10);
  private static final Duration FAR_OFF = Duration.ofSeconds(20);
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private final Aios aios;
  private final List<String> watchers;
  private long lastEvent;

  Settling(Aios aios, List<String> watchers) {
    this.aios = aios;
    this.watchers = watchers;
  }

  void await() {
    try {
      while (!isSettled()) {
        aios.world().sleep(GLANCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isSettled() {
    long events = lastEvent();
    List<InboxItem> open = aios.inbox().open();
    Set<String> asking =
        open.stream().map(item -> String.valueOf(item.run())).collect(Collectors.toSet());
    return watchersRest(events, open)
        && aios.runs().list(null, Integer.MAX_VALUE).stream().allMatch(run -> rests(run, asking))
        && lastEvent() == events;
  }

  /** They have seen every event, or one of them has to ask a person first. */
  private boolean watchersRest(long events, List<InboxItem> open) {
    return watchers.stream().allMatch(name -> aios.events().position(name) >= events)
        || open.stream()
            .anyMatch(item -> item.kind() == InboxItem.Kind.APPROVAL && item.run() == null);
  }

  /**
   * It has ended, a person is asked, what it waits for is far off, or its definition is gone. One
   * that was answered, or parked, a moment ago rests no more: it will move.
   */
  private boolean rests(RunStatus run, Set<String> asking) {
    Instant now = aios.world().instant();
    Instant until = run.until();
    return run.state().isFinal()
        || run.state() == RunState.STUCK
        || (run.state() == RunState.WAITING && asking.contains(run.id().toString()))
        || (until != null && until.isAfter(now.plus(FAR_OFF)))
        || (run.why().startsWith("parked") && run.updated().isBefore(now.minus(A_MOMENT)));
  }

  private long lastEvent() {
    List<JournalRecord> more = aios.journal().readStream("event", lastEvent, 1000);
    while (!more.isEmpty()) {
      lastEvent = more.get(more.size() - 1).position();
      more = aios.journal().readStream("event", lastEvent, 1000);
    }
    return lastEvent;
  }
}
