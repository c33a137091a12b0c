package dev.aios.core.internal.proof;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.core.internal.codec.Envelopes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the tree has grown, and its last head. Whoever makes it grow changes the row under its
 * version, so that of two nodes one does.
 *
 * @param body what the row holds
 * @param version the row's version
 * @param lastRecord the last record of the write that put it: the head's own, if it signed one
 */
record TreeState(Body body, long version, long lastRecord) {
  static final String STREAM = "tree";
  static final String KIND = "tree.head";

  private static final String KEY = "state";
  private static final int AT_ONCE = 1_000;

  /**
   * The body of the row.
   *
   * @param size how many records the tree covers
   * @param position the position of the last of them
   * @param head the last head as text, or null if none was signed; it may cover fewer
   */
  record Body(long size, long position, @Nullable String head) {}

  /**
   * The body of a head's record.
   *
   * @param head the head as text
   */
  record HeadRecord(String head) {}

  static TreeState read(Journal journal) {
    Optional<Row> row = journal.row(TreeTiles.TABLE, KEY);
    if (row.isPresent()) {
      return new TreeState(
          Envelopes.CODEC.fromJson(row.get().body(), Body.class),
          row.get().version(),
          row.get().position());
    }
    // Without the row the tree is made again; what was signed stands in the records.
    SignedTreeHead last = null;
    long after = 0;
    List<JournalRecord> records;
    do {
      records = journal.readStream(STREAM, after, AT_ONCE);
      for (JournalRecord record : records) {
        after = record.position();
        last = isHead(record) ? headIn(record) : last;
      }
    } while (!records.isEmpty());
    return new TreeState(new Body(0, 0, last == null ? null : last.text()), RowChange.ABSENT, 0);
  }

  /** A host may have records of its own on a stream of that name. */
  static boolean isHead(JournalRecord record) {
    return record.kind().equals(KIND);
  }

  static SignedTreeHead headIn(JournalRecord record) {
    return SignedTreeHead.parse(Envelopes.CODEC.fromJson(record.body(), HeadRecord.class).head());
  }

  Optional<SignedTreeHead> head() {
    return Optional.ofNullable(body.head()).map(SignedTreeHead::parse);
  }

  /** Whether the last head covers every record but its own. */
  boolean coversAll(Journal journal) {
    RecordHashes next = journal.hashes(body.position(), 2);
    boolean own = next.size() == 1 && body.head() != null && next.position(0) == lastRecord;
    return (next.size() == 0 || own) && head().map(SignedTreeHead::size).orElse(0L) == body.size();
  }

  RowChange put(Body after) {
    return new RowChange.Put(TreeTiles.TABLE, KEY, version, KEY, 0, Envelopes.CODEC.toJson(after));
  }
}
