package dev.aios.core.internal.engine;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What there is of a run besides its row and its records, as its records tell: what goes with it
 * when it is archived or erased. Not thread-safe.
 */
final class Belongings {
  private final Set<String> signals = new TreeSet<>(List.of(Names.CANCEL, Names.JOIN));
  private final Set<String> items = new TreeSet<>();
  private final Set<String> parents = new TreeSet<>();
  private boolean queued;

  /**
   * Nothing yet.
   *
   * @param awaits the signals that its saga awaits, as far as that is known: one may have come that
   *     it never got to
   */
  Belongings(Set<String> awaits) {
    signals.addAll(awaits);
  }

  /** A signal may have been sent to it under this name as well. */
  void mayAwait(String name) {
    signals.add(name);
  }

  /** Takes what one of its records tells. */
  void add(RunEvent event) {
    if (event instanceof RunEvent.Started started && started.parent() != null) {
      parents.add(started.parent());
    } else if (event instanceof RunEvent.Joined joined) {
      parents.add(joined.parent());
    } else if (event instanceof RunEvent.Queued) {
      queued = true;
    } else if (event instanceof RunEvent.UndoFailed failed && failed.item() != null) {
      items.add(failed.item());
    } else if (event instanceof RunEvent.Waits waits) {
      if (waits.reason() == Wait.Reason.SIGNAL) {
        signals.add(waits.node());
        signals.add(Names.base(waits.node()));
      } else if (waits.ref() != null && waits.reason() != Wait.Reason.CHILD) {
        items.add(waits.ref());
      }
    }
  }

  /** The runs that wait or waited for it. */
  Set<String> parents() {
    return parents;
  }

  /** The inbox items that it asked for. */
  Set<String> items() {
    return items;
  }

  /** Whether it went through a queue, which may have asked for it. */
  boolean queued() {
    return queued;
  }

  /** The rows of signals that were sent to it. */
  List<Row> signals(Journal journal, String run) {
    List<Row> rows =
        new ArrayList<>(journal.rows(RowQuery.group(Names.SIGNALS, Names.consumed(run))));
    for (String name : signals) {
      rows.addAll(journal.rows(RowQuery.group(Names.SIGNALS, Names.signals(run, name))));
      rows.addAll(journal.rows(RowQuery.group(Names.SIGNALS, Names.consumed(run, name))));
    }
    return rows;
  }
}
