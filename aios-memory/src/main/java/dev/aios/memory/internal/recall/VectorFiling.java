package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new file of what is in the old one and what is fresh. The graph goes on from the old
 * file's, so that only what is fresh has to be added to it.
 */
final class VectorFiling implements Nodes {
  private final VectorParts parts;
  private final VectorKeeping how;
  private final VectorFolder folder;
  private final Executor helpers;
  private final BooleanSupplier stopped;

  private @Nullable VectorFile old;
  private Fresh fresh;
  private int[] ordinals = new int[0];
  private long[] ids = new long[0];

  /** By the number in the new graph: where the vector comes from, as in {@link VectorParts}. */
  private int[] origins = new int[0];

  VectorFiling(
      VectorParts parts,
      VectorKeeping how,
      VectorFolder folder,
      Executor helpers,
      BooleanSupplier stopped) {
    this.parts = parts;
    this.how = how;
    this.folder = folder;
    this.helpers = helpers;
    this.stopped = stopped;
    this.fresh = parts.fresh();
  }

  /**
   * Makes the file and goes over to it.
   *
   * @param writing is told of each writer before it writes, under the index's lock
   * @return whether it did
   */
  boolean run(Consumer<@Nullable VectorWriter> writing) throws IOException {
    int[] oldNumbers = gather();
    if (!VectorWriter.fits(how.dimension(), origins.length)) {
      return false;
    }
    VectorGraph graph = graph(oldNumbers);
    boolean written = false;
    while (!written && !stopped.getAsBoolean()) {
      written = write(graph, writing);
    }
    return written;
  }

  /** Takes down what there is, and gives the number of each node of the old file. */
  private int[] gather() {
    how.exclusive().lock();
    try {
      VectorFile file = parts.file();
      old = file;
      fresh = parts.fresh();
      int olds = file == null ? 0 : file.count();
      // With a file, fresh nodes follow its nodes; without, they keep their numbers.
      int most = olds + fresh.size();
      ordinals = new int[most];
      ids = new long[2 * most];
      origins = new int[most];
      int[] numbers = new int[olds];
      int count = 0;
      for (int node = 0; file != null && node < olds; node++) {
        boolean there = parts.fileOrdinal(node) >= 0;
        numbers[node] = there ? count : -1;
        if (there) {
          put(count++, parts.fileOrdinal(node), file.high(node), file.low(node), -node - 1);
        }
      }
      for (int node = 0; node < fresh.size(); node++) {
        put(count++, fresh.ordinal(node), fresh.high(node), fresh.low(node), node + 1);
      }
      ordinals = Arrays.copyOf(ordinals, count);
      ids = Arrays.copyOf(ids, 2 * count);
      origins = Arrays.copyOf(origins, count);
      return numbers;
    } finally {
      how.exclusive().unlock();
    }
  }

  private void put(int number, int ordinal, long high, long low, int origin) {
    ordinals[number] = ordinal;
    ids[2 * number] = high;
    ids[2 * number + 1] = low;
    origins[number] = origin;
  }

  @Override
  public int dimension() {
    return how.dimension();
  }

  @Override
  public void read(int number, float[] into) {
    int origin = origins[number];
    VectorFile from = old;
    if (origin > 0 || from == null) {
      fresh.read(origin - 1, into);
    } else {
      parts.read(from, -origin - 1, ordinals[number], into);
    }
  }

  @Override
  public boolean has(int number) {
    int origin = origins[number];
    VectorFile from = old;
    if (origin > 0 || from == null) {
      return fresh.has(origin - 1);
    }
    return !from.isErased(-origin - 1);
  }

  @Override
  public float product(Signs.Question question, int number) {
    int origin = origins[number];
    VectorFile from = old;
    return origin > 0 || from == null
        ? fresh.product(question, origin - 1)
        : question.product(from.codes(), -origin - 1);
  }

  /** The graph over all of it. */
  private VectorGraph graph(int[] oldNumbers) {
    VectorFile from = old;
    VectorGraph there = fresh.graph();
    if (from == null && there != null) {
      fresh.cover(there, stopped, helpers);
      return there;
    }
    VectorGraph graph = new VectorGraph(this, fresh.signs());
    int kept = 0;
    while (kept < origins.length && origins[kept] < 0) {
      kept++;
    }
    if (from != null) {
      graph.begin(from.graph(), oldNumbers, kept);
    }
    graph.add(origins.length, number -> ordinals[number] >= 0, stopped, helpers);
    return graph;
  }

  private boolean write(VectorGraph graph, Consumer<@Nullable VectorWriter> writing)
      throws IOException {
    // Of what came after the gathering, the graph may have some: none of it is in the file.
    int[] numbers = new int[Math.max(origins.length, graph.size())];
    Arrays.fill(numbers, -1);
    int count = 0;
    VectorWriter writer;
    long position;
    how.exclusive().lock();
    try {
      // What is removed from now on is erased by the writer.
      if (stopped.getAsBoolean()) {
        return false;
      }
      int[] nodes = new int[Arrays.stream(ordinals).max().orElse(0) + 1];
      Arrays.fill(nodes, -1);
      for (int i = 0; i < Math.min(origins.length, graph.size()); i++) {
        boolean there = ordinals[i] >= 0 && parts.holds(ordinals[i], ids[2 * i], ids[2 * i + 1]);
        numbers[i] = there ? count++ : -1;
        if (there) {
          nodes[ordinals[i]] = numbers[i];
        }
      }
      position = how.position().getAsLong();
      writer = folder.writer(nodes);
      writing.accept(writer);
    } finally {
      how.exclusive().unlock();
    }
    int[] sources = new int[count];
    int[] newOrdinals = new int[count];
    long[] newIds = new long[2 * count];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0) {
        sources[numbers[i]] = i;
        newOrdinals[numbers[i]] = ordinals[i];
        newIds[2 * numbers[i]] = ids[2 * i];
        newIds[2 * numbers[i] + 1] = ids[2 * i + 1];
      }
    }
    Signs signs = Objects.requireNonNull(fresh.signs(), "codes are there before files");
    VectorFile opened;
    try (writer) {
      writer.write(
          new VectorWriter.Content(
              how.model(),
              position,
              signs,
              LongBuffer.wrap(newIds),
              graph.finished(numbers, count),
              (node, into) -> read(sources[node], into)));
      opened = writer.open(how.model(), how.dimension());
    } catch (IOException | RuntimeException | Error e) {
      if (e instanceof IOException && writer.isAbandoned()) {
        return false;
      }
      writer.abandon(); // Half a file holds vectors, and nobody would erase what is removed.
      throw e;
    }
    return install(writer, opened, newOrdinals, writing);
  }

  private boolean install(
      VectorWriter writer,
      VectorFile opened,
      int[] newOrdinals,
      Consumer<@Nullable VectorWriter> writing) {
    how.exclusive().lock();
    try {
      if (writer.isAbandoned() || stopped.getAsBoolean()) {
        opened.close();
        return false;
      }
      VectorFile replaced = old;
      parts.install(opened, newOrdinals);
      writing.accept(null); // It is the index's file now, which nobody is to end.
      if (replaced != null) {
        folder.delete(replaced);
      }
      return true;
    } finally {
      how.exclusive().unlock();
    }
  }
}
