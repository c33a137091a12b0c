package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of this process alone, which takes fresh vectors out of memory until they are in a {@link
 * VectorFile}. It is never synced but to erase, and gone after a restart: the rows have them. One
 * thread writes, others read what was written before.
 */
final class Spill implements AutoCloseable {
  /** How much is mapped at once. */
  private static final int MAPPED = 1 << 26;

  private final Path path;

  /** Not a channel: an interrupt would close that. */
  private final RandomAccessFile file;

  private final int bytes;
  private final int perMap;
  private final ByteBuffer buffer;
  private volatile MappedByteBuffer[] maps = new MappedByteBuffer[0];

  Spill(Path path, int dimension) throws IOException {
    this.path = path;
    this.bytes = dimension * Float.BYTES;
    this.perMap = Math.max(1, MAPPED / bytes);
    this.buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.deleteIfExists(path); // It may be mapped somewhere: it must not be made shorter.
    Files.createFile(path);
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /**
   * Writes a vector to its place.
   *
   * @throws IOException if it could not be written, as when the disk is full: it is not there then
   */
  void write(int place, float[] vector) throws IOException {
    buffer.clear();
    buffer.asFloatBuffer().put(vector);
    write(buffer.array(), (long) place * bytes);
    map(place / perMap);
  }

  private void write(byte[] from, long at) throws IOException {
    file.seek(at);
    file.write(from);
  }

  /** Maps up to a part. Its end is written first: a mapping must not be longer than the file. */
  private void map(int part) throws IOException {
    MappedByteBuffer[] mapped = maps;
    if (part < mapped.length) {
      return;
    }
    long length = (long) perMap * bytes;
    MappedByteBuffer[] more = Arrays.copyOf(mapped, part + 1);
    for (int i = mapped.length; i <= part; i++) {
      if (file.length() < (i + 1) * length) {
        write(new byte[1], (i + 1) * length - 1);
      }
      more[i] = Interrupts.map(path, MapMode.READ_ONLY, i * length, length);
      more[i].order(ByteOrder.LITTLE_ENDIAN);
    }
    maps = more;
  }

  /** Copies a vector that was written. */
  void read(int place, float[] into) {
    maps[place / perMap]
        .slice(place % perMap * bytes, bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(into);
  }

  /** Overwrites a vector. */
  void erase(int place) {
    try {
      write(new byte[bytes], (long) place * bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("A vector could not be erased from " + path, e);
    }
  }

  /** Makes what was erased durable. */
  void force() {
    try {
      file.getFD().sync();
    } catch (IOException e) {
      throw new UncheckedIOException("Erased vectors could not be synced in " + path, e);
    }
  }

  /** Deletes it. What was mapped can be read by those who still do. */
  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }
}
