package dev.aios.memory.internal.identity;

import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.EntityRow.LinkBody;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which entities are the same: those that merges link, directly or by way of others. Each keeps its
 * own names, anchors and facts, so that a merge can be taken back; one stands for all. Which one
 * follows from the merges that hold, not from the order in which they were recorded: the oldest of
 * those that no merge calls gone, else the oldest.
 */
final class Family {
  private Family() {}

  /** Sets who stands for whom, given the links in the rows; changes the map. */
  static void settle(Map<String, EntityRow> rows) {
    Set<String> left = new TreeSet<>(rows.keySet());
    while (!left.isEmpty()) {
      Set<String> members = linked(left.iterator().next(), rows);
      left.removeAll(members);
      String head = head(members, rows);
      for (String id : members) {
        EntityRow row = Objects.requireNonNull(rows.get(id));
        List<String> others = new ArrayList<>(members);
        others.remove(id);
        rows.put(id, id.equals(head) ? row.standingFor(others) : row.mergedInto(head));
      }
    }
  }

  /** All that merges link with one, and itself. */
  static Set<String> linked(String from, Map<String, EntityRow> rows) {
    Set<String> members = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      String id = next.remove();
      EntityRow row = rows.get(id);
      if (row != null && members.add(id)) {
        row.linked().forEach(link -> next.add(link.other(id)));
      }
    }
    return members;
  }

  private static String head(Set<String> members, Map<String, EntityRow> rows) {
    Set<String> kept = new TreeSet<>(members);
    for (String id : members) {
      Objects.requireNonNull(rows.get(id)).linked().forEach(link -> kept.remove(link.gone()));
    }
    return (kept.isEmpty() ? members : kept)
        .stream()
            .min(
                Comparator.<String, Instant>comparing(
                        id -> Instant.parse(Objects.requireNonNull(rows.get(id)).created()))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
  }

  /** The members as one: the head's name, and what all are called and known by. */
  static EntityRow view(String head, Map<String, EntityRow> members) {
    EntityRow view = Objects.requireNonNull(members.get(head));
    List<Map.Entry<String, EntityRow>> others = new ArrayList<>(new TreeMap<>(members).entrySet());
    others.removeIf(entry -> entry.getKey().equals(head));
    others.sort(
        Comparator.<Map.Entry<String, EntityRow>, Instant>comparing(
                entry -> Instant.parse(entry.getValue().created()))
            .thenComparing(Map.Entry::getKey));
    for (Map.Entry<String, EntityRow> other : others) {
      view = view.absorbing(other.getValue());
    }
    return view;
  }

  /** A row's merges but those of two. */
  static List<LinkBody> without(EntityRow row, String one, String other) {
    return row.linked().stream().filter(link -> !link.joins(one, other)).toList();
  }

  /** A row's merges with one more, in an order that does not depend on when it came. */
  static List<LinkBody> with(EntityRow row, LinkBody link) {
    List<LinkBody> all = new ArrayList<>(without(row, link.keep(), link.gone()));
    all.add(link);
    all.sort(Comparator.comparing(LinkBody::keep).thenComparing(LinkBody::gone));
    return List.copyOf(all);
  }
}
