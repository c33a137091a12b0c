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
import java.util.zip.CRC32C;

/**
 * Writes a {@link VectorFile} beside its place, makes it durable, and moves it there. Another
 * thread may end it at any moment, after which nothing of it is left.
 */
final class VectorWriter implements AutoCloseable {
  private static final int PORTION = 1 << 20;

  private final Path path;
  private final Path beside;
  private final FileChannel channel;
  private final Stream front = new Stream(VectorFile.HEADER);
  private boolean abandoned;

  VectorWriter(Path path) throws IOException {
    this.path = path;
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
    front.room(centre.remaining()).put(centre);
    for (int i = 0; i < 2 * count; i++) {
      front.room(Long.BYTES).putLong(content.ids().get(i));
    }
    writeNodes(content, layout);
    front.at(layout.links());
    writeGraph(content.graph(), crc);
    front.flush();
    writeHeader(content, layout, (int) crc.getValue());
    channel.force(true);
    move();
  }

  /** Codes, checksums and vectors, each vector read once. */
  private void writeNodes(Content content, Layout layout) throws IOException {
    int dimension = layout.dimension();
    int code = layout.code();
    float[] components = new float[dimension];
    long[] codes = new long[code];
    ByteBuffer sums = ByteBuffer.allocate(layout.count() * 8).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer vector = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Stream vectors = new Stream(layout.vectors());
    for (int node = 0; node < layout.count(); node++) {
      content.vectors().read(node, components);
      content.signs().encode(components, codes, 0);
      for (long one : codes) {
        front.room(Long.BYTES).putLong(one);
      }
      long high = content.ids().get(2 * node);
      long low = content.ids().get(2 * node + 1);
      vector.clear();
      vector.asFloatBuffer().put(components);
      sums.putInt(VectorFile.codeSum(high, low, codes, 0, code));
      sums.putInt(VectorFile.vectorSum(high, low, vector.duplicate()));
      vectors.room(vector.remaining()).put(vector);
    }
    front.flush();
    vectors.flush();
    write(sums.flip(), layout.sums());
  }

  private void writeGraph(FlatGraph graph, CRC32C crc) throws IOException {
    put(crc, graph.entry(), graph.levels().size());
    for (FlatGraph.Level level : graph.levels()) {
      put(crc, level.degree(), level.nodes().length, level.links().length);
      put(crc, level.nodes());
      put(crc, level.links());
    }
  }

  private void put(CRC32C crc, int... numbers) throws IOException {
    int done = 0;
    while (done < numbers.length) {
      ByteBuffer buffer = front.room(Integer.BYTES);
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

    void at(long place) {
      position = place;
      buffer.clear();
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
    int length = bytes.remaining();
    long place = at;
    while (bytes.hasRemaining()) {
      place += channel.write(bytes, place);
    }
    return length;
  }

  private synchronized void move() throws IOException {
    if (abandoned) {
      throw new IOException("The file was abandoned while it was written");
    }
    channel.close();
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
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
