package dev.aios.api.journal;

import dev.aios.api.ConflictException;

/**
 * A condition of a write did not hold: another writer changed the row first, a counter would pass
 * its cap, or a record that was to be archived is not there any more. Nothing of the write was
 * applied.
 */
public class WriteRejectedException extends ConflictException {
  private static final long serialVersionUID = 1L;

  /** Which condition failed. */
  public enum Reason {
    /** A row had another version than expected. */
    ROW_VERSION,
    /** A counter would have passed its cap. */
    COUNTER_CAP,
    /** A record that was to be archived is not there any more. */
    RECORD_ARCHIVED
  }

  private final Reason reason;
  private final String subject;

  /**
   * A rejected write.
   *
   * @param reason which condition failed
   * @param subject the row as {@code table/key}, the counter's name, or the record's position
   * @param message what happened, in words
   */
  public WriteRejectedException(Reason reason, String subject, String message) {
    super(message);
    this.reason = reason;
    this.subject = subject;
  }

  /**
   * Which condition failed.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * What it failed on.
   *
   * @return the row as {@code table/key}, the counter's name, or the record's position
   */
  public String subject() {
    return subject;
  }
}
