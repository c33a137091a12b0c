package dev.aios.tests.simulation;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** An engine weakened in one way each, by a journal that is worse than it should be. */
enum Mutations {
  /** Whoever writes last wins: no checkpoint is conditional on what its writer has read. */
  EXPECTED_VERSIONS_IGNORED("in epoch \\d+ is that of|a second run\\.") {
    @Override
    Write written(Write write) {
      return new Write(
          write.records(),
          write.rows().stream().map(Mutations::unconditional).toList(),
          write.counters());
    }
  },

  /** Effects are performed without an intent on record. */
  INTENTS_LEFT_OUT("what is done is undone|may happen once") {
    @Override
    Write written(Write write) {
      return new Write(
          write.records().stream()
              .filter(draft -> !draft.kind().equals("step.begun"))
              .map(Mutations::withoutIntents)
              .toList(),
          write.rows(),
          write.counters());
    }
  },

  /** What steps gave is not recalled by who takes a run up, nor that they had begun. */
  OUTCOMES_FORGOTTEN("should have undone|twice|may happen once") {
    @Override
    List<JournalRecord> read(List<JournalRecord> records) {
      return records.stream()
          .filter(one -> !one.kind().equals("step.completed") && !one.kind().equals("step.begun"))
          .map(Mutations::withoutIntents)
          .toList();
    }
  },

  /** Who takes a failing run up believes that the first step is undone. */
  UNDO_SKIPPED("should have undone") {
    @Override
    List<JournalRecord> read(List<JournalRecord> records) {
      return records.stream()
          .map(
              one ->
                  one.kind().equals("undo.begun")
                      ? new JournalRecord(
                          one.position(),
                          one.time(),
                          "undo.done",
                          one.stream(),
                          one.body(),
                          one.hash())
                      : one)
          .toList();
    }
  },

  /** Who takes a failing run up believes that what was done first was done last. */
  UNDO_IN_WRONG_ORDER("in the wrong order") {
    @Override
    List<JournalRecord> read(List<JournalRecord> records) {
      List<JournalRecord> done = new ArrayList<>();
      List<JournalRecord> rest = new ArrayList<>();
      int failing = -1;
      for (JournalRecord one : records) {
        if (one.kind().equals("run.failing")) {
          failing = rest.size();
        }
        (one.kind().equals("step.completed") ? done : rest).add(one);
      }
      if (failing < 0) {
        return records;
      }
      Collections.reverse(done);
      rest.addAll(failing, done);
      return rest;
    }
  },

  /** Each node takes all others for dead, and what they own for its own. */
  LEASES_NOT_CHECKED("whose lease held") {
    @Override
    Row row(Row row) {
      return row.table().equals("node")
          ? new Row(
              row.table(), row.key(), row.version(), row.group(), 0, row.body(), row.position())
          : row;
    }
  },

  /** Runs whose time has come are not looked for. */
  WAKE_UPS_LOST("does not come to rest") {
    @Override
    List<Row> listed(RowQuery query, List<Row> rows) {
      return query.table().equals("run") && "WAITING".equals(query.group()) ? List.of() : rows;
    }
  };

  private static final Pattern BEGINS = Pattern.compile(",\"begins\":\\[[^]]*]");

  private final Pattern symptom;

  Mutations(String symptom) {
    this.symptom = Pattern.compile(symptom);
  }

  /** What the simulation says of it. */
  Pattern symptom() {
    return symptom;
  }

  private static RowChange unconditional(RowChange change) {
    return change instanceof RowChange.Put put && put.table().equals("run")
        ? new RowChange.Put(
            put.table(), put.key(), RowChange.ANY, put.group(), put.rank(), put.body())
        : change;
  }

  private static Json withoutIntents(Json body) {
    return Json.of(BEGINS.matcher(body.toString()).replaceAll(""));
  }

  private static Draft withoutIntents(Draft draft) {
    return new Draft(draft.kind(), draft.stream(), withoutIntents(draft.body()));
  }

  private static JournalRecord withoutIntents(JournalRecord one) {
    return new JournalRecord(
        one.position(),
        one.time(),
        one.kind(),
        one.stream(),
        withoutIntents(one.body()),
        one.hash());
  }

  UnaryOperator<Journal> worse() {
    return journal -> new Worse(journal, this);
  }

  Write written(Write write) {
    return write;
  }

  List<JournalRecord> read(List<JournalRecord> records) {
    return records;
  }

  List<Row> listed(RowQuery query, List<Row> rows) {
    return rows;
  }

  Row row(Row row) {
    return row;
  }

  private static final class Worse extends ForwardingJournal {
    private final Journal journal;
    private final Mutations how;

    Worse(Journal journal, Mutations how) {
      this.journal = journal;
      this.how = how;
    }

    @Override
    protected Journal delegate() {
      return journal;
    }

    @Override
    public CompletableFuture<Commit> write(Write write) {
      return journal.write(how.written(write));
    }

    @Override
    public Commit writeNow(Write write) {
      return journal.writeNow(how.written(write));
    }

    @Override
    public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
      List<JournalRecord> records = journal.readStream(stream, afterPosition, limit);
      return stream.startsWith("run/") ? how.read(records) : records;
    }

    @Override
    public Optional<Row> row(String table, String key) {
      return journal.row(table, key).map(how::row);
    }

    @Override
    public List<Row> rows(RowQuery query) {
      return how.listed(query, journal.rows(query));
    }
  }
}
