package dev.aios.core.internal.queue;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One move of one queue, from what its row says: either what came is put in order, or slots are
 * given. Used once, by one thread.
 *
 * <p>Lanes take turns by start-time fair queueing (Goyal, Vin, Cheng 1996, with all runs of one
 * size): an entry's turn is one more than the last turn of its lane, or than the turn that was
 * served last if the lane was idle.
 */
final class Move {
  private static final int MOST = 500;

  /** Read besides those that may begin, because some may be of sagas that are not known here. */
  private static final int MORE = 20;

  private final Journal journal;
  private final Begins begins;
  private final String node;
  private final Row row;
  private final String name;
  private final QueueRow queue;
  private final Instant now;
  private boolean made;
  private boolean full;

  /** The queue's row as it is after the move. */
  private QueueRow after;

  Move(Journal journal, Begins begins, String node, Row row, Instant now) {
    this.journal = journal;
    this.begins = begins;
    this.node = node;
    this.row = row;
    this.name = row.key();
    this.queue = QueueRow.of(row);
    this.now = now;
    this.after = queue;
  }

  /**
   * Makes it.
   *
   * @return the runs that were given a slot, durable
   * @throws dev.aios.api.journal.WriteRejectedException if another was quicker; nothing is done
   */
  List<String> make() {
    if (arrive()) {
      made = true;
      return List.of();
    }
    if (queue.paused() != null) {
      return List.of();
    }
    after = queue.settled(now);
    if (!after.equals(queue)) {
      journal.writeNow(Write.of(after.put(name, row.version())));
      made = true;
      return List.of();
    }
    return admit();
  }

  /** Whether anything was moved, so that there may be more to move. */
  boolean isMade() {
    return made;
  }

  /** Whether all slots, or all tokens, are taken by now. */
  boolean isFull() {
    return full;
  }

  // ---- coming

  private boolean arrive() {
    List<Row> come = new ArrayList<>(Entries.in(journal, name, Entries.COME, MOST));
    come.sort(Comparator.comparingLong(Row::position));
    String later = Entries.group(name, Entries.LATER);
    come.addAll(
        journal.rows(RowQuery.group(Entries.TABLE, later).upTo(now.toEpochMilli()).limit(MOST)));
    if (come.isEmpty()) {
      return false;
    }
    Write.Builder write = Write.builder().row(queue.put(name, row.version()));
    Map<String, Lane> lanes = new HashMap<>();
    for (Row each : come) {
      Entry entry = Entry.of(each);
      if (!stayBack(write, each, entry)) {
        int priority = entry.priority();
        Lane lane = lanes.computeIfAbsent(Entries.lane(entry), key -> lane(key, priority));
        lane.turn = Math.max(lane.turn, queue.served(priority)) + 1;
        long rank = Entries.rank(priority, lane.turn);
        write.row(Entries.put(each.key(), each.version(), Entries.WAITING, rank, entry));
      }
    }
    lanes.forEach(
        (key, lane) ->
            write.row(
                new RowChange.Put(
                    Entries.LANES, key, RowChange.ANY, lane.group, lane.turn, Json.NULL)));
    journal.writeNow(write.build());
    return true;
  }

  /** A lane, and the turn that was given out last in it. */
  private static final class Lane {
    private final String group;
    private long turn;

    Lane(String group, long turn) {
      this.group = group;
      this.turn = turn;
    }
  }

  private Lane lane(String key, int priority) {
    long turn = journal.row(Entries.LANES, key).map(Row::rank).orElse(0L);
    return new Lane(Entries.lanes(name, priority), turn);
  }

  /** Puts an entry back to when it counts; false if that is now. */
  private boolean stayBack(Write.Builder write, Row each, Entry entry) {
    Instant due = entry.due(now);
    if (!due.isAfter(now)) {
      return false;
    }
    // rounded up: at its time it counts
    long rank = due.plusNanos(999_999).toEpochMilli();
    write.row(Entries.put(each.key(), each.version(), Entries.LATER, rank, entry));
    return true;
  }

  // ---- slots

  private List<String> admit() {
    int most = Math.min(MOST, Math.min(slots(), queue.tokens(now)));
    if (most <= 0) {
      return List.of();
    }
    Write.Builder write = Write.builder();
    List<String> admitted = new ArrayList<>();
    Map<Integer, Long> served = new HashMap<>();
    int size = Math.min(MOST, most + MORE);
    RowQuery page = RowQuery.group(Entries.TABLE, Entries.group(name, Entries.WAITING)).limit(size);
    List<Row> waiting = journal.rows(page);
    int moved = 0;
    while (!waiting.isEmpty() && admitted.size() < most && moved < MOST) {
      for (Row each : waiting) {
        if (admitted.size() == most) {
          break;
        }
        Entry entry = Entry.of(each);
        if (!begins.knows(entry.saga(), entry.version())) {
          continue;
        }
        moved++;
        if (!stayBack(write, each, entry)) {
          long at = now.toEpochMilli();
          write.row(Entries.put(each.key(), each.version(), Entries.ADMITTED, at, entry.on(node)));
          admitted.add(each.key());
          served.merge(entry.priority(), Entries.turn(each.rank()), Math::max);
        }
      }
      waiting =
          waiting.size() < size
              ? List.of()
              : journal.rows(page.after(waiting.get(waiting.size() - 1)));
    }
    if (moved == 0) {
      return List.of();
    }
    after = queue.taking(admitted.size(), now);
    for (Map.Entry<Integer, Long> one : served.entrySet()) {
      after = after.served(one.getKey(), Math.max(one.getValue(), queue.served(one.getKey())));
      forgetLanes(write, one.getKey(), one.getValue());
    }
    journal.writeNow(write.row(after.put(name, row.version())).build());
    made = true;
    full = admitted.size() == most && most < MOST;
    return admitted;
  }

  /** How many more may have a slot on this node. */
  private int slots() {
    // in this order: an entry that begins in between is seen twice, not never
    Map<String, Row> held = new HashMap<>();
    for (String state : List.of(Entries.ADMITTED, Entries.RUNNING)) {
      Entries.in(journal, name, state, queue.concurrency())
          .forEach(each -> held.put(each.key(), each));
    }
    int free = queue.concurrency() - held.size();
    if (free <= 0 || queue.perNode() == Integer.MAX_VALUE) {
      return free;
    }
    long here = held.values().stream().filter(each -> node.equals(Entry.of(each).node())).count();
    return Math.min(free, queue.perNode() - (int) here);
  }

  /** A lane that is not ahead of what was served is as good as new. */
  private void forgetLanes(Write.Builder write, int priority, long turn) {
    journal
        .rows(RowQuery.group(Entries.LANES, Entries.lanes(name, priority)).upTo(turn).limit(MOST))
        .forEach(lane -> write.row(new RowChange.Delete(Entries.LANES, lane.key(), RowChange.ANY)));
  }

  // ---- what comes next

  /** When the queue can go on, at the latest at a time. */
  Instant next(Instant atLatest) {
    Instant next = atLatest;
    for (Row later : Entries.in(journal, name, Entries.LATER, 1)) {
      Instant due = Instant.ofEpochMilli(later.rank());
      next = due.isBefore(next) ? due : next;
    }
    if (after.tokens(now) == 0 && !Entries.in(journal, name, Entries.WAITING, 1).isEmpty()) {
      Instant token = after.nextToken();
      next = token.isBefore(next) ? token : next;
    }
    return next;
  }
}
