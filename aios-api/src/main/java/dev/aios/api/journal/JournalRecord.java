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
 * @param chain which chain it belongs to, from 1; always 1 in a store with one chain
 * @param index its place in that chain, from 1, without gaps; the position in a store with one
 *     chain
 */
public record JournalRecord(
    long position,
    Instant time,
    String kind,
    String stream,
    Json body,
    String hash,
    int chain,
    long index) {
  /**
   * A record of a store with one chain.
   *
   * @param position its place in the journal and in the chain
   * @param time when it was appended
   * @param kind what happened
   * @param stream what it happened to
   * @param body the particulars
   * @param hash its hash in hexadecimal
   */
  public JournalRecord(
      long position, Instant time, String kind, String stream, Json body, String hash) {
    this(position, time, kind, stream, body, hash, 1, position);
  }
}
