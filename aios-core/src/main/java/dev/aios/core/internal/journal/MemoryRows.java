package dev.aios.core.internal.journal;

import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The rows of one table in memory, listed in the order in which SQLite lists them. Not thread-safe.
 */
public final class MemoryRows {
  private static final Comparator<Entry> LISTED =
      (a, b) -> {
        int byGroup = Utf8Order.compare(a.group, b.group);
        if (byGroup != 0) {
          return byGroup;
        }
        int byRank = Long.compare(a.rank, b.rank);
        return byRank != 0 ? byRank : Utf8Order.compare(a.key, b.key);
      };

  private final String table;
  private final Map<String, Entry> byKey = new HashMap<>();
  private final NavigableSet<Entry> listed = new TreeSet<>(LISTED);

  /**
   * An empty table.
   *
   * @param table its name
   */
  public MemoryRows(String table) {
    this.table = table;
  }

  /**
   * The version of a row.
   *
   * @param key its key
   * @return 0 if it is absent
   */
  public long version(String key) {
    Entry entry = byKey.get(key);
    return entry == null ? RowChange.ABSENT : entry.version;
  }

  /**
   * Makes a change whose condition holds.
   *
   * @param change the change
   * @param position the journal's position for it
   */
  public void apply(RowChange change, long position) {
    if (change instanceof RowChange.Put put) {
      put(put, position);
    } else {
      Entry gone = byKey.remove(change.key());
      if (gone != null) {
        listed.remove(gone);
      }
    }
  }

  private void put(RowChange.Put put, long position) {
    Entry entry = byKey.get(put.key());
    if (entry == null) {
      entry = new Entry(put.key(), put.group(), put.rank());
      byKey.put(put.key(), entry);
      listed.add(entry);
    } else if (entry.rank != put.rank() || !entry.group.equals(put.group())) {
      listed.remove(entry);
      entry.group = put.group();
      entry.rank = put.rank();
      listed.add(entry);
    }
    entry.version++;
    entry.body = put.body();
    entry.position = position;
  }

  /**
   * Finds a row.
   *
   * @param key its key
   * @return the row
   */
  public Optional<Row> row(String key) {
    return Optional.ofNullable(byKey.get(key)).map(this::row);
  }

  /**
   * Lists rows.
   *
   * @param query which
   * @return the rows in the query's order
   */
  public List<Row> rows(RowQuery query) {
    List<Row> found = new ArrayList<>();
    for (Entry entry : from(query)) {
      if (query.group() != null
          && (entry.rank > query.toRank() || !entry.group.equals(query.group()))) {
        break;
      }
      if (found.size() == query.limit()) {
        break;
      }
      if (entry.rank >= query.fromRank() && entry.rank <= query.toRank()) {
        found.add(row(entry));
      }
    }
    return found;
  }

  private NavigableSet<Entry> from(RowQuery query) {
    String group = query.group();
    if (group == null) {
      return listed;
    }
    String afterKey = query.afterKey();
    // No row has an empty key, so this is just before the first row of the rank.
    Entry start = new Entry(afterKey == null ? "" : afterKey, group, query.fromRank());
    return listed.tailSet(start, false);
  }

  private Row row(Entry entry) {
    return new Row(
        table, entry.key, entry.version, entry.group, entry.rank, entry.body, entry.position);
  }

  private static final class Entry {
    private final String key;
    private String group;
    private long rank;
    private long version;
    private Json body = Json.NULL;
    private long position;

    Entry(String key, String group, long rank) {
      this.key = key;
      this.group = group;
      this.rank = rank;
    }
  }
}
