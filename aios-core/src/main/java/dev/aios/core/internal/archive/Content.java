package dev.aios.core.internal.archive;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import java.util.List;

/**
 * What an archive file holds.
 *
 * @param records in the order of positions
 * @param rows rows that left the journal with them, as they were; none in a file of format 1
 */
record Content(List<JournalRecord> records, List<Row> rows) {}
