package dev.aios.api.journal;

import org.jspecify.annotations.Nullable;

/**
 * What checking the hash chain found.
 *
 * @param records how many records were checked
 * @param headHash the hash of the last good record, or one over the last of each chain; 64 zeros
 *     for an empty journal
 * @param firstBad the position of the first record that does not fit, or null if all do
 * @param problem what is wrong with it, in words, or null if all fit
 */
public record Verification(
    long records, String headHash, @Nullable Long firstBad, @Nullable String problem) {
  /**
   * Whether every record fits.
   *
   * @return true if nothing is wrong
   */
  public boolean ok() {
    return firstBad == null;
  }
}
