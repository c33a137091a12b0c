package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * Writes a file of {@link Blocks} from its beginning to its end; the first block is written last.
 * What was not finished is deleted.
 */
final class BlockWriter implements AutoCloseable {
  private static final int BUFFERED = 64 * Blocks.BLOCK;

  private final Path path;
  private final FileChannel channel;
  private final BooleanSupplier stopped;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED).order(ByteOrder.LITTLE_ENDIAN);
  private int[] sums = new int[1024];
  private int blocks;
  private boolean finished;

  BlockWriter(Path path, BooleanSupplier stopped) throws IOException {
    this.path = path;
    this.stopped = stopped;
    Files.deleteIfExists(path); // It may be mapped somewhere: it must not be made shorter.
    this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    for (int i = 0; i < Blocks.BLOCK; i++) {
      buffer.put((byte) 0);
    }
  }

  /** Where the next byte goes. */
  long at() {
    return (long) blocks * Blocks.BLOCK + buffer.position();
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  void put(byte value) throws IOException {
    room(1).put(value);
  }

  void putInt(int value) throws IOException {
    room(Integer.BYTES).putInt(value);
  }

  void putLong(long value) throws IOException {
    room(Long.BYTES).putLong(value);
  }

  void put(byte[] bytes) throws IOException {
    for (byte one : bytes) {
      put(one);
    }
  }

  /** Fills the block up, and gives where the next one begins. */
  long align() throws IOException {
    while (buffer.position() % Blocks.BLOCK != 0) {
      buffer.put((byte) 0);
    }
    return at();
  }

  private void flush() throws IOException {
    if (stopped.getAsBoolean()) {
      throw new IOException("Stopped while it was written");
    }
    buffer.flip();
    for (int at = 0; at < buffer.limit(); at += Blocks.BLOCK) {
      if (blocks == sums.length) {
        sums = Arrays.copyOf(sums, blocks * 2);
      }
      sums[blocks++] = sum(buffer.array(), at);
    }
    write(buffer, (long) blocks * Blocks.BLOCK - buffer.limit());
    buffer.clear();
  }

  private static int sum(byte[] bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, Blocks.BLOCK);
    return (int) crc.getValue();
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += channel.write(bytes, place);
    }
  }

  /** How many blocks there are, once the last was aligned. */
  int blocks() {
    return blocks + buffer.position() / Blocks.BLOCK;
  }

  /** Writes the checksums and the first block, and makes all of it durable. */
  void finish(byte[] first) throws IOException {
    align();
    flush();
    sums[0] = sum(first, 0);
    ByteBuffer behind =
        ByteBuffer.allocate(blocks * (Integer.BYTES + 1)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < blocks; i++) {
      behind.putInt(sums[i]);
    }
    write(behind.clear(), (long) blocks * Blocks.BLOCK);
    write(ByteBuffer.wrap(first), 0);
    channel.force(true);
    finished = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!finished) {
      Files.deleteIfExists(path);
    }
  }
}
