package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one segment of several, beside searches and changes. Where something is erased from one of
 * them meanwhile, it begins anew. If that happens again and again, the last ones are put together
 * while others are kept out, if they are small, so that there are not more and more of them; large
 * ones wait for a time when less is erased.
 */
final class SegmentMerging {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentMerging.class);

  /** So many segments of about the same size become one. */
  private static final int TOGETHER = 4;

  /** How much larger than all behind it a segment is that is left alone. */
  private static final int LARGER = 2;

  private static final int PATIENCE = 3;

  /** So many times what is worth a file is put together while others are kept out. */
  private static final int SMALL = 5;

  private final SegmentKeeping how;
  private final KeyedHash hash;
  private final Segments segments;
  private final SegmentUpkeep upkeep;
  private List<Segment> merging = List.of();

  /** Held while a file is written, or deleted: whoever closes waits for that. */
  private final ReentrantLock writing = new ReentrantLock();

  /** A file that was written and is in the place of the others as soon as they can be kept out. */
  private @Nullable Path waiting;

  private volatile boolean abandoned;
  private volatile boolean stopped;
  private volatile boolean failed;
  private volatile boolean damaged;
  private int inVain;

  SegmentMerging(SegmentKeeping how, KeyedHash hash, Segments segments, SegmentUpkeep upkeep) {
    this.how = how;
    this.hash = hash;
    this.segments = segments;
    this.upkeep = upkeep;
  }

  boolean isDamaged() {
    return damaged;
  }

  /** Ends for good. On return no file is written, and none is deleted later. */
  void stop() {
    stopped = true; // What is being written ends at its next block.
    writing.lock();
    try {
      Path its = waiting;
      if (its != null) {
        delete(its);
      }
    } finally {
      writing.unlock();
    }
  }

  /** Something is about to be erased from a segment. */
  void removing(Segment segment) {
    if (merging.contains(segment)) {
      abandoned = true;
    }
  }

  /** Begins if there is something to do and nothing is being done. */
  void begin() {
    if (inVain >= PATIENCE) {
      begin(due(segments.list(), (long) SMALL * how.enough()), true);
    }
    begin(due(segments.list(), Long.MAX_VALUE), false);
  }

  /** Does what there is to do, now: nobody searches yet. */
  void beginAtOnce() {
    begin(due(segments.list(), Long.MAX_VALUE), true);
  }

  private void begin(List<Segment> due, boolean atOnce) {
    if (stopped || failed || damaged || !merging.isEmpty() || due.isEmpty()) {
      return;
    }
    merging = due;
    abandoned = false;
    Path path = upkeep.next();
    if (atOnce) {
      run(due, path);
      return;
    }
    try {
      how.executor()
          .execute(
              () -> {
                run(due, path);
                upkeep.again();
              });
    } catch (RejectedExecutionException e) {
      merging = List.of(); // The runtime is closing, or busy; the next change asks again.
    }
  }

  /**
   * The last ones, unless the one before them is much larger; or one that is half empty.
   *
   * @param most so many chunks may be in them together
   */
  private static List<Segment> due(List<Segment> all, long most) {
    int from = all.size();
    long sum = 0;
    while (from > 0) {
      long chunks = all.get(from - 1).layout().chunks();
      if ((sum > 0 && chunks > LARGER * sum) || chunks > most - sum) {
        break;
      }
      from--;
      sum += chunks;
    }
    if (all.size() - from >= TOGETHER) {
      return List.copyOf(all.subList(from, all.size()));
    }
    for (Segment one : all) {
      if (one.erased() > one.texts() / 2 && one.layout().chunks() <= most) {
        return List.of(one);
      }
    }
    return List.of();
  }

  /**
   * What was made of some segments.
   *
   * @param segment null if no text was left in them
   */
  private record Made(@Nullable Segment segment) {}

  private void run(List<Segment> olds, Path path) {
    @Nullable Made made;
    writing.lock();
    try {
      if (stopped) {
        return; // Others may have the folder by now.
      }
      made = made(olds, path);
      waiting = path;
    } finally {
      writing.unlock();
    }
    how.exclusive().lock();
    try {
      install(olds, made, path);
    } finally {
      merging = List.of();
      how.exclusive().unlock();
    }
  }

  private @Nullable Made made(List<Segment> olds, Path path) {
    try {
      MergedContent content = new MergedContent(olds, this::isInVain);
      if (content.texts() == 0) {
        return new Made(null);
      }
      new SegmentWriter(content, hash).write(path, this::isInVain);
      return new Made(Segment.open(path, SegmentWriter.check(hash)));
    } catch (DamagedIndexException e) {
      damaged = !abandoned;
      LOG.atWarn().addKeyValue("why", e.getMessage()).log("A file of the index is damaged");
    } catch (IOException | RuntimeException e) {
      if (!isInVain()) {
        failed = true;
        LOG.atWarn()
            .addKeyValue("folder", how.folder())
            .setCause(e)
            .log("Files of the index could not be put together; they stay as they are");
      }
    }
    return null;
  }

  private boolean isInVain() {
    return stopped || abandoned;
  }

  private void install(List<Segment> olds, @Nullable Made done, Path path) {
    if (stopped) {
      return;
    }
    waiting = null;
    if (done == null || abandoned || damaged || upkeep.isFileless()) {
      inVain += abandoned ? 1 : 0;
      delete(path);
      return;
    }
    inVain = 0;
    Segment made = done.segment();
    if (made != null) {
      for (Segment old : olds) {
        for (int text : old.hiddenTexts()) {
          made.hide(made.lookup().textAlsoHidden(old.id(text)));
        }
      }
    }
    upkeep.merged(new ArrayList<>(olds), made);
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", path)
          .setCause(e)
          .log("A file of the index is left over; it goes at the next start");
    }
  }
}
