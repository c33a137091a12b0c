package dev.aios.core.internal.journal;

import dev.aios.api.journal.Verification;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks records one after the other, from the first: consecutive positions, ascending times,
 * hashes that follow from each other. Stops at the first that does not fit. Not thread-safe.
 */
public final class ChainCheck {
  private final ChainEnd end = new ChainEnd(new HashChain());
  private @Nullable Long firstBad;
  private @Nullable String problem;

  /**
   * Checks the next record.
   *
   * @param at its position
   * @param time its time in microseconds
   * @param kind its kind in UTF-8
   * @param stream its stream in UTF-8, or null if the store does not know the stream any more
   * @param body its body in UTF-8
   * @param stored the hash that is stored with it
   * @return true if it fits, false if it does not and the check is over
   */
  public boolean next(
      long at, long time, byte[] kind, byte @Nullable [] stream, byte[] body, byte[] stored) {
    long wanted = position() + 1;
    if (at != wanted) {
      return bad(wanted, "record " + wanted + " is missing, record " + at + " comes next");
    }
    String wrong = end.next(at, time, kind, stream, body, stored);
    return wrong == null || bad(at, wrong);
  }

  /**
   * Goes past records that are in archives.
   *
   * @param gap begins at the next position or before it, and ends there or behind it
   */
  public void skip(Gap gap) {
    end.skip(gap);
  }

  /**
   * Compares the end of the chain with what the store says the end is, which shows records that
   * were cut off at the end.
   *
   * @param headPosition the position of the last record, as stored
   * @param headHash its hash, as stored
   */
  public void end(long headPosition, byte[] headHash) {
    if (firstBad != null) {
      return;
    }
    long position = position();
    if (position < headPosition) {
      bad(
          position + 1,
          "record " + (position + 1) + " is missing, the journal once ended at " + headPosition);
    } else if (position > headPosition) {
      bad(
          headPosition + 1,
          "record " + (headPosition + 1) + " was added without the journal: it ends before it");
    } else if (!Arrays.equals(end.hash(), headHash)) {
      bad(position, "record " + position + " is not the one that the journal ended with");
    }
  }

  /** Says that the store does not know any more where the chain ended. */
  public void noEnd() {
    if (firstBad == null) {
      bad(
          position() + 1,
          "record "
              + (position() + 1)
              + " may be missing: where the journal ended is not recorded any more");
    }
  }

  /**
   * The position of the last record that fitted.
   *
   * @return 0 if there is none
   */
  public long position() {
    return end.index();
  }

  /**
   * The result so far.
   *
   * @return what was found
   */
  public Verification result() {
    long archived = end.archived();
    return new Verification(
        position() - archived, HashChain.hex(end.hash()), firstBad, problem, archived);
  }

  private boolean bad(long at, String what) {
    firstBad = at;
    problem = what;
    return false;
  }
}
