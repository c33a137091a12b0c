package dev.aios.api.journal;

import dev.aios.api.value.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written together: records, changes of rows, changes of counters. Either all conditions
 * hold and all of it is applied, or none of it. Immutable.
 *
 * @param records records to append, in order; may be empty
 * @param rows changes of rows; at most one a row
 * @param counters changes of counters
 * @param archived positions of records that leave the journal because a durable archive holds them;
 *     each once. Only in a write that appends a record as well, which should say where they are.
 *     The condition is that all of them are still there
 * @param ended names of streams that need not be kept, each once: one that holds no record any more
 *     when this write is applied is given up, any other stays. Only of streams whose records are
 *     appended in writes that change a row which this write changes too, or in none: then nobody
 *     appends to it at the same time. A record that is appended to it later begins it anew
 */
public record Write(
    List<Draft> records,
    List<RowChange> rows,
    List<CounterChange> counters,
    List<Long> archived,
    List<String> ended) {
  /**
   * A write that ends no stream.
   *
   * @param records records to append, in order; may be empty
   * @param rows changes of rows; at most one a row
   * @param counters changes of counters
   * @param archived positions of records that leave the journal
   */
  public Write(
      List<Draft> records,
      List<RowChange> rows,
      List<CounterChange> counters,
      List<Long> archived) {
    this(records, rows, counters, archived, List.of());
  }

  /**
   * A write that takes no records out.
   *
   * @param records records to append, in order; may be empty
   * @param rows changes of rows; at most one a row
   * @param counters changes of counters
   */
  public Write(List<Draft> records, List<RowChange> rows, List<CounterChange> counters) {
    this(records, rows, counters, List.of(), List.of());
  }

  /**
   * One record and nothing else.
   *
   * @param record the record
   * @return the write
   */
  public static Write of(Draft record) {
    return new Write(List.of(record), List.of(), List.of());
  }

  /**
   * A record and the row that it changes: the commonest write.
   *
   * @param record the record
   * @param row the change
   * @return the write
   */
  public static Write of(Draft record, RowChange row) {
    return new Write(List.of(record), List.of(row), List.of());
  }

  /**
   * Changes of rows and nothing else.
   *
   * @param rows the changes, at least one
   * @return the write
   */
  public static Write of(RowChange... rows) {
    return new Write(List.of(), List.of(rows), List.of());
  }

  /**
   * A builder.
   *
   * @return an empty one
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects a write. Not thread-safe. */
  public static final class Builder {
    private final List<Draft> records = new ArrayList<>(2);
    private final List<RowChange> rows = new ArrayList<>(2);
    private final List<CounterChange> counters = new ArrayList<>(2);
    private final List<Long> archived = new ArrayList<>(0);
    private final List<String> ended = new ArrayList<>(0);

    private Builder() {}

    /**
     * Appends a record.
     *
     * @param kind what happened
     * @param stream what it happened to
     * @param body the particulars
     * @return this
     */
    public Builder record(String kind, String stream, Json body) {
      records.add(new Draft(kind, stream, body));
      return this;
    }

    /**
     * Appends a record.
     *
     * @param draft the record
     * @return this
     */
    public Builder record(Draft draft) {
      records.add(draft);
      return this;
    }

    /**
     * Changes a row.
     *
     * @param change the change
     * @return this
     */
    public Builder row(RowChange change) {
      rows.add(change);
      return this;
    }

    /**
     * Changes a counter.
     *
     * @param change the change
     * @return this
     */
    public Builder counter(CounterChange change) {
      counters.add(change);
      return this;
    }

    /**
     * Takes a record out that a durable archive holds.
     *
     * @param position its position
     * @return this
     */
    public Builder archived(long position) {
      archived.add(position);
      return this;
    }

    /**
     * Gives the name of a stream up, if no record of it is left.
     *
     * @param stream its name
     * @return this
     */
    public Builder ended(String stream) {
      ended.add(stream);
      return this;
    }

    /**
     * Adds all of another write.
     *
     * @param other the other write
     * @return this
     */
    public Builder all(Write other) {
      records.addAll(other.records());
      rows.addAll(other.rows());
      counters.addAll(other.counters());
      archived.addAll(other.archived());
      ended.addAll(other.ended());
      return this;
    }

    /**
     * The write.
     *
     * @return what was collected
     */
    public Write build() {
      return new Write(
          List.copyOf(records),
          List.copyOf(rows),
          List.copyOf(counters),
          List.copyOf(archived),
          List.copyOf(ended));
    }
  }
}
