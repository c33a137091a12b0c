package dev.aios.governance.internal.budget;

import dev.aios.api.ConflictException;
import dev.aios.api.budget.Budget;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import java.util.Optional;

/**
 * Records how each budget is defined, whenever that changes: who looks at the journal sees when a
 * cap was raised. Refuses to count two currencies in one counter.
 */
public final class Definitions {
  private static final String TABLE = "budget";
  private static final String DEFINED = "budget.defined";

  private final Journal journal;
  private final Codec codec;

  /**
   * Definitions in a journal.
   *
   * @param journal where they are recorded
   * @param codec between budgets and JSON
   */
  public Definitions(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /**
   * Records what changed. Durable on return.
   *
   * @param ledger the budgets as now defined
   * @throws ConflictException if one has changed its currency within a term that is already used
   */
  public void record(Ledger ledger) {
    for (Budget budget : ledger.list()) {
      boolean recorded = record(ledger, budget);
      while (!recorded) {
        // Another process opened the same journal at the same time: look again.
        recorded = record(ledger, budget);
      }
    }
  }

  private boolean record(Ledger ledger, Budget budget) {
    Optional<Row> before = journal.row(TABLE, budget.name());
    Json definition = codec.toJson(budget);
    if (before.isPresent()) {
      if (before.get().body().equals(definition)) {
        return true;
      }
      refuseMixture(ledger, codec.fromJson(before.get().body(), Budget.class), budget);
    }
    long version = before.map(Row::version).orElse(RowChange.ABSENT);
    try {
      journal.writeNow(
          Write.builder()
              .record(DEFINED, "budget/" + budget.name(), definition)
              .row(new RowChange.Put(TABLE, budget.name(), version, "", 0, definition))
              .build());
      return true;
    } catch (WriteRejectedException e) {
      return false;
    }
  }

  private void refuseMixture(Ledger ledger, Budget before, Budget now) {
    String counter = ledger.counter(now, ledger.now(now));
    long used = journal.counter(counter);
    if (used != 0 && !before.cap().currency().equals(now.cap().currency())) {
      throw new ConflictException(
          "budget '"
              + now.name()
              + "' was kept in "
              + before.cap().currency()
              + " and is now defined in "
              + now.cap().currency()
              + ", but its present period already counts what was used in "
              + before.cap().currency()
              + ". Give the new budget another name");
    }
  }
}
