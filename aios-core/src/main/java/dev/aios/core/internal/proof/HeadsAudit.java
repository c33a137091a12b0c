package dev.aios.core.internal.proof;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import dev.aios.api.proof.Audit;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.proof.VerifyingKey;
import dev.aios.core.internal.archive.ArchivedJournal;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the chains, then recomputes the tree from the records' hashes, which the chains vouch for,
 * and compares it with each head: those in the journal and those that were kept elsewhere. Relies
 * on no row. For one run.
 */
final class HeadsAudit {
  private static final int AT_ONCE = 1_000;

  private final Journal journal;
  private final List<VerifyingKey> keys;
  private final Deque<SignedTreeHead> kept;
  private final LeafWalk walk;
  private long heads;
  private @Nullable SignedTreeHead last;

  HeadsAudit(Journal journal, List<VerifyingKey> keys, List<SignedTreeHead> kept) {
    this.journal = journal;
    this.keys = List.copyOf(keys);
    this.kept =
        new ArrayDeque<>(
            kept.stream().sorted(Comparator.comparingLong(SignedTreeHead::size)).toList());
    this.walk = new LeafWalk(journal);
  }

  Audit run() {
    Verification chain = journal.verify();
    String problem = chain.problem();
    if (problem == null && chain.archived() > 0 && !(journal instanceof ArchivedJournal)) {
      if (!kept.isEmpty() || !journal.readStream(TreeState.STREAM, 0, 1).isEmpty()) {
        problem =
            chain.archived()
                + " records are in archive files, and the tree cannot be made again without them:"
                + " give their folder";
      }
      return new Audit(chain, 0, null, problem);
    }
    if (problem == null) {
      problem = headsOfJournal();
    }
    if (problem == null) {
      problem = keptUpTo(Long.MAX_VALUE);
    }
    if (problem == null && heads == 0 && !keys.isEmpty()) {
      problem = "no head is in the journal, so nothing of it is signed";
    }
    return new Audit(chain, heads, last, problem);
  }

  private @Nullable String headsOfJournal() {
    long after = 0;
    List<JournalRecord> records;
    do {
      records = journal.readStream(TreeState.STREAM, after, AT_ONCE);
      for (JournalRecord record : records) {
        after = record.position();
        String problem = TreeState.isHead(record) ? headOf(record) : null;
        if (problem != null) {
          return "the head in record " + record.position() + " does not fit: " + problem;
        }
      }
    } while (!records.isEmpty());
    return null;
  }

  private @Nullable String headOf(JournalRecord record) {
    SignedTreeHead head;
    try {
      head = TreeState.headIn(record);
    } catch (InvalidInputException e) {
      return e.getMessage();
    }
    SignedTreeHead before = last;
    if (before != null && !before.origin().equals(head.origin())) {
      return "it is one of " + head.origin() + ", those before it are of " + before.origin();
    }
    if (before != null && (head.size() < before.size() || head.time().isBefore(before.time()))) {
      return "it is older than the one before it";
    }
    String problem = keptUpTo(head.size());
    if (problem == null) {
      problem = fits(head);
    }
    if (problem == null && walk.position() >= record.position()) {
      problem = "it covers records that were written after it";
    }
    if (problem == null) {
      heads++;
      last = head;
    }
    return problem;
  }

  /** Those elsewhere that cover no more than so many records, before the tree grows beyond. */
  private @Nullable String keptUpTo(long size) {
    for (SignedTreeHead head = kept.peek();
        head != null && head.size() <= size;
        head = kept.peek()) {
      String problem = fits(head);
      if (problem != null) {
        return "the journal does not go on from the head that was kept ("
            + head.time()
            + "): "
            + problem;
      }
      kept.remove();
    }
    return null;
  }

  private @Nullable String fits(SignedTreeHead head) {
    if (!keys.isEmpty() && keys.stream().noneMatch(head::isSignedBy)) {
      return "it is not signed by a key that was given";
    }
    if (!walk.to(head.size())) {
      return "it covers "
          + head.size()
          + " records, the journal has "
          + walk.size()
          + ": records were removed, or the head is of another journal";
    }
    if (!HexFormat.of().formatHex(walk.root()).equals(head.root())) {
      return "the first "
          + head.size()
          + " records are not those that it was signed for: some were changed, removed, added or"
          + " moved since, or the head is of another journal";
    }
    return null;
  }
}
