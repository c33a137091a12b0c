package dev.aios.testkit.simulation;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands at the store itself and sees what was really applied, by whom: nobody claims a run in an
 * epoch that another had or from a node whose lease holds, epochs do not go back, nothing is
 * decided or ended twice. Used by one task at a time.
 */
final class Watch extends ForwardingJournal {
  private static final Pattern OWNED =
      Pattern.compile("\"owner\":\"([^\"]*)\",\"epoch\":(\\d+)[,}]");

  private final Journal store;
  private final Chaos chaos;
  private final Map<String, String> claims = new HashMap<>();
  private final Map<String, Long> epochs = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();

  /** When the leases end that never ran out, by their nodes' ids. */
  private final Map<String, Long> leases = new HashMap<>();

  private final Set<String> lapsed = new HashSet<>();
  private final Set<String> once = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private String writer = "nobody";

  Watch(Journal store, Chaos chaos) {
    this.store = store;
    this.chaos = chaos;
  }

  @Override
  protected Journal delegate() {
    return store;
  }

  /** Who writes next. */
  void writer(String node) {
    writer = node;
  }

  List<String> faults() {
    return faults;
  }

  @Override
  public Commit writeNow(Write write) {
    Commit commit = store.writeNow(write);
    for (Draft record : write.records()) {
      chaos.note(writer + ": " + record.kind() + " of " + record.stream());
      if (ONCE.contains(record.kind()) && !once.add(record.kind() + " of " + record.stream())) {
        faults.add("a second " + record.kind() + " of " + record.stream() + " by " + writer);
      }
      if (record.stream().startsWith("run/")
          && once.contains("run.ended of " + record.stream())
          && !ONCE.contains(record.kind())
          && write.records().stream().noneMatch(r -> r.kind().equals("run.ended"))
          && !record.kind().equals("run.joined")) {
        faults.add(writer + " wrote " + record.kind() + " behind the end of " + record.stream());
      }
    }
    for (RowChange change : write.rows()) {
      if (change instanceof RowChange.Put put && put.table().equals("run")) {
        owned(put);
      } else if (change.table().equals("node")) {
        leased(change);
      }
    }
    return commit;
  }

  private void leased(RowChange change) {
    String node = change.key();
    Long end = leases.remove(node);
    if (end != null && end < chaos.millis()) {
      lapsed.add(node);
    }
    if (change instanceof RowChange.Put put && !lapsed.contains(node)) {
      leases.put(node, put.rank());
    }
  }

  private static final Set<String> ONCE =
      Set.of("run.started", "run.ended", "inbox.opened", "inbox.decided", "inbox.lapsed");

  private void owned(RowChange.Put put) {
    Matcher found = OWNED.matcher(put.body().toString());
    if (!found.find()) {
      faults.add("the row of run " + put.key() + " names no owner: " + put.body());
      return;
    }
    String owner = found.group(1);
    long epoch = Long.parseLong(found.group(2));
    if (epoch < epochs.getOrDefault(put.key(), 0L)) {
      faults.add(writer + " wrote " + put.key() + " in epoch " + epoch + ", which is over");
    }
    epochs.put(put.key(), epoch);
    String owned = owners.put(put.key(), owner);
    if (owner.isEmpty()) {
      return;
    }
    // Leases are compared with clocks: if one was wrong, whoever looked may have seen any of them
    // at its end.
    if (owned != null
        && !owned.equals(owner)
        && leases.getOrDefault(owned, 0L) >= chaos.millis()
        && !chaos.clocksHaveJumped()) {
      faults.add(writer + " took " + put.key() + " from " + owned + ", whose lease held");
    }
    String claim = put.key() + " in epoch " + epoch;
    String before = claims.putIfAbsent(claim, owner + " " + writer);
    if (before != null && !before.equals(owner + " " + writer)) {
      faults.add(claim + " is that of " + before + ", and " + writer + " wrote as " + owner);
    }
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    throw new UnsupportedOperationException("nodes write at once");
  }

  @Override
  public void close() {}
}
