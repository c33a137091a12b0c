package dev.aios.core.internal.engine;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.core.internal.seal.SealedBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The runs that have ended, for whoever archives their records: a run's stream goes as a whole, and
 * its row stays, so that its key starts no other run. Thread-safe.
 */
public final class ClosedRuns {
  private static final int PAGE = 1000;

  private static final List<RunState> FINAL =
      List.of(RunState.COMPLETED, RunState.COMPENSATED, RunState.CANCELLED, RunState.FAILED);

  /**
   * A run that has ended.
   *
   * @param row its row
   * @param status where it stands
   */
  public record Closed(Row row, RunStatus status) {}

  private final Journal journal;
  private final Journal kept;

  /**
   * The runs of a journal.
   *
   * @param journal the journal without what is in archives, with what is sealed opened
   * @param kept the same with everything as it is kept, and covered by the chain
   */
  public ClosedRuns(Journal journal, Journal kept) {
    this.journal = journal;
    this.kept = kept;
  }

  /**
   * Finds runs whose records are in the journal still, those that ended first in front.
   *
   * @param before only runs that ended before this
   * @param which which of them
   * @return the runs
   */
  public List<Closed> endedBefore(Instant before, Predicate<RunStatus> which) {
    List<Closed> closed = new ArrayList<>();
    for (RunState state : FINAL) {
      RowQuery query =
          new RowQuery(RunRow.TABLE, state.name(), RunRow.ENDED, RunRow.ENDED, null, PAGE);
      List<Row> page;
      do {
        page = journal.rows(query);
        for (Row row : page) {
          RunStatus status = RunRow.of(row).status();
          if (status.updated().isBefore(before) && which.test(status)) {
            closed.add(new Closed(row, status));
          }
          query = query.after(row);
        }
      } while (page.size() == PAGE);
    }
    closed.sort(
        java.util.Comparator.comparing((Closed one) -> one.status().updated())
            .thenComparing(one -> one.row().key()));
    return closed;
  }

  /**
   * A run's records as they are kept, all of them, unless a run that waits or waited for it is open
   * still: that may yet ask for how this one ended.
   *
   * @param closed the run
   * @return its records in order; empty if they have to stay, or another node was quicker
   */
  public List<JournalRecord> records(Closed closed) {
    String stream = Names.stream(closed.row().key());
    for (JournalRecord record : new RunRecords(journal).there(stream)) {
      if (SealedBody.is(record.body())) {
        // it has been erased: there is nothing to ask for
        break;
      }
      RunEvent event = EventCodec.event(record.kind(), record.body(), stream);
      String parent =
          event instanceof RunEvent.Started started
              ? started.parent()
              : event instanceof RunEvent.Joined joined ? joined.parent() : null;
      if (parent != null && isOpen(parent)) {
        return List.of();
      }
    }
    return new RunRecords(kept).there(stream);
  }

  private boolean isOpen(String run) {
    return journal
        .row(RunRow.TABLE, run)
        .map(row -> !RunRow.of(row).status().state().isFinal())
        .orElse(false);
  }

  /**
   * Notes in a run's row where its records are. Conditional on the row: of two that archive a run,
   * one does.
   *
   * @param closed the run
   * @param file the archive file's name
   * @return the change
   */
  public static RowChange archived(Closed closed, String file) {
    RunRow run = RunRow.of(closed.row());
    return new RowChange.Put(
        RunRow.TABLE,
        closed.row().key(),
        closed.row().version(),
        closed.row().group(),
        RunRow.ARCHIVED,
        run.in(file).json());
  }

  /**
   * Which archive file holds a stream's records.
   *
   * @param journal the journal
   * @param stream the stream's name
   * @return the file's name; empty if none does
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
   * @param file the file's name
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
