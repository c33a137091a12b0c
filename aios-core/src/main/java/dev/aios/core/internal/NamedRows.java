package dev.aios.core.internal;

import dev.aios.api.NotFoundException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of things that users name and change: each change is one write, with a record of the new
 * state on the stream {@code TABLE/NAME}, under the version of the row. Thread-safe.
 */
public final class NamedRows {
  private final Journal journal;
  private final String table;
  private final String defineIt;

  /**
   * Rows of one table.
   *
   * @param journal where they are
   * @param table their table; also what one of them is called in messages
   * @param defineIt what to do if one is not there
   */
  public NamedRows(Journal journal, String table, String defineIt) {
    this.journal = journal;
    this.table = table;
    this.defineIt = defineIt;
  }

  /**
   * Finds one.
   *
   * @param name its name, as a caller gave it
   * @return its row; empty if there is none
   */
  public Optional<Row> find(@Nullable String name) {
    return journal.row(table, Given.notNull(table, "its name", name));
  }

  /**
   * All of them.
   *
   * @return in the order of their groups and ranks
   */
  public List<Row> all() {
    return journal.rows(RowQuery.table(table));
  }

  /**
   * Finds one that has to be there.
   *
   * @param name its name, as a caller gave it
   * @return its row
   * @throws NotFoundException if there is none
   */
  public Row existing(@Nullable String name) {
    return find(name)
        .orElseThrow(
            () -> new NotFoundException("there is no " + table + " '" + name + "': " + defineIt));
  }

  /**
   * Writes a row with its record.
   *
   * @param kind the record's kind
   * @param put the row, under the version that it was read with
   * @return false if another writer was quicker; then nothing is written
   */
  public boolean write(String kind, RowChange.Put put) {
    try {
      journal.writeNow(Write.of(new Draft(kind, table + "/" + put.key(), put.body()), put));
      return true;
    } catch (WriteRejectedException e) {
      return false;
    }
  }

  /**
   * Changes one that is there, whoever else does so too. Durable on return.
   *
   * @param name its name, as a caller gave it
   * @param kind the record's kind
   * @param how the row after the change; the same state again writes nothing
   * @throws NotFoundException if there is none
   */
  public void change(String name, String kind, Function<Row, RowChange.Put> how) {
    while (true) {
      Row row = existing(name);
      RowChange.Put put = how.apply(row);
      if (put.body().equals(row.body()) || write(kind, put)) {
        return;
      }
    }
  }
}
