package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the vectors of an index are: in its file or fresh, and which node of it has which ordinal.
 * Guarded by the index's lock, as that is.
 */
final class VectorParts {
  private static final Logger LOG = LoggerFactory.getLogger(VectorParts.class);

  private final @Nullable VectorKeeping keeping;
  private final Searchers searchers = new Searchers();
  private final AtomicBoolean damaged = new AtomicBoolean();
  private volatile @Nullable VectorFile file;
  private final int inMemory;
  private final Supplier<@Nullable Spill> spills;
  private volatile Fresh fresh;
  private int[] fileOrdinals = new int[0];

  /** By ordinal: the node plus one of a fresh vector, or that of one in the file as a negative. */
  private int[] places = new int[64];

  private @Nullable ById byId;
  private int alive;
  private boolean unsettled;

  /**
   * @param inMemory so many fresh vectors are kept in memory in any case
   * @param spills where the others are put, or null
   */
  VectorParts(@Nullable VectorKeeping keeping, int inMemory, Supplier<@Nullable Spill> spills) {
    this.keeping = keeping;
    this.inMemory = inMemory;
    this.spills = spills;
    this.fresh = new Fresh(inMemory, spills);
  }

  /** Nodes of the file by their ids, while what there is is being told. */
  private static final class ById {
    private final VectorFile file;
    private final int[] slots;

    ById(VectorFile file) {
      this.file = file;
      this.slots = new int[Integer.highestOneBit(Math.max(8, file.count())) * 4];
      for (int node = 0; node < file.count(); node++) {
        if (!file.isErased(node)) {
          int slot = slot(file.low(node));
          while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
          }
          slots[slot] = node + 1;
        }
      }
    }

    private int slot(long low) {
      return (int) ((low * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
    }

    int node(long high, long low) {
      for (int slot = slot(low); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
        int node = slots[slot] - 1;
        if (file.high(node) == high && file.low(node) == low) {
          return node;
        }
      }
      return -1;
    }
  }

  void open(VectorFile opened) {
    file = opened;
    fileOrdinals = new int[opened.count()];
    Arrays.fill(fileOrdinals, -1);
    byId = new ById(opened);
    fresh.encodeBy(opened.signs());
  }

  /** Erases from the file what was not told. */
  void loaded() {
    byId = null;
    VectorFile its = file;
    if (its != null) {
      for (int node = 0; node < its.count(); node++) {
        if (fileOrdinals[node] < 0) {
          its.erase(node);
        }
      }
      its.force();
    }
  }

  void add(int ordinal, long high, long low, Supplier<float[]> vector) {
    if (ordinal >= places.length) {
      places = Arrays.copyOf(places, Math.max(ordinal + 1, places.length * 2));
    }
    ById ids = byId;
    int node = ids == null ? -1 : ids.node(high, low);
    if (node >= 0 && fileOrdinals[node] < 0) {
      fileOrdinals[node] = ordinal;
      places[ordinal] = -node - 1;
    } else {
      places[ordinal] = fresh.add(ordinal, high, low, vector.get()) + 1;
    }
    alive++;
  }

  void remove(int ordinal) {
    int place = places[ordinal];
    places[ordinal] = 0;
    alive--;
    VectorFile its = file;
    if (place > 0) {
      fresh.remove(place - 1);
      unsettled = true;
    } else if (its != null) {
      fileOrdinals[-place - 1] = -1;
      its.erase(-place - 1);
      unsettled = true;
    }
  }

  void settle() {
    VectorFile its = file;
    if (unsettled) {
      fresh.force();
      if (its != null) {
        its.force();
      }
    }
    unsettled = false;
  }

  int alive() {
    return alive;
  }

  @Nullable VectorFile file() {
    return file;
  }

  Fresh fresh() {
    return fresh;
  }

  Searchers searchers() {
    return searchers;
  }

  @Nullable Signs signs() {
    return fresh.signs();
  }

  /** Whether a vector in the file was found damaged. */
  boolean isDamaged() {
    return damaged.get();
  }

  int fileOrdinal(int node) {
    return fileOrdinals[node];
  }

  int node(int ordinal) {
    return Math.abs(places[ordinal]) - 1;
  }

  long[] codes(int ordinal) {
    VectorFile its = file;
    return places[ordinal] < 0 && its != null ? its.codes() : fresh.codes();
  }

  /** Has the codes of vectors at hand that are about to be compared with a question. */
  void fetch(Signs.Question question, int[] ordinals) {
    VectorFile its = file;
    int[] nodes = new int[ordinals.length];
    int filed = 0;
    int first = nodes.length;
    for (int ordinal : ordinals) {
      int place = ordinal < places.length ? places[ordinal] : 0;
      if (place < 0) {
        nodes[filed++] = -place - 1;
      } else if (place > 0) {
        nodes[--first] = place - 1;
      }
    }
    if (its != null) {
      question.fetch(its.codes(), nodes, 0, filed);
    }
    question.fetch(fresh.codes(), nodes, first, nodes.length);
  }

  VectorFloat<?> vector(int ordinal) {
    int place = places[ordinal];
    return place > 0 ? VectorIndex.vector(fresh.vector(place - 1)) : fileVector(-place - 1);
  }

  VectorFloat<?> fileVector(int node) {
    VectorFile its = file;
    return its == null ? lost(-1, 0) : fileVector(its, node, fileOrdinals[node]);
  }

  /** A vector from a file, or from the rows if the file's is damaged. */
  VectorFloat<?> fileVector(VectorFile from, int node, int ordinal) {
    VectorFloat<?> vector = from.vector(node);
    return vector == null ? lost(ordinal, from.graph().getDimension()) : vector;
  }

  /**
   * Copies a vector from the file, or from the rows if the file's is damaged. Called by the filing,
   * beside searches and changes.
   */
  void read(VectorFile from, int node, int ordinal, float[] into) {
    VectorKeeping how = keeping;
    if (from.read(node, into)) {
      return;
    }
    Arrays.fill(into, 0);
    if (from.isErased(node) || how == null) {
      return; // Removed meanwhile.
    }
    how.exclusive().lock();
    try {
      if (fileOrdinals[node] == ordinal && !from.isErased(node)) {
        float[] known = VectorIndex.components(lost(ordinal, into.length));
        System.arraycopy(known, 0, into, 0, into.length);
      }
    } finally {
      how.exclusive().unlock();
    }
  }

  private VectorFloat<?> lost(int ordinal, int dimension) {
    VectorKeeping how = keeping;
    if (ordinal < 0 || how == null) {
      return VectorIndex.vector(new float[dimension]); // Removed: only its links are of use.
    }
    if (damaged.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("folder", how.folder())
          .log("A vector file is damaged: it is made anew, and what it lost is read from the rows");
    }
    float[] vector = how.rows().apply(ordinal);
    return VectorIndex.vector(vector == null ? new float[dimension] : vector);
  }

  /** Whether an ordinal stands for the vector of that id, still. */
  boolean holds(int ordinal, long high, long low) {
    int place = ordinal < places.length ? places[ordinal] : 0;
    VectorFile its = file;
    if (place > 0) {
      return fresh.high(place - 1) == high && fresh.low(place - 1) == low;
    }
    return place < 0 && its != null && its.high(-place - 1) == high && its.low(-place - 1) == low;
  }

  /** Fresh vectors without the removed ones, if those are more than it is worth to keep. */
  void tidy() {
    Fresh old = fresh;
    if (old.size() - old.live() > Math.max(VectorIndex.TAIL, old.live() / 2)) {
      renew(old);
    }
  }

  private void renew(Fresh old) {
    Fresh next = new Fresh(inMemory, spills);
    for (int node = 0; node < old.size(); node++) {
      int ordinal = old.ordinal(node);
      if (ordinal >= 0 && places[ordinal] > 0) {
        places[ordinal] = next.add(ordinal, old.high(node), old.low(node), old.vector(node)) + 1;
      }
    }
    Signs signs = old.signs();
    if (signs != null) {
      next.encodeBy(signs);
    }
    fresh = next;
    old.close();
    searchers.clear();
  }

  /**
   * Goes over to a new file.
   *
   * @param ordinals whose vectors its nodes are
   */
  void install(VectorFile opened, int[] ordinals) {
    int[] its = ordinals.clone();
    for (int node = 0; node < its.length; node++) {
      if (holds(its[node], opened.high(node), opened.low(node))) {
        places[its[node]] = -node - 1;
      } else {
        its[node] = -1;
        opened.erase(node);
      }
    }
    opened.force();
    file = opened;
    fileOrdinals = its;
    damaged.set(false);
    renew(fresh);
  }
}
