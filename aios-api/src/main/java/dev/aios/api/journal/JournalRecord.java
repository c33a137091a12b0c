package dev.aios.api.journal;

import dev.aios.api.value.Json;
import java.time.Instant;

/**
 * One fact in the journal. Never changed once appended.
 *
 * <p>{@code hash} is the SHA-256 of the hash of the record before it in its chain, and this
 * record's place in the chain (the position, if there is one chain), time, kind, stream and body;
 * the exact bytes are written down in docs/journal-format.md.
 *
 * @param position its place in the journal, from 1, ascending; consecutive while one process writes
 * @param time when it was appended; never earlier than the record before it in its chain
 * @param kind what happened
 * @param stream what it happened to
 * @param body the particulars
 * @param hash its hash in lower-case hexadecimal, 64 characters
 */
public record JournalRecord(
    long position, Instant time, String kind, String stream, Json body, String hash) {}
