package dev.aios.api.journal;

import dev.aios.api.value.Json;

/**
 * A row: what is true now, kept in the transaction of the records that made it so. Most rows can be
 * made again from the records; keys of what is sealed, recall's texts and vectors, signals that
 * have not been taken and calls that are put off cannot: back up the whole journal.
 *
 * @param table which projection, for example {@code run} or {@code inbox}
 * @param key its key within the table
 * @param version raised by one at each change, from 1; a change can be made conditional on it
 * @param group what it is listed under, for example a status
 * @param rank its order within the group, for example a due time in milliseconds or a priority
 * @param body the particulars
 * @param position the journal position of the last record of the write that put it, or of the last
 *     record before that write if the write held none
 */
public record Row(
    String table, String key, long version, String group, long rank, Json body, long position) {}
