package dev.aios.core.archive;

import dev.aios.api.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs' records go into archive files, where, and how often it is looked for them. Immutable.
 *
 * <pre>{@code
 * Aios.builder()
 *     .sqlite(Path.of("company.db"))
 *     .archive(
 *         ArchiveRule.to(Path.of("archive"))
 *             .closedFor(Duration.ofDays(90))
 *             .keeping("onboarding"));
 * }</pre>
 *
 * <p>A run goes once it has been COMPLETED, COMPENSATED, CANCELLED or FAILED for so long, and no
 * run that waited for it is open. A STUCK run never goes. What is needed of its row stays in the
 * journal: it is listed as before, and its key starts no other run, unless the rule says that
 * {@link #forgetKeysAfter keys are forgotten}. What belongs to the run goes with it; events,
 * effects of their deliveries, and settled inbox items go once they are as old and nobody needs
 * them.
 *
 * @param folder where the files are; of this journal alone, and where each node has the same one
 * @param closedFor how long a run has ended before its records go
 * @param kept the names of sagas whose runs' records stay
 * @param every how often it is looked for runs that are due
 * @param recordsPerFile about how many records go into a file, and leave the journal in one
 *     transaction: writers wait for it meanwhile
 * @param forgetKeysAfter how long after its end the key of a run starts no other; null for ever
 */
public record ArchiveRule(
    Path folder,
    Duration closedFor,
    Set<String> kept,
    Duration every,
    int recordsPerFile,
    @Nullable Duration forgetKeysAfter) {
  private static final int MOST_RECORDS = 100_000;

  /** Checks and copies what it is given. */
  public ArchiveRule {
    if (closedFor.isNegative()) {
      throw new InvalidInputException("archive rule", "closedFor " + closedFor + " is negative");
    }
    if (every.isNegative() || every.isZero()) {
      throw new InvalidInputException("archive rule", "every " + every + " is not positive");
    }
    if (recordsPerFile < 1 || recordsPerFile > MOST_RECORDS) {
      throw new InvalidInputException(
          "archive rule", "recordsPerFile is " + recordsPerFile + ", must be 1 to " + MOST_RECORDS);
    }
    if (forgetKeysAfter != null && forgetKeysAfter.compareTo(closedFor) < 0) {
      throw new InvalidInputException(
          "archive rule",
          "forgetKeysAfter "
              + forgetKeysAfter
              + " is less than closedFor "
              + closedFor
              + ": a key is forgotten only once its run is archived");
    }
    kept = Set.copyOf(kept);
  }

  /**
   * All runs that have been closed for 90 days, looked for each hour.
   *
   * @param folder where the files go; made if it is absent
   * @return the rule
   */
  public static ArchiveRule to(Path folder) {
    return new ArchiveRule(folder, Duration.ofDays(90), Set.of(), Duration.ofHours(1), 2_000, null);
  }

  /**
   * The same, for runs that have been closed for another time.
   *
   * @param time zero or more
   * @return the rule
   */
  public ArchiveRule closedFor(Duration time) {
    return new ArchiveRule(folder, time, kept, every, recordsPerFile, forgetKeysAfter);
  }

  /**
   * The same, but the records of these sagas' runs stay in the journal as well.
   *
   * @param sagas names of sagas
   * @return the rule
   */
  public ArchiveRule keeping(String... sagas) {
    Set<String> all = new HashSet<>(kept);
    all.addAll(Set.of(sagas));
    return new ArchiveRule(folder, closedFor, all, every, recordsPerFile, forgetKeysAfter);
  }

  /**
   * The same, looked for as often as this.
   *
   * @param time more than zero
   * @return the rule
   */
  public ArchiveRule every(Duration time) {
    return new ArchiveRule(folder, closedFor, kept, time, recordsPerFile, forgetKeysAfter);
  }

  /**
   * The same, with so many records in a file.
   *
   * @param records 1 to 100,000
   * @return the rule
   */
  public ArchiveRule recordsPerFile(int records) {
    return new ArchiveRule(folder, closedFor, kept, every, records, forgetKeysAfter);
  }

  /**
   * The same, but what is left of an archived run leaves the journal too once the run has ended for
   * so long: <b>then its key starts a new run</b>, whose effects are performed anew, and the old
   * run is found by {@link Archive#find} alone. The same holds for effects of the host by their
   * names and keys, and for ids of events that were to be published once. With it the size of the
   * journal is bounded by what happens in that time.
   *
   * @param time at least {@code closedFor}, and longer than anybody may repeat a start, an effect
   *     or an event
   * @return the rule
   */
  public ArchiveRule forgetKeysAfter(Duration time) {
    return new ArchiveRule(folder, closedFor, kept, every, recordsPerFile, time);
  }

  /**
   * Keys of what ended before this are forgotten.
   *
   * @param now the time
   * @return null if no key ever is
   */
  public @Nullable Instant forgetsBefore(Instant now) {
    return forgetKeysAfter == null ? null : now.minus(forgetKeysAfter);
  }
}
