package dev.aios.core.internal.journal.postgres;

import dev.aios.core.internal.journal.RowId;
import java.util.HashMap;
import java.util.Map;

/** What the database has told about rows and counters while one group is being written. */
final class Known {
  final Map<RowId, Long> versions = new HashMap<>();
  final Map<String, Long> values = new HashMap<>();
}
