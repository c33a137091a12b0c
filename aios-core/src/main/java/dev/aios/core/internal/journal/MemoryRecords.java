package dev.aios.core.internal.journal;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.JournalRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The chain in memory. A hash is computed when somebody first asks for it or for a later one: tests
 * that never look at hashes do not pay for them. Not thread-safe.
 */
public final class MemoryRecords {
  private final HashChain chain = new HashChain();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Positions> streams = new HashMap<>();
  private long micros = Long.MIN_VALUE;
  private int hashed;

  /**
   * The position of the last record.
   *
   * @return 0 if there is none
   */
  public long head() {
    return entries.size();
  }

  /**
   * Appends a record, dated now or at the time of the record before it if that is later.
   *
   * @param draft the record
   * @param now the time in microseconds
   */
  public void append(Draft draft, long now) {
    micros = Math.max(micros, now);
    entries.add(new Entry(draft, micros));
    Positions positions = streams.get(draft.stream());
    if (positions == null) {
      positions = new Positions();
      streams.put(draft.stream(), positions);
    }
    positions.add(entries.size());
  }

  /**
   * Reads records, see the journal's contract.
   *
   * @param afterPosition only records after this position
   * @param limit the most records wanted
   * @return the records, ascending
   */
  public List<JournalRecord> read(long afterPosition, int limit) {
    int from = (int) Math.min(Math.max(0, afterPosition), entries.size());
    List<JournalRecord> records = new ArrayList<>(Math.min(limit, entries.size() - from));
    for (int i = from; i < entries.size() && records.size() < limit; i++) {
      if (entries.get(i).draft != null) {
        records.add(record(i + 1));
      }
    }
    return records;
  }

  /**
   * Reads the records of a stream.
   *
   * @param stream the stream
   * @param afterPosition only records after this position
   * @param limit the most records wanted
   * @return the records, ascending
   */
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    List<JournalRecord> records = new ArrayList<>();
    Positions positions = streams.get(stream);
    if (positions != null) {
      int from = positions.firstAfter(afterPosition);
      for (int i = from; i < positions.count && records.size() < limit; i++) {
        if (isThere(positions.values[i])) {
          records.add(record(positions.values[i]));
        }
      }
    }
    return records;
  }

  /**
   * Whether a record is there.
   *
   * @param position its position
   * @return false if it was archived, or never there
   */
  public boolean isThere(long position) {
    return position >= 1
        && position <= entries.size()
        && entries.get((int) position - 1).draft != null;
  }

  /**
   * Takes a record out that is in an archive; its hash stays.
   *
   * @param position its position; it is there
   */
  public void archive(long position) {
    hash((int) position);
    entries.get((int) position - 1).draft = null;
  }

  /**
   * Gives a stream up if no record of it is left.
   *
   * @param stream its name
   */
  public void end(String stream) {
    if (readStream(stream, 0, 1).isEmpty()) {
      streams.remove(stream);
    }
  }

  private JournalRecord record(int position) {
    Entry entry = entries.get(position - 1);
    Draft draft = Objects.requireNonNull(entry.draft);
    return new JournalRecord(
        position,
        HashChain.instant(entry.micros),
        draft.kind(),
        draft.stream(),
        draft.body(),
        HashChain.hex(hash(position)));
  }

  private byte[] hash(int position) {
    byte[] hash = entries.get(position - 1).hash;
    if (hash != null) {
      return hash;
    }
    hash = hashed == 0 ? HashChain.start() : hash(hashed);
    while (hashed < position) {
      Entry entry = entries.get(hashed);
      hash = entry.next(chain, hash, hashed + 1);
      entry.hash = hash;
      hashed++;
    }
    return hash;
  }

  /**
   * The chain as it stands, for a check outside the lock.
   *
   * @return what to check
   */
  public Runner snapshot() {
    if (!entries.isEmpty()) {
      hash(entries.size());
    }
    List<Entry> copy = entries.stream().map(Entry::new).toList();
    return check -> {
      for (int i = 0; i < copy.size(); i++) {
        if (!copy.get(i).check(check, i + 1)) {
          return;
        }
      }
    };
  }

  /** Something that runs records through a check. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Runs the records through.
     *
     * @param check takes them
     */
    void through(ChainCheck check);
  }

  private static final class Entry {
    /** Null once it is in an archive. */
    private @Nullable Draft draft;

    private final long micros;
    private byte @Nullable [] hash;

    Entry(Draft draft, long micros) {
      this.draft = draft;
      this.micros = micros;
    }

    Entry(Entry other) {
      draft = other.draft;
      micros = other.micros;
      hash = other.hash;
    }

    byte[] next(HashChain chain, byte[] previous, long position) {
      Draft held = Objects.requireNonNull(draft);
      return chain.next(previous, position, micros, kind(held), stream(held), held.body().utf8());
    }

    boolean check(ChainCheck check, long position) {
      byte[] stored = hash == null ? HashChain.start() : hash;
      Draft held = draft;
      if (held == null) {
        check.skip(new Gap(position, position, micros, stored));
        return true;
      }
      return check.next(position, micros, kind(held), stream(held), held.body().utf8(), stored);
    }

    private static byte[] kind(Draft draft) {
      return draft.kind().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] stream(Draft draft) {
      return draft.stream().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Positions of one stream, ascending. */
  private static final class Positions {
    private int[] values = new int[4];
    private int count;

    void add(int position) {
      if (count == values.length) {
        values = Arrays.copyOf(values, count * 2);
      }
      values[count++] = position;
    }

    int firstAfter(long position) {
      if (count == 0 || position >= values[count - 1]) {
        return count;
      }
      int found = Arrays.binarySearch(values, 0, count, (int) Math.max(0, position));
      return found < 0 ? -found - 1 : found + 1;
    }
  }
}
