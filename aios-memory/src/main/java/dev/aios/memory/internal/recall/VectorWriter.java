package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.VectorFile.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link VectorFile} beside its place, makes it durable, and moves it there. Another
 * thread may erase a vector from it at any moment, or end it, after which nothing of it is left.
 */
final class VectorWriter implements AutoCloseable {
  private static final int PORTION = 1 << 20;

  private final Path path;
  private final Path beside;
  private final FileChannel channel;
  private final int[] nodes;
  private final BitSet erased = new BitSet();
  private @Nullable Part begun;
  private boolean moved;
  private boolean abandoned;

  /**
   * @param nodes by ordinal, the node that its vector is to be, or -1
   */
  VectorWriter(Path path, int[] nodes) throws IOException {
    this.path = path;
    this.nodes = nodes.clone();
    this.beside = path.resolveSibling(path.getFileName() + ".new");
    this.channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  /**
   * What is written.
   *
   * @param model whose vectors they are
   * @param position the journal's position that is covered
   * @param signs makes the codes
   * @param ids two for each node
   * @param graph the graph over the nodes
   * @param vectors the vector of each node
   */
  record Content(
      String model, long position, Signs signs, LongBuffer ids, FlatGraph graph, Reading vectors) {}

  /** Copies a node's vector. */
  interface Reading {
    void read(int node, float[] into);
  }

  /** Whether so many vectors fit into one file: all but the vectors is read in one piece. */
  static boolean fits(int dimension, long count) {
    long each = 16 + 8L * (dimension / 64 + 2) + 8 + 4 * 33 + 8;
    return count * each < Integer.MAX_VALUE - 1_000_000;
  }

  void write(Content content) throws IOException {
    int count = content.ids().capacity() / 2;
    int dimension = content.graph().getDimension();
    int code = content.signs().length();
    int links = 2 * Integer.BYTES;
    for (FlatGraph.Level level : content.graph().levels()) {
      links += Integer.BYTES * (3 + level.nodes().length + level.links().length);
    }
    Layout layout = new Layout(dimension, count, code, links);
    CRC32C crc = new CRC32C();
    ByteBuffer centre =
        ByteBuffer.allocate((int) layout.ids() - VectorFile.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    centre.asFloatBuffer().put(content.signs().centre());
    crc.update(centre.duplicate());
    write(centre, VectorFile.HEADER);
    writeNodes(content, layout);
    Stream front = new Stream(layout.links());
    writeGraph(front, content.graph(), crc);
    front.flush();
    writeHeader(content, layout, (int) crc.getValue());
    channel.force(true);
    move();
  }

  /** Ids, codes, checksums and vectors, each vector read once. */
  private void writeNodes(Content content, Layout layout) throws IOException {
    float[] components = new float[layout.dimension()];
    long[] codes = new long[layout.code()];
    Part part = new Part(layout);
    synchronized (this) {
      begun = part;
    }
    for (int node = 0; node < layout.count(); node++) {
      content.vectors().read(node, components);
      content.signs().encode(components, codes, 0);
      long high = content.ids().get(2 * node);
      long low = content.ids().get(2 * node + 1);
      synchronized (this) {
        if (erased.get(node)) {
          part.add(0, 0, new long[codes.length], new float[components.length]);
          part.forget(node);
        } else {
          part.add(high, low, codes, components);
        }
      }
    }
    synchronized (this) {
      part.finish();
    }
  }

  /**
   * Erases a vector from what is written, and from what is to be written.
   *
   * @param ordinal whose vector; nothing happens if the file is not to have it
   */
  synchronized void erase(int ordinal) throws IOException {
    int node = ordinal < nodes.length ? nodes[ordinal] : -1;
    if (node < 0 || abandoned || erased.get(node)) {
      return;
    }
    erased.set(node);
    Part part = begun;
    if (part == null || node >= part.count) {
      return; // It will not be written.
    }
    if (!moved) {
      part.erase(channel, node);
    } else {
      try (FileChannel its = FileChannel.open(path, StandardOpenOption.WRITE)) {
        part.erase(its, node);
        its.force(false);
      }
    }
  }

  /** The nodes that are written, in four places of the file. Guarded by the writer. */
  private final class Part {
    private final Layout layout;
    private final Stream ids;
    private final Stream codes;
    private final Stream vectors;
    private final ByteBuffer sums;
    private final ByteBuffer vector;
    private int count;
    private boolean finished;

    Part(Layout layout) {
      this.layout = layout;
      this.ids = new Stream(layout.ids());
      this.codes = new Stream(layout.codes());
      this.vectors = new Stream(layout.vectors());
      this.sums = little(layout.count() * 2 * Integer.BYTES);
      this.vector = little(layout.dimension() * Float.BYTES);
    }

    void add(long high, long low, long[] code, float[] components) throws IOException {
      ids.room(2 * Long.BYTES).putLong(high).putLong(low);
      ByteBuffer to = codes.room(code.length * Long.BYTES);
      for (long one : code) {
        to.putLong(one);
      }
      vector.clear();
      vector.asFloatBuffer().put(components);
      sums.putInt(VectorFile.codeSum(high, low, code, 0, code.length));
      sums.putInt(VectorFile.vectorSum(high, low, vector.duplicate()));
      vectors.room(vector.remaining()).put(vector);
      count++;
    }

    /** Marks a node as erased. */
    void forget(int node) {
      sums.putLong(2 * Integer.BYTES * node, 0);
    }

    void erase(FileChannel in, int node) throws IOException {
      forget(node);
      if (finished) {
        VectorWriter.write(in, ByteBuffer.allocate(8), layout.sums() + 8L * node);
      } else {
        ids.flush();
        codes.flush();
        vectors.flush();
      }
      int code = layout.code() * Long.BYTES;
      int length = layout.dimension() * Float.BYTES;
      VectorWriter.write(in, ByteBuffer.allocate(16), layout.ids() + 16L * node);
      VectorWriter.write(in, ByteBuffer.allocate(code), layout.codes() + (long) code * node);
      VectorWriter.write(in, ByteBuffer.allocate(length), layout.vectors() + (long) length * node);
    }

    void finish() throws IOException {
      ids.flush();
      codes.flush();
      vectors.flush();
      VectorWriter.write(channel, sums.duplicate().clear(), layout.sums());
      finished = true;
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeGraph(Stream to, FlatGraph graph, CRC32C crc) throws IOException {
    put(to, crc, graph.entry(), graph.levels().size());
    for (FlatGraph.Level level : graph.levels()) {
      put(to, crc, level.degree(), level.nodes().length, level.links().length);
      put(to, crc, level.nodes());
      put(to, crc, level.links());
    }
  }

  private static void put(Stream to, CRC32C crc, int... numbers) throws IOException {
    int done = 0;
    while (done < numbers.length) {
      ByteBuffer buffer = to.room(Integer.BYTES);
      int from = buffer.position();
      int some = Math.min(buffer.remaining() / Integer.BYTES, numbers.length - done);
      buffer.asIntBuffer().put(numbers, done, some);
      buffer.position(from + some * Integer.BYTES);
      crc.update(buffer.slice(from, some * Integer.BYTES));
      done += some;
    }
  }

  private void writeHeader(Content content, Layout layout, int crc) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(VectorFile.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(VectorFile.MAGIC).putInt(VectorFile.VERSION);
    header.putInt(layout.dimension()).putInt(layout.count());
    header.putInt(layout.code()).putInt(layout.graph());
    header.putLong(content.position()).putInt(crc);
    byte[] name = content.model().getBytes(StandardCharsets.UTF_8);
    header.putInt(name.length).put(name);
    header.putInt(VectorFile.HEADER_SUM, VectorFile.sum(header.array(), VectorFile.HEADER_SUM));
    write(header.clear(), 0);
  }

  /** A part of the file that is written from front to back. */
  private final class Stream {
    private final ByteBuffer buffer = ByteBuffer.allocate(PORTION).order(ByteOrder.LITTLE_ENDIAN);
    private long position;

    Stream(long position) {
      this.position = position;
    }

    ByteBuffer room(int bytes) throws IOException {
      if (buffer.remaining() < bytes) {
        flush();
      }
      return buffer;
    }

    void flush() throws IOException {
      buffer.flip();
      position += write(buffer, position);
      buffer.clear();
    }
  }

  private int write(ByteBuffer bytes, long at) throws IOException {
    return write(channel, bytes, at);
  }

  private static int write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
    int length = bytes.remaining();
    long place = at;
    while (bytes.hasRemaining()) {
      place += to.write(bytes, place);
    }
    return length;
  }

  private synchronized void move() throws IOException {
    if (abandoned) {
      throw new IOException("The file was abandoned while it was written");
    }
    channel.close();
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    moved = true;
    try (FileChannel folder = FileChannel.open(beside.toAbsolutePath().getParent())) {
      folder.force(true);
    } catch (IOException e) {
      // Not every system can sync a folder. At worst the file is gone after a loss of power.
    }
  }

  /** Opens what was written. */
  VectorFile open(String model, int dimension) throws IOException {
    return VectorFile.open(path, model, dimension, Long.MAX_VALUE);
  }

  synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** Ends it: what it is about to write holds what must not be kept. */
  synchronized void abandon() throws IOException {
    abandoned = true;
    channel.close();
    Files.deleteIfExists(beside);
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
