package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done for an index in the background, one thing at a time: its graph is made to cover what
 * is fresh, and what is fresh is put into a file once it is worth it. Its methods are called under
 * the index's lock; the work runs beside it.
 */
final class VectorUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(VectorUpkeep.class);

  /** A new file is made when so much of the old one's size is fresh, or erased. */
  private static final int SHARE = 4;

  private final int exactUpTo;
  private final Executor executor;
  private final VectorParts parts;
  private final @Nullable VectorKeeping keeping;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile @Nullable VectorFolder folder;
  private volatile @Nullable VectorWriter writing;
  private volatile boolean started;
  private volatile boolean stopped;
  private volatile boolean fileless;

  VectorUpkeep(
      int exactUpTo, Executor executor, VectorParts parts, @Nullable VectorKeeping keeping) {
    this.exactUpTo = exactUpTo;
    this.executor = executor;
    this.parts = parts;
    this.keeping = keeping;
    this.started = keeping == null;
    this.fileless = keeping == null;
  }

  void open(long head) {
    VectorKeeping how = keeping;
    if (how == null) {
      return;
    }
    VectorFolder.sweep(how.folder(), how.model());
    Optional<VectorFolder> taken = VectorFolder.take(how.folder(), how.model(), false);
    folder = taken.orElse(null);
    taken.flatMap(its -> its.open(how.dimension(), head)).ifPresent(parts::open);
  }

  void loaded() {
    parts.loaded();
    started = true;
    changed();
  }

  /** A vector is about to be removed: no file with it must come to be. */
  void removing(int ordinal) {
    VectorWriter writer = writing;
    if (writer != null) {
      try {
        writer.erase(ordinal);
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("A vector file is given up: nothing can be erased from it");
        abandon();
      }
    }
  }

  private void abandon() {
    VectorWriter writer = writing;
    if (writer != null) {
      try {
        writer.abandon();
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("A vector file that is not wanted any more is left over");
      }
    }
  }

  void changed() {
    if (!started || stopped) {
      return;
    }
    parts.tidy();
    if (parts.alive() > exactUpTo && parts.signs() == null) {
      parts.fresh().encodeBy(new Signs(mean(parts.fresh())));
    }
    Runnable work = work();
    if (work != null && working.compareAndSet(false, true)) {
      try {
        executor.execute(
            () -> {
              try {
                Interrupts.putOff(work);
              } finally {
                working.set(false);
              }
              again();
            });
      } catch (RejectedExecutionException e) {
        working.set(false); // The runtime is closing, or busy; the next change asks again.
      }
    }
  }

  /** What has to be done next, if anything. */
  private @Nullable Runnable work() {
    Fresh fresh = parts.fresh();
    if (parts.signs() == null || parts.alive() <= exactUpTo) {
      return null;
    }
    VectorFile file = parts.file();
    int old = file == null ? 0 : file.count();
    int enough = Math.max(exactUpTo, old / SHARE);
    boolean due =
        fresh.live() > enough
            || (file != null && file.erased() > Math.max(VectorIndex.TAIL, old / SHARE))
            || parts.isDamaged();
    boolean covered = fresh.size() - fresh.covered() <= VectorIndex.TAIL;
    if (due && !fileless && (covered || file != null)) {
      return this::file;
    }
    return covered ? null : this::cover;
  }

  /** Whether there is more to do after some work, which changes may have asked for meanwhile. */
  private void again() {
    VectorKeeping how = keeping;
    if (how == null || stopped) {
      return;
    }
    how.exclusive().lock();
    try {
      changed();
    } finally {
      how.exclusive().unlock();
    }
  }

  private static float[] mean(Fresh fresh) {
    float[] mean = new float[0];
    for (int node = 0; node < fresh.size(); node++) {
      if (fresh.ordinal(node) >= 0) {
        float[] vector = fresh.vector(node);
        if (mean.length == 0) {
          mean = new float[vector.length];
        }
        for (int i = 0; i < mean.length; i++) {
          mean[i] += vector[i] / fresh.live();
        }
      }
    }
    return mean;
  }

  private void cover() {
    Fresh fresh = parts.fresh();
    try {
      VectorGraph graph = fresh.graph();
      if (graph == null) {
        graph = new VectorGraph(fresh, fresh.signs());
        fresh.graph(graph);
      }
      fresh.cover(graph, () -> stopped || fresh != parts.fresh(), executor);
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .log("The vector graph could not be made; searches compare every vector until restart");
      fresh.graph(null);
      stopped = true;
    }
  }

  private void file() {
    VectorKeeping how = keeping;
    if (how == null) {
      return;
    }
    try {
      VectorFolder its = folder(how);
      if (its == null
          || !new VectorFiling(parts, how, its, executor, this::isStopped).run(this::writing)) {
        fileless = its == null || !stopped;
      }
    } catch (ClosedChannelException e) {
      LOG.atDebug().setCause(e).log("The making of a vector file was interrupted; it begins again");
    } catch (IOException | RuntimeException e) {
      fileless = true;
      if (!stopped) {
        LOG.atWarn()
            .addKeyValue("folder", how.folder())
            .setCause(e)
            .log("The vectors could not be put into a file; they are in memory until restart");
      }
    } finally {
      writing = null;
    }
  }

  /** The folder, taken now if it was not yet; null if it cannot be had. */
  private synchronized @Nullable VectorFolder folder(VectorKeeping how) throws IOException {
    VectorFolder its = folder;
    if (its == null && !stopped) {
      its = VectorFolder.take(how.folder(), how.model(), true).orElse(null);
      if (its != null) {
        its.clear();
      }
      folder = its;
    }
    return its;
  }

  /** Where fresh vectors are put that are more than memory is for, or null for in memory too. */
  @Nullable Spill spill() {
    VectorKeeping how = keeping;
    if (how == null || fileless) {
      return null;
    }
    try {
      VectorFolder its = folder(how);
      fileless = its == null;
      return its == null ? null : its.spill(how.dimension());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("folder", how.folder())
          .setCause(e)
          .log("New vectors cannot be kept beside their file; they are in memory until they can");
      return null;
    }
  }

  private boolean isStopped() {
    return stopped;
  }

  private void writing(@Nullable VectorWriter writer) {
    writing = writer;
  }

  void close(boolean delete) {
    stopped = true;
    abandon();
    VectorFolder its = folder;
    VectorFile file = parts.file();
    try {
      parts.fresh().close();
      if (file != null && its != null && delete) {
        its.delete(file);
      } else if (file != null) {
        file.close();
      }
    } finally {
      if (its != null) {
        its.close();
      }
    }
  }
}
