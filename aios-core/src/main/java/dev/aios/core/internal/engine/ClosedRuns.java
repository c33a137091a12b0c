package dev.aios.core.internal.engine;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.core.internal.Pages;
import dev.aios.core.internal.seal.SealedBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The runs that have ended, for whoever archives what is recorded of them: a run's stream goes as a
 * whole, and a {@link Tombstone} stays, so that its key starts no other run. Thread-safe.
 */
public final class ClosedRuns {
  /** The table of the runs' rows. */
  public static final String TABLE = RunRow.TABLE;

  private static final int PAGE = 1000;

  private static final List<RunState> FINAL =
      List.of(RunState.COMPLETED, RunState.COMPENSATED, RunState.CANCELLED, RunState.FAILED);

  private static final Comparator<Closed> FIRST_ENDED =
      Comparator.comparing((Closed one) -> one.status().updated())
          .thenComparing(one -> one.row().key());

  /**
   * A run that has ended.
   *
   * @param row its row
   * @param status where it stands
   */
  public record Closed(Row row, RunStatus status) {}

  /**
   * What is recorded of a run.
   *
   * @param records its records in order
   * @param signals the rows of signals that were sent to it
   * @param items the inbox items that it asked for
   */
  public record Recorded(List<JournalRecord> records, List<Row> signals, Set<String> items) {}

  private final Journal journal;
  private final BiFunction<String, Integer, Set<String>> awaits;

  /**
   * The runs of a journal.
   *
   * @param journal the journal without what is in archives, with what is sealed opened
   * @param awaits the names of the signals that a saga of this name and version awaits, as far as
   *     this program knows it
   */
  public ClosedRuns(Journal journal, BiFunction<String, Integer, Set<String>> awaits) {
    this.journal = journal;
    this.awaits = awaits;
  }

  /**
   * Finds runs whose records are in the journal still, those that ended first in front.
   *
   * @param before only runs that ended before this
   * @param which which of them
   * @param most how many at most
   * @return the runs
   */
  public List<Closed> endedBefore(Instant before, Predicate<RunStatus> which, int most) {
    PriorityQueue<Closed> first = new PriorityQueue<>(FIRST_ENDED.reversed());
    each(
        RunRow.ENDED,
        RunRow.ENDED,
        row -> {
          RunStatus status = RunRow.of(row).status();
          if (status.updated().isBefore(before) && which.test(status)) {
            first.add(new Closed(row, status));
            if (first.size() > most) {
              first.remove();
            }
          }
        });
    List<Closed> closed = new ArrayList<>(first);
    closed.sort(FIRST_ENDED);
    return closed;
  }

  private void each(long fromRank, long toRank, Consumer<Row> what) {
    for (RunState state : FINAL) {
      Pages.each(
          journal,
          new RowQuery(RunRow.TABLE, state.name(), fromRank, toRank, null, PAGE),
          row -> {
            what.accept(row);
            return true;
          });
    }
  }

  /**
   * What is recorded of a run, unless a run that waits or waited for it is open still: that may yet
   * ask for how this one ended.
   *
   * @param closed the run
   * @return all of it; empty if it has to stay, or another node was quicker
   */
  public Optional<Recorded> recorded(Closed closed) {
    String key = closed.row().key();
    String stream = Names.stream(key);
    List<JournalRecord> all = new RunRecords(journal).there(stream);
    Belongings its =
        new Belongings(awaits.apply(closed.status().id().saga(), closed.status().version()));
    for (JournalRecord record : all) {
      if (SealedBody.is(record.body())) {
        // It has been erased: what it asked for went with it, and there is nothing to ask it for.
        break;
      }
      RunEvent event = EventCodec.event(record.kind(), record.body(), stream);
      if (event != null) {
        its.add(event);
      }
    }
    return all.isEmpty() || its.parents().stream().anyMatch(this::isOpen)
        ? Optional.empty()
        : Optional.of(new Recorded(all, its.signals(journal, key), its.items()));
  }

  /**
   * Whether a run is open: it has a row, and has not ended.
   *
   * @param run its id
   * @return false if it has ended, or is not known
   */
  public boolean isOpen(String run) {
    return journal
        .row(RunRow.TABLE, run)
        .map(row -> !RunRow.of(row).status().state().isFinal())
        .orElse(false);
  }

  /**
   * Whether a run's records have left the journal, or there is no such run any more.
   *
   * @param run its id
   * @return false while its records are in the journal
   */
  public boolean isGone(String run) {
    return journal.row(RunRow.TABLE, run).map(row -> RunRow.of(row).archive() != null).orElse(true);
  }

  /**
   * Makes a run's row a tombstone. Conditional on the row: of two that archive a run, one does.
   *
   * @param closed the run
   * @param file the archive file's number
   * @return the change
   */
  public static RowChange archived(Closed closed, long file) {
    return Tombstone.put(closed.row(), RunRow.of(closed.row()), file);
  }

  /**
   * The rows of archived runs that ended long ago.
   *
   * @param before only of runs that ended before this
   * @param what is given each
   */
  public void tombstones(Instant before, Consumer<Row> what) {
    each(
        RunRow.ARCHIVED,
        before.toEpochMilli() - 1,
        row -> {
          if (RunRow.of(row).status().updated().isBefore(before)) {
            what.accept(row);
          }
        });
  }

  /**
   * The stream of a run.
   *
   * @param run its id
   * @return the stream's name
   */
  public static String stream(String run) {
    return Names.stream(run);
  }

  /**
   * Where an archived run stood at its end.
   *
   * @param row its row as it is in the archive
   * @return the status
   */
  public static RunStatus status(Row row) {
    return RunRow.of(row).status();
  }

  /**
   * What users see of a run's records.
   *
   * @param id the run
   * @param records its records, opened
   * @return its checkpoints; none if it has been erased
   */
  public static List<Checkpoint> history(RunId id, List<JournalRecord> records) {
    if (!records.isEmpty() && SealedBody.is(records.get(0).body())) {
      return List.of();
    }
    return RunRecords.history(Names.stream(id.toString()), records);
  }

  /**
   * Which archive file holds a stream's records.
   *
   * @param journal the journal
   * @param stream the stream's name
   * @return the file's name or number; empty if none does
   */
  public static Optional<String> archiveOf(Journal journal, String stream) {
    return Names.run(stream)
        .flatMap(run -> journal.row(RunRow.TABLE, run))
        .map(row -> RunRow.of(row).archive());
  }

  static void requireNotArchived(Journal journal, String stream) {
    String file = archiveOf(journal, stream).orElse(null);
    if (file != null) {
      throw missing(stream, file, null);
    }
  }

  /**
   * What is told when an archive file is not to be had.
   *
   * @param stream whose records are asked for
   * @param file the file's name or number
   * @param why what is wrong with it, null if nobody said where it is
   * @return the error
   */
  public static StorageException missing(String stream, String file, @Nullable Exception why) {
    return new StorageException(
        "The records of "
            + stream
            + " are in archive file "
            + file
            + (why == null
                ? ", and this program was not told where that is: Aios.builder().archive(...)"
                : ", which cannot be read: " + why.getMessage()),
        why);
  }
}
