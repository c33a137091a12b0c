package dev.aios.api.proof;

import dev.aios.api.journal.Verification;
import org.jspecify.annotations.Nullable;

/**
 * What checking a journal against its signed heads found.
 *
 * @param chain what recomputing the chains of hashes found
 * @param heads how many heads of the journal's own fit its records
 * @param last the last of them, or null if there is none
 * @param problem what does not fit, in words, or null if all does
 */
public record Audit(
    Verification chain, long heads, @Nullable SignedTreeHead last, @Nullable String problem) {
  /**
   * Whether everything fits.
   *
   * @return true if nothing is wrong
   */
  public boolean ok() {
    return problem == null;
  }
}
