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
 * @param archived how many records are in archives and were not looked at: the hash of the last of
 *     each stretch is kept, and the record behind it follows from that
 */
public record Verification(
    long records,
    String headHash,
    @Nullable Long firstBad,
    @Nullable String problem,
    long archived) {
  /**
   * What was found where nothing is in archives.
   *
   * @param records how many records were checked
   * @param headHash the hash of the last good record
   * @param firstBad the position of the first record that does not fit, or null if all do
   * @param problem what is wrong with it, or null if all fit
   */
  public Verification(
      long records, String headHash, @Nullable Long firstBad, @Nullable String problem) {
    this(records, headHash, firstBad, problem, 0);
  }

  /**
   * Whether every record fits.
   *
   * @return true if nothing is wrong
   */
  public boolean ok() {
    return firstBad == null;
  }
}
