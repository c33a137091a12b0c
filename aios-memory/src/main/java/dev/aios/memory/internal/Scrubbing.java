package dev.aios.memory.internal;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Codec;
import java.util.Optional;

/**
 * Scrubs the files after deletions. What is deleted lies in them until then; so a row says before
 * the first deletion that they are to be scrubbed, and goes when they are. Whoever dies or fails in
 * between leaves it behind, and the next erasure, or the next start, makes it good. Thread-safe.
 */
public final class Scrubbing {
  /** The table in which it is said, along with erasures that have begun. */
  public static final String TABLE = "erasure";

  /** The key of the row that says it. */
  public static final String KEY = "scrub";

  private final Journal journal;
  private final Codec codec;

  /**
   * Scrubbing.
   *
   * @param journal whose files
   * @param codec for rows
   */
  public Scrubbing(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /**
   * Says that the files are to be scrubbed.
   *
   * @return a part of a write
   */
  public RowChange owed() {
    return new RowChange.Put(TABLE, KEY, RowChange.ANY, "", 0, codec.toJson(KEY));
  }

  /** Says it by itself, before a deletion. */
  public void owe() {
    journal.writeNow(Write.builder().row(owed()).build());
  }

  /**
   * Scrubs the files if that is owed, by whomever.
   *
   * @param owes whether the caller owes it, even if another has paid meanwhile
   * @return whether they are clean
   */
  public boolean settle(boolean owes) {
    Optional<Row> before = journal.row(TABLE, KEY);
    if (!owes && before.isEmpty()) {
      return true;
    }
    boolean clean = journal.scrub();
    if (before.isPresent()) {
      try {
        journal.writeNow(
            Write.builder().row(new RowChange.Delete(TABLE, KEY, before.get().version())).build());
      } catch (WriteRejectedException e) {
        return clean; // Another erasure began meanwhile: it scrubs too.
      }
    }
    return clean;
  }
}
