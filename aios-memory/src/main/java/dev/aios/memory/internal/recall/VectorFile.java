package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of vectors, written whole and then never changed but to erase: numbered nodes with their
 * ids and codes, the graph over them, and the vectors. All but the vectors is read and checked when
 * it is opened; the vectors stay in the file, and each is checked when it is first read.
 *
 * <p>Nothing in it says what is true: a node counts only if a row asks for it by its id.
 */
final class VectorFile implements AutoCloseable {
  static final long MAGIC = 0x41494F5356454331L;
  static final int VERSION = 1;
  static final int HEADER = 4096;

  /** Where the header's own checksum stands. */
  static final int HEADER_SUM = HEADER - Integer.BYTES;

  /** A mapping is of so many bytes at most. */
  private static final int MAPPED = 1 << 29;

  private final Path path;

  /** Not a channel: an interrupt would close that. */
  private final RandomAccessFile file;

  private final Layout layout;
  private final long position;
  private final Signs signs;
  private final long[] ids;
  private final long[] codes;
  private final int[] sums;
  private final FlatGraph graph;
  private final List<MappedByteBuffer> maps = new ArrayList<>();
  private final List<FloatBuffer> floats = new ArrayList<>();
  private final int perMap;
  private final boolean[] checked;
  private int erased;

  /**
   * Where everything is.
   *
   * @param dimension of the vectors
   * @param count of the nodes
   * @param code how many numbers a code has
   * @param graph the length of the graph in bytes
   */
  record Layout(int dimension, int count, int code, int graph) {
    long ids() {
      return HEADER + (long) dimension * Float.BYTES + (long) (dimension % 2) * Float.BYTES;
    }

    long codes() {
      return ids() + 2L * Long.BYTES * count;
    }

    long sums() {
      return codes() + (long) Long.BYTES * code * count;
    }

    long links() {
      return sums() + 2L * Integer.BYTES * count;
    }

    long vectors() {
      return (links() + graph + HEADER - 1) / HEADER * HEADER;
    }

    long end() {
      return vectors() + (long) count * dimension * Float.BYTES;
    }
  }

  private VectorFile(Path path, RandomAccessFile file, String model, int dimension, long head)
      throws IOException {
    this.path = path;
    this.file = file;
    check(file.length() >= HEADER, "it is too short");
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    file.readFully(header.array());
    check(sum(header.array(), HEADER_SUM) == header.getInt(HEADER_SUM), "its header is damaged");
    check(header.getLong() == MAGIC && header.getInt() == VERSION, "it is of another version");
    int itsDimension = header.getInt();
    layout = new Layout(itsDimension, header.getInt(), header.getInt(), header.getInt());
    position = header.getLong();
    final int whole = header.getInt();
    byte[] name = new byte[header.getInt()];
    header.get(name);
    check(
        itsDimension == dimension && new String(name, StandardCharsets.UTF_8).equals(model),
        "it is of another model");
    check(position <= head, "it is newer than the journal");
    check(file.length() == layout.end(), "its length is not what its header says");
    ByteBuffer all =
        Interrupts.map(path, MapMode.READ_ONLY, 0, layout.links() + layout.graph())
            .order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    crc.update(slice(all, HEADER, layout.ids()));
    ByteBuffer links = slice(all, layout.links(), layout.links() + layout.graph());
    crc.update(links.duplicate());
    check((int) crc.getValue() == whole, "its graph is damaged");
    float[] centre = new float[dimension];
    slice(all, HEADER, layout.ids()).asFloatBuffer().get(centre);
    signs = new Signs(centre);
    ids = new long[2 * layout.count()];
    slice(all, layout.ids(), layout.codes()).asLongBuffer().get(ids);
    codes = new long[layout.code() * layout.count()];
    slice(all, layout.codes(), layout.sums()).asLongBuffer().get(codes);
    sums = new int[2 * layout.count()];
    slice(all, layout.sums(), layout.links()).asIntBuffer().get(sums);
    graph = graph(links, dimension);
    checked = new boolean[layout.count()];
    perMap = Math.max(1, MAPPED / (dimension * Float.BYTES));
    for (int first = 0; first < layout.count(); first += perMap) {
      long nodes = Math.min(perMap, layout.count() - first);
      long bytes = (long) dimension * Float.BYTES;
      MappedByteBuffer map =
          Interrupts.map(path, MapMode.READ_WRITE, layout.vectors() + first * bytes, nodes * bytes);
      map.order(ByteOrder.LITTLE_ENDIAN);
      maps.add(map);
      floats.add(map.asFloatBuffer());
    }
    checkNodes();
    replaceErased();
  }

  /**
   * Opens a file.
   *
   * @param model whose vectors are wanted
   * @param dimension their length
   * @param head the journal's last position
   * @throws IOException if it cannot be used; the message says why
   */
  static VectorFile open(Path path, String model, int dimension, long head) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(path.toString()); // Opening it to write would make it.
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      return new VectorFile(path, file, model, dimension, head);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e instanceof IOException known ? known : new IOException("it makes no sense: " + e);
    }
  }

  private static void check(boolean right, String why) throws IOException {
    if (!right) {
      throw new IOException(why);
    }
  }

  private static ByteBuffer slice(ByteBuffer of, long from, long to) {
    return of.slice((int) from, (int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int sum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** The checksum of a node's id and code. */
  static int codeSum(long high, long low, long[] codes, int at, int length) {
    ByteBuffer bytes = ByteBuffer.allocate((2 + length) * Long.BYTES);
    bytes.putLong(high).putLong(low);
    for (int i = 0; i < length; i++) {
      bytes.putLong(codes[at + i]);
    }
    return sum(bytes.array(), bytes.capacity());
  }

  /** The checksum of a vector as it lies in the file, and of the id that it belongs to. */
  static int vectorSum(long high, long low, ByteBuffer vector) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).flip());
    crc.update(vector);
    return (int) crc.getValue();
  }

  private static FlatGraph graph(ByteBuffer from, int dimension) {
    int entry = from.getInt();
    int count = from.getInt();
    List<FlatGraph.Level> levels = new ArrayList<>(count);
    for (int level = 0; level < count; level++) {
      int degree = from.getInt();
      int[] nodes = new int[from.getInt()];
      int[] links = new int[from.getInt()];
      from.asIntBuffer().get(nodes).get(links);
      from.position(from.position() + Integer.BYTES * (nodes.length + links.length));
      levels.add(new FlatGraph.Level(degree, nodes, links));
    }
    return new FlatGraph(dimension, entry, levels);
  }

  /** That ids and codes are what was written; what was being erased is erased to the end. */
  private void checkNodes() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((2 + layout.code()) * Long.BYTES);
    CRC32C crc = new CRC32C();
    for (int node = 0; node < layout.count(); node++) {
      if (isErased(node)) {
        erased++;
        ids[2 * node] = 0;
        ids[2 * node + 1] = 0;
        continue;
      }
      bytes.clear().putLong(ids[2 * node]).putLong(ids[2 * node + 1]);
      for (int i = 0; i < layout.code(); i++) {
        bytes.putLong(codes[node * layout.code() + i]);
      }
      crc.reset();
      crc.update(bytes.flip());
      check((int) crc.getValue() == sums[2 * node], "its codes are damaged");
    }
  }

  /**
   * Gives an erased node, in memory, the code of its nearest neighbour: searches find their way
   * over it as before.
   */
  private void replaceErased() {
    int code = layout.code();
    for (int node = 0; erased > 0 && node < layout.count(); node++) {
      if (isErased(node)) {
        int like = graph.firstNeighbour(node, neighbour -> !isErased(neighbour));
        if (like >= 0) {
          System.arraycopy(codes, like * code, codes, node * code, code);
        }
      }
    }
  }

  Path path() {
    return path;
  }

  int count() {
    return layout.count();
  }

  /** How many nodes are erased. */
  int erased() {
    return erased;
  }

  /** The journal's position that it covers. */
  long position() {
    return position;
  }

  Signs signs() {
    return signs;
  }

  long[] codes() {
    return codes;
  }

  FlatGraph graph() {
    return graph;
  }

  boolean isErased(int node) {
    return sums[2 * node] == 0 && sums[2 * node + 1] == 0;
  }

  long high(int node) {
    return ids[2 * node];
  }

  long low(int node) {
    return ids[2 * node + 1];
  }

  /** A node's vector, or null if the file does not hold it undamaged. */
  @Nullable VectorFloat<?> vector(int node) {
    float[] components = new float[layout.dimension()];
    return read(node, components) ? VectorIndex.vector(components) : null;
  }

  /** Copies a node's vector, and says whether the file holds it undamaged. */
  boolean read(int node, float[] into) {
    int bytes = layout.dimension() * Float.BYTES;
    ByteBuffer map = maps.get(node / perMap);
    int at = node % perMap * bytes;
    if (!checked[node]) {
      ByteBuffer vector = map.slice(at, bytes);
      if (isErased(node) || vectorSum(high(node), low(node), vector) != sums[2 * node + 1]) {
        return false;
      }
      checked[node] = true; // Two threads may both have checked it, which does no harm.
    }
    floats.get(node / perMap).get(at / Float.BYTES, into, 0, layout.dimension());
    return true;
  }

  /**
   * Erases a node: afterwards its id, code and vector are in the file no more. What remains are the
   * numbers of its neighbours.
   */
  void erase(int node) {
    if (!isErased(node)) {
      erased++;
    }
    // Whoever reads it meanwhile is told that it is erased, not that it is damaged.
    sums[2 * node] = 0;
    sums[2 * node + 1] = 0;
    checked[node] = false;
    try {
      // First of all its sums: whatever happens next, it is known to be erased.
      zero(layout.sums() + 2L * Integer.BYTES * node, 2 * Integer.BYTES);
      zero(layout.ids() + 2L * Long.BYTES * node, 2 * Long.BYTES);
      zero(layout.codes() + (long) Long.BYTES * layout.code() * node, Long.BYTES * layout.code());
      long bytes = (long) layout.dimension() * Float.BYTES;
      zero(layout.vectors() + bytes * node, (int) bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("A vector could not be erased from " + path, e);
    }
  }

  private void zero(long at, int length) throws IOException {
    file.seek(at);
    file.write(new byte[length]);
  }

  /** Makes what was erased durable. */
  void force() {
    try {
      file.getFD().sync();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Erased vectors could not be synced in " + path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
