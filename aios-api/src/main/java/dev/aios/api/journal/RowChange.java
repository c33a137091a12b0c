package dev.aios.api.journal;

import dev.aios.api.value.Json;

/** A change to a row, with the condition under which it may be made. */
public sealed interface RowChange {
  /** The row may have any version, or be absent. */
  long ANY = -1;

  /** The row must be absent. */
  long ABSENT = 0;

  /**
   * The table.
   *
   * @return the table's name
   */
  String table();

  /**
   * The row's key.
   *
   * @return the key within the table
   */
  String key();

  /**
   * The condition.
   *
   * @return the version that the row must have, {@link #ABSENT}, or {@link #ANY}
   */
  long expectedVersion();

  /**
   * Inserts or replaces a row; its version becomes one more than it was.
   *
   * @param table the table
   * @param key the key
   * @param expectedVersion the version that it must have, {@link #ABSENT}, or {@link #ANY}
   * @param group the group after the change
   * @param rank the rank after the change
   * @param body the body after the change
   */
  record Put(String table, String key, long expectedVersion, String group, long rank, Json body)
      implements RowChange {}

  /**
   * Removes a row. Removing an absent row with {@link #ANY} changes nothing.
   *
   * @param table the table
   * @param key the key
   * @param expectedVersion the version that it must have, or {@link #ANY}
   */
  record Delete(String table, String key, long expectedVersion) implements RowChange {}
}
