package dev.aios.core.internal.engine;

import dev.aios.api.ConflictException;
import dev.aios.api.NotFoundException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.seal.SealedBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is recorded of runs, whoever works on them. Thread-safe. */
final class RunRecords {
  private static final int PAGE = 1000;

  private final Journal journal;

  RunRecords(Journal journal) {
    this.journal = journal;
  }

  /** A run's state at a checkpoint, from the journal alone. */
  RunFold fold(RunId id, long upTo) {
    String stream = Names.stream(id.toString());
    RunFold fold = null;
    long after = 0;
    while (true) {
      List<JournalRecord> page = journal.readStream(stream, after, PAGE);
      for (JournalRecord record : page) {
        if (record.position() > upTo) {
          return found(fold, id);
        }
        RunEvent event = EventCodec.event(record.kind(), record.body(), stream);
        if (event instanceof RunEvent.Started started && fold == null) {
          fold = new RunFold(started, null, record.time());
        } else if (event != null && fold != null) {
          fold.apply(event);
          fold.updatedAt = record.time();
        }
        after = record.position();
      }
      if (page.size() < PAGE) {
        return found(fold, id);
      }
    }
  }

  /** All records of a run, in order. */
  List<JournalRecord> all(RunId id) {
    String stream = Names.stream(id.toString());
    List<JournalRecord> all = there(stream);
    if (all.isEmpty()) {
      ClosedRuns.requireNotArchived(journal, stream);
      throw new NotFoundException("there is no run " + id);
    }
    if (SealedBody.is(all.get(0).body())) {
      throw EventCodec.erased(stream);
    }
    return all;
  }

  /** All records of a stream, in order, as far as they are there. */
  List<JournalRecord> there(String stream) {
    List<JournalRecord> all = new ArrayList<>();
    List<JournalRecord> page;
    do {
      long after = all.isEmpty() ? 0 : all.get(all.size() - 1).position();
      page = journal.readStream(stream, after, PAGE);
      all.addAll(page);
    } while (page.size() == PAGE);
    return all;
  }

  /** What users see of them. */
  List<Checkpoint> history(RunId id) {
    return history(Names.stream(id.toString()), all(id));
  }

  static List<Checkpoint> history(String stream, List<JournalRecord> records) {
    List<Checkpoint> history = new ArrayList<>();
    for (JournalRecord record : records) {
      RunEvent event = EventCodec.event(record.kind(), record.body(), stream);
      if (event != null) {
        history.add(
            new Checkpoint(
                record.position(), record.time(), record.kind(), event.node(), Summary.of(event)));
      }
    }
    return history;
  }

  /** How a run began: its first record. */
  RunEvent.Started started(RunId id) {
    String stream = Names.stream(id.toString());
    for (JournalRecord record : journal.readStream(stream, 0, 1)) {
      if (EventCodec.event(record.kind(), record.body(), stream) instanceof RunEvent.Started one) {
        return one;
      }
    }
    ClosedRuns.requireNotArchived(journal, stream);
    throw new NotFoundException("there is no run " + id);
  }

  private RunFold found(@Nullable RunFold fold, RunId id) {
    if (fold == null) {
      ClosedRuns.requireNotArchived(journal, Names.stream(id.toString()));
      throw new NotFoundException("there is no run " + id + ", or it had not begun then");
    }
    return fold;
  }

  /** Brings a live run's state back to what is recorded. */
  void refold(LiveRun run) {
    RunFold old = run.fold();
    run.refolded(
        journal.row(RunRow.TABLE, run.key()).isPresent()
            ? fold(run.id(), Long.MAX_VALUE)
            : new RunFold(old.started, null, old.startedAt));
  }

  /** A run's row, as last written. */
  Optional<RunRow> row(RunId id) {
    return journal.row(RunRow.TABLE, id.toString()).map(RunRow::of);
  }

  /** Where a run stands, as last written. */
  Optional<RunStatus> status(RunId id) {
    return row(id).map(RunRow::status);
  }

  /** The result of a completed run. */
  Payload result(RunId id) {
    return resultOf(id, completed(id));
  }

  /** The result that a run ended with. */
  static Payload resultOf(RunId id, RunEvent.Ended ended) {
    if (ended.result() == null) {
      throw new ConflictException("run " + id + " has no result: it is " + ended.state());
    }
    return ended.result();
  }

  /** How a run ended: the last record of its stream, unless another followed. */
  RunEvent.Ended completed(RunId id) {
    Row row =
        journal
            .row(RunRow.TABLE, id.toString())
            .orElseThrow(() -> new NotFoundException("there is no run " + id));
    String stream = Names.stream(id.toString());
    for (JournalRecord record : journal.readStream(stream, row.position() - 1, 1)) {
      if (EventCodec.event(record.kind(), record.body(), stream) instanceof RunEvent.Ended ended) {
        return ended;
      }
    }
    RunEvent.Ended ended = fold(id, Long.MAX_VALUE).ended;
    if (ended == null) {
      throw new ConflictException("run " + id + " has no result: it has not ended");
    }
    return ended;
  }
}
