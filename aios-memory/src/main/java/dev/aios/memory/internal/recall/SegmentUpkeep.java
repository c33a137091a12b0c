package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.IndexedText.Superseded;
import dev.aios.memory.internal.recall.SegmentFolder.Listed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an index's texts in segments: puts those in memory into one when they are many, and several
 * small ones into a larger one in the background. Its methods are called under the index's lock.
 *
 * <p>The list of segments says up to which position of the journal they have everything. What is
 * removed is erased from them at once; what is changed, only when a listed segment has it anew, so
 * that after a crash the list's position and the records since are enough.
 */
final class SegmentUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentUpkeep.class);

  private final SegmentKeeping how;
  private final KeyedHash hash;
  private final Segments segments;
  private final RecallIndex index;
  private final List<Superseded> replaced = new ArrayList<>();
  private final SegmentMerging merging;
  private @Nullable SegmentFolder folder;
  private boolean started;

  /** Whether there were files, which cover what came up to a position. */
  private boolean covers;

  private boolean fileless;

  /** Whether there are segments that are not listed. */
  private boolean unlisted;

  private long listedPosition;
  private String listedHash = "";

  SegmentUpkeep(SegmentKeeping how, KeyedHash hash, Segments segments, RecallIndex index) {
    this.how = how;
    this.hash = hash;
    this.segments = segments;
    this.index = index;
    this.merging = new SegmentMerging(how, hash, segments, this);
  }

  /**
   * Opens the segments that are listed.
   *
   * @param head the journal's last position
   * @return up to which position they have everything; empty if there are none that can be used
   * @throws DamagedIndexException if one is found damaged that was opened: this index is of no use
   */
  Optional<Long> open(long head) {
    SegmentFolder taken = SegmentFolder.take(how.folder(), false).orElse(null);
    folder = taken;
    if (taken == null) {
      return Optional.empty();
    }
    try {
      Optional<Listed> found = taken.listed();
      if (found.isPresent()) {
        open(taken, found.get(), head);
        return Optional.of(listedPosition);
      }
    } catch (IOException e) {
      Interrupts.check(e);
      LOG.atWarn()
          .addKeyValue("folder", how.folder())
          .addKeyValue("why", e.getMessage())
          .log("The index's files cannot be used: they are made anew from the rows");
    }
    taken.sweep(List.of());
    return Optional.empty();
  }

  private void open(SegmentFolder its, Listed listed, long head) throws IOException {
    if (!listed.made().equals(how.made())) {
      throw new IOException("they are of " + listed.made() + ", this is " + how.made());
    }
    if (listed.position() > head) {
      throw new IOException("they are newer than the journal");
    }
    String now = how.rows().hashAt(listed.position());
    if (!now.isEmpty() && !listed.hash().isEmpty() && !now.equals(listed.hash())) {
      throw new IOException("they are of another journal");
    }
    List<Segment> opened = new ArrayList<>();
    for (String file : listed.files()) {
      opened.add(Segment.open(its.file(file), SegmentWriter.check(hash)));
    }
    for (int[] one : listed.replaced()) {
      Segment segment = opened.get(one[0]);
      if (segment.chunks(one[1]) > 0) {
        segment.erase(one[1]);
        segment.blocks().settle();
      }
    }
    try {
      opened.forEach(index.texts()::opened);
    } catch (DamagedIndexException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DamagedIndexException("An index file says what cannot be: " + e.getMessage());
    }
    its.sweep(listed.files());
    listedPosition = listed.position();
    listedHash = listed.hash();
    covers = true;
  }

  /** All rows were read, up to a position. */
  void loaded(long position) {
    started = true;
    settle(position);
  }

  /**
   * Part of the rows were read: what is in memory may go into a segment, not listed yet. What that
   * replaces is erased before segments are put together, for one of them must not have a text
   * twice; no list needs it, as there is none before all rows are read.
   */
  void loading() {
    if (isDue() && flush()) {
      eraseReplaced();
      merging.beginAtOnce();
    }
  }

  private boolean isDue() {
    return !fileless && index.texts().chunksInMemory() > how.enough();
  }

  /** What changed up to a position was applied. */
  void settle(long position) {
    if ((started || covers) && (isDue() || (unlisted && !fileless)) && flush()) {
      list(position);
      if (!started && !fileless) {
        merging.beginAtOnce(); // Nothing is done in the background before all was read.
      }
    }
    segments.list().forEach(segment -> segment.blocks().settle());
    merge();
  }

  /** Puts segments together, if there is none that has what another one replaces. */
  private void merge() {
    if (started && !fileless && replaced.isEmpty()) {
      merging.begin();
    }
  }

  /** Puts all texts in memory into a new segment. */
  private boolean flush() {
    try {
      SegmentFolder its = folder;
      if (its == null) {
        its = SegmentFolder.take(how.folder(), true).orElse(null);
        folder = its;
        if (its != null) {
          its.sweep(List.of());
        }
      }
      if (its == null || !how.rows().keepKey(hash.secret())) {
        fileless = true;
        return false;
      }
      if (!index.texts().inMemory().isEmpty()) {
        flush(its);
      }
      return true;
    } catch (IOException e) {
      failed(e);
      return false;
    }
  }

  private void flush(SegmentFolder its) throws IOException {
    Path path = its.next();
    new SegmentWriter(index.content(), hash).write(path, () -> false);
    Segment segment = Segment.open(path, SegmentWriter.check(hash));
    for (IndexedText text : index.texts().inMemory()) {
      Superseded old = text.superseded;
      if (old != null) {
        replaced.add(old);
      }
    }
    index.moved(segment);
    unlisted = true;
  }

  private void failed(IOException e) {
    Interrupts.check(e);
    fileless = true;
    LOG.atWarn()
        .addKeyValue("folder", how.folder())
        .setCause(e)
        .log("The index could not be put into a file; what is new is in memory until restart");
  }

  /** Lets the files go: what is erased from now on would not reach those that are listed. */
  private void giveUp(IOException e) {
    failed(e);
    SegmentFolder its = folder;
    if (its != null && its.sweep(List.of())) {
      eraseReplaced(); // What is in memory of the files can still be read.
    }
  }

  /**
   * Makes the segments that there are the listed ones, and erases what they replace. What was
   * removed up to the position is not removed again after a crash, so it is off the disk before.
   */
  private void list(long position) {
    segments.list().forEach(segment -> segment.blocks().settle());
    String itsHash = how.rows().hashAt(position);
    listedPosition = position;
    listedHash = itsHash;
    try {
      list();
    } catch (IOException e) {
      giveUp(e);
      return;
    }
    unlisted = false;
    eraseReplaced();
  }

  private void eraseReplaced() {
    List<Superseded> erased = List.copyOf(replaced);
    replaced.clear();
    erased.forEach(this::erase);
  }

  /** Lists the segments that there are, with the position that they had. */
  void list() throws IOException {
    SegmentFolder its = folder;
    if (its != null) {
      List<Segment> all = segments.list();
      its.list(
          new Listed(
              how.made(),
              listedPosition,
              listedHash,
              all.stream().map(segment -> segment.path().getFileName().toString()).toList(),
              replaced.stream()
                  .filter(one -> all.contains(one.segment()))
                  .map(one -> new int[] {all.indexOf(one.segment()), one.text()})
                  .toList()));
    }
  }

  /** Erases a text from its segment. */
  void erase(Superseded one) {
    merging.removing(one.segment());
    int[] ordinals = one.segment().text(one.text()).chunks;
    one.segment().erase(one.text());
    for (int ordinal : ordinals) {
      if (segments.of(ordinal) == one.segment()) {
        segments.forget(ordinal);
      }
      index.release(ordinal);
    }
  }

  /** Where a new segment goes. */
  Path next() {
    SegmentFolder its = folder;
    if (its == null) {
      throw new IllegalStateException("There are segments, and no folder");
    }
    return its.next();
  }

  /** One segment is in the place of some others; none if no text was left in them. */
  void merged(List<Segment> olds, @Nullable Segment merged) {
    segments.replace(olds, merged);
    if (merged != null) {
      for (IndexedText text : index.texts().inMemory()) {
        Superseded old = text.superseded;
        text.superseded = old == null ? null : in(merged, olds, old);
      }
      replaced.replaceAll(old -> in(merged, olds, old));
    }
    try {
      if (!unlisted) {
        list(); // Else the rows are still being read: there is no list before all are.
      }
      SegmentFolder its = folder;
      if (its != null) {
        its.sweep(
            segments.list().stream().map(one -> one.path().getFileName().toString()).toList());
      }
    } catch (IOException e) {
      giveUp(e);
    }
  }

  /** Where a text is after some segments became one. */
  private static Superseded in(Segment merged, List<Segment> olds, Superseded old) {
    return olds.contains(old.segment())
        ? new Superseded(merged, merged.lookup().textAlsoHidden(old.segment().id(old.text())))
        : old;
  }

  /** Whether no files are made any more. */
  boolean isFileless() {
    return fileless;
  }

  boolean isDamaged() {
    return merging.isDamaged();
  }

  /**
   * Lets the files go.
   *
   * @param position what was applied
   * @param delete whether they are deleted
   */
  void close(long position, boolean delete) {
    merging.stop();
    SegmentFolder its = folder;
    if (its != null && delete) {
      its.sweep(List.of());
    } else if (its != null && started && !fileless && !segments.list().isEmpty()) {
      closing(position);
    }
    if (its != null) {
      its.close();
    }
    folder = null;
    fileless = true;
  }

  /** What is in memory is put into a segment, so that it need not be read again. */
  private void closing(long position) {
    try {
      if (!index.texts().inMemory().isEmpty() && flush()) {
        list(position);
        segments.list().forEach(segment -> segment.blocks().settle());
      }
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("folder", how.folder())
          .setCause(e)
          .log("What is new in the index is not in its files; it is read again at the next start");
    }
  }

  /** Lets the files go as they were listed last: what came since may be half of a change. */
  void abandon() {
    started = false;
    close(listedPosition, false);
  }

  /** Begins again when some work in the background has ended. */
  void again() {
    try {
      how.exclusive().lock();
      try {
        merge();
      } finally {
        how.exclusive().unlock();
      }
    } catch (RejectedExecutionException e) {
      LOG.atDebug().log("The runtime is closing, or busy: the next change asks again");
    }
  }
}
