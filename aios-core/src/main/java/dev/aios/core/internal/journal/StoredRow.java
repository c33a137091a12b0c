package dev.aios.core.internal.journal;

import dev.aios.api.value.Json;
import org.jspecify.annotations.Nullable;

/** What the writer knows of a row: as it is stored, and as the group under way will leave it. */
final class StoredRow {
  final RowId id;

  /** SQLite's row id, 0 while it is not stored. */
  long rowid;

  /** The version after the group so far, 0 if absent. */
  long version;

  /** The group after the group of writes so far. */
  String group = "";

  long rank;
  long position;

  /** Only between a change and its flush; a row at rest costs no memory for its body. */
  @Nullable Json body;

  boolean changed;

  /** Whether its place in lists is another than the stored one. */
  boolean moved;

  StoredRow(RowId id) {
    this.id = id;
  }
}
