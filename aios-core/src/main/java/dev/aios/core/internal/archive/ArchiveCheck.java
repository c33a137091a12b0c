package dev.aios.core.internal.archive;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.internal.journal.ChainEnd;
import dev.aios.core.internal.journal.HashChain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Checks the chains of a journal through its archive files as well, record by record, in the order
 * of positions. Used once.
 */
public final class ArchiveCheck {
  private static final int PAGE = 2_000;

  /** Somebody may archive meanwhile, and then what was read does not fit together. */
  private static final int TRIES = 3;

  private final Journal journal;
  private final ArchiveFolder folder;
  private final HashChain hashes = new HashChain();
  private final Map<Integer, ChainEnd> chains = new HashMap<>();

  /** The files that records speak of, those in files too. */
  private final List<ArchiveFile> anchored = new ArrayList<>();

  private long records;
  private long last;

  private ArchiveCheck(Journal journal, ArchiveFolder folder) {
    this.journal = journal;
    this.folder = folder;
  }

  /**
   * Checks the journal by itself, its files against what it says of them, and then all records of
   * both as one.
   *
   * @param journal the journal itself, without what is in archives
   * @param folder where the files are
   * @return what was found
   */
  public static Verification verify(Journal journal, ArchiveFolder folder) {
    for (int tries = 1; ; tries++) {
      List<ArchiveFile> before = Catalog.read(journal).files();
      Verification found = new ArchiveCheck(journal, folder).check(before);
      if (found.ok() || tries == TRIES || Catalog.read(journal).files().equals(before)) {
        return found;
      }
    }
  }

  private Verification check(List<ArchiveFile> files) {
    Verification alone = journal.verify();
    if (!alone.ok()) {
      return alone;
    }
    String problem = null;
    long told = files.stream().mapToLong(ArchiveFile::records).sum();
    if (told != alone.archived()) {
      problem =
          alone.archived()
              + " records have left the journal, its archive files are said to hold "
              + told
              + ": some were taken out without an archive";
    }
    if (problem == null) {
      problem = walk(files);
    }
    if (problem == null && !anchored.equals(files)) {
      problem =
          "the archive files in the journal's rows are not those that its records name: somebody has"
              + " changed the rows";
    }
    return new Verification(records, alone.headHash(), problem == null ? null : last + 1, problem);
  }

  private @Nullable String walk(List<ArchiveFile> files) {
    Deque<ArchiveFile> waiting =
        new ArrayDeque<>(
            files.stream().sorted(Comparator.comparingLong(ArchiveFile::firstPosition)).toList());
    PriorityQueue<Cursor> cursors =
        new PriorityQueue<>(Comparator.comparingLong((Cursor one) -> one.head.position()));
    long after = 0;
    List<JournalRecord> page;
    do {
      page = journal.read(after, PAGE);
      for (JournalRecord record : page) {
        String problem = archivedUpTo(record.position(), waiting, cursors);
        problem = problem == null ? next(record) : problem;
        if (problem != null) {
          return problem;
        }
        after = record.position();
      }
    } while (!page.isEmpty());
    return archivedUpTo(Long.MAX_VALUE, waiting, cursors);
  }

  /** Checks what is in files in front of a position. */
  private @Nullable String archivedUpTo(
      long position, Deque<ArchiveFile> waiting, PriorityQueue<Cursor> cursors) {
    while (true) {
      ArchiveFile file = waiting.peek();
      Cursor front = cursors.peek();
      long first = file == null ? Long.MAX_VALUE : file.firstPosition();
      if (file != null && first < position && (front == null || first < front.head.position())) {
        waiting.remove();
        try {
          cursors.add(new Cursor(folder.load(file).records().iterator()));
        } catch (IOException e) {
          return "archive file " + file.name() + " cannot be checked: " + e.getMessage();
        }
      } else if (front != null && front.head.position() < position) {
        cursors.remove();
        String problem = next(front.head);
        if (problem != null) {
          return problem;
        }
        if (front.moves()) {
          cursors.add(front);
        }
      } else {
        return null;
      }
    }
  }

  private @Nullable String next(JournalRecord record) {
    ChainEnd chain = chains.computeIfAbsent(record.chain(), id -> new ChainEnd(hashes));
    if (record.index() != chain.index() + 1) {
      return "number "
          + (chain.index() + 1)
          + " of chain "
          + record.chain()
          + " is missing, number "
          + record.index()
          + " comes next, record "
          + record.position();
    }
    String problem =
        chain.next(
            record.position(),
            HashChain.micros(record.time()),
            record.kind().getBytes(StandardCharsets.UTF_8),
            record.stream().getBytes(StandardCharsets.UTF_8),
            record.body().utf8(),
            HexFormat.of().parseHex(record.hash()));
    if (problem == null) {
      records++;
      last = record.position();
      if (record.stream().equals(Catalog.STREAM) && record.kind().equals(Catalog.KIND)) {
        anchored.add(Catalog.told(record.body(), record.position()));
      }
    }
    return problem;
  }

  /** Where the check stands in a file. */
  private static final class Cursor {
    private final Iterator<JournalRecord> rest;
    private JournalRecord head;

    Cursor(Iterator<JournalRecord> rest) {
      this.rest = rest;
      this.head = rest.next();
    }

    boolean moves() {
      if (rest.hasNext()) {
        head = rest.next();
        return true;
      }
      return false;
    }
  }
}
