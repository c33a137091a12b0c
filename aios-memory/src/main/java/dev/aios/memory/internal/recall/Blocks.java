package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * A file in blocks, mapped into memory, with a checksum of each block behind them. A block is
 * checked when it is first read.
 *
 * <p>What is in it may be overwritten. A block is marked before that, and the mark goes when its
 * new checksum is there: a process that is killed in between leaves blocks that are known to be
 * right but for what was about to be overwritten, which whoever opens the file does again.
 */
final class Blocks {
  static final int BLOCK = 4096;
  private static final int BLOCK_BITS = 12;

  /** A mapping is of so many bytes. */
  private static final int SLICE_BITS = 29;

  private static final long IN_SLICE = (1L << SLICE_BITS) - 1;
  private static final byte MARKED = 0x5A;

  private final Path path;
  private final int blocks;
  private final MappedByteBuffer[] slices;
  private final IntBuffer[] ints;
  private final boolean[] checked;
  private final BitSet marked = new BitSet();
  private final BitSet leftMarked = new BitSet();

  private Blocks(Path path, FileChannel channel, int blocks) throws IOException {
    this.path = path;
    this.blocks = blocks;
    long size = size(blocks);
    if (channel.size() != size) {
      throw new IOException("it has " + channel.size() + " bytes, should have " + size);
    }
    slices = new MappedByteBuffer[(int) ((size + IN_SLICE) >>> SLICE_BITS)];
    ints = new IntBuffer[slices.length];
    for (int i = 0; i < slices.length; i++) {
      long from = (long) i << SLICE_BITS;
      slices[i] = channel.map(MapMode.READ_WRITE, from, Math.min(IN_SLICE + 1, size - from));
      slices[i].order(ByteOrder.LITTLE_ENDIAN);
      ints[i] = slices[i].asIntBuffer();
    }
    checked = new boolean[blocks];
    for (int block = 0; block < blocks; block++) {
      byte mark = byteAt(mark(block));
      if (mark == MARKED) {
        leftMarked.set(block);
        marked.set(block);
        checked[block] = true;
      } else if (mark != 0) {
        throw new IOException("the mark of block " + block + " is damaged");
      }
    }
  }

  static long size(int blocks) {
    return (long) blocks * (BLOCK + Integer.BYTES + 1);
  }

  /** Opens a file of so many blocks, of which the caller has checked the first. */
  static Blocks open(Path path, int blocks) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Blocks(path, channel, blocks);
    }
  }

  private long sum(int block) {
    return (long) blocks * BLOCK + (long) block * Integer.BYTES;
  }

  private long mark(int block) {
    return (long) blocks * (BLOCK + Integer.BYTES) + block;
  }

  private byte byteAt(long at) {
    return slices[(int) (at >>> SLICE_BITS)].get((int) (at & IN_SLICE));
  }

  /** The sums may lie across two mappings, so byte by byte. */
  private int sumAt(int block) {
    int sum = 0;
    for (int i = 3; i >= 0; i--) {
      sum = (sum << 8) | (byteAt(sum(block) + i) & 0xFF);
    }
    return sum;
  }

  /** Blocks that were marked when the file was opened. */
  BitSet leftMarked() {
    return leftMarked;
  }

  private void check(long at) {
    int block = (int) (at >>> BLOCK_BITS);
    if (!checked[block]) {
      if (computed(block) != sumAt(block)) {
        throw new DamagedIndexException(
            "Block " + block + " of the index file " + path + " is damaged; it is made anew");
      }
      checked[block] = true;
    }
  }

  private int computed(int block) {
    long at = (long) block << BLOCK_BITS;
    ByteBuffer bytes = slices[(int) (at >>> SLICE_BITS)].duplicate();
    bytes.position((int) (at & IN_SLICE)).limit((int) (at & IN_SLICE) + BLOCK);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  byte get(long at) {
    check(at);
    return byteAt(at);
  }

  int getInt(long at) {
    check(at);
    return slices[(int) (at >>> SLICE_BITS)].getInt((int) (at & IN_SLICE));
  }

  long getLong(long at) {
    check(at);
    return slices[(int) (at >>> SLICE_BITS)].getLong((int) (at & IN_SLICE));
  }

  /** Reads numbers that follow each other. */
  void ints(long at, int[] into, int count) {
    int done = 0;
    while (done < count) {
      long from = at + (long) done * Integer.BYTES;
      check(from);
      int some = Math.min(count - done, (int) (BLOCK - (from & (BLOCK - 1))) / Integer.BYTES);
      ints[(int) (from >>> SLICE_BITS)].get(
          (int) (from & IN_SLICE) / Integer.BYTES, into, done, some);
      done += some;
    }
  }

  /** Reads bytes that follow each other. */
  void bytes(long at, byte[] into, int count) {
    int done = 0;
    while (done < count) {
      long from = at + done;
      check(from);
      int some = Math.min(count - done, (int) (BLOCK - (from & (BLOCK - 1))));
      slices[(int) (from >>> SLICE_BITS)].get((int) (from & IN_SLICE), into, done, some);
      done += some;
    }
  }

  private void write(long at) {
    check(at);
    int block = (int) (at >>> BLOCK_BITS);
    if (!marked.get(block)) {
      marked.set(block);
      set(mark(block), MARKED);
      VarHandle.fullFence(); // Not even a killed process has changed a block without its mark.
    }
  }

  private void set(long at, byte value) {
    slices[(int) (at >>> SLICE_BITS)].put((int) (at & IN_SLICE), value);
  }

  void put(long at, byte value) {
    write(at);
    set(at, value);
  }

  void putInt(long at, int value) {
    write(at);
    slices[(int) (at >>> SLICE_BITS)].putInt((int) (at & IN_SLICE), value);
  }

  void putLong(long at, long value) {
    write(at);
    slices[(int) (at >>> SLICE_BITS)].putLong((int) (at & IN_SLICE), value);
  }

  /** Gives what was overwritten its checksums, and makes it durable. */
  void settle() {
    if (marked.isEmpty()) {
      return;
    }
    BitSet touched = new BitSet();
    for (int block = marked.nextSetBit(0); block >= 0; block = marked.nextSetBit(block + 1)) {
      int sum = computed(block);
      for (int i = 0; i < Integer.BYTES; i++) {
        set(sum(block) + i, (byte) (sum >>> (8 * i)));
      }
      touched.set((int) (((long) block << BLOCK_BITS) >>> SLICE_BITS));
    }
    VarHandle.fullFence();
    marked.stream().forEach(block -> set(mark(block), (byte) 0));
    touched.set((int) (sum(0) >>> SLICE_BITS), slices.length);
    touched.stream().forEach(slice -> slices[slice].force());
    marked.clear();
  }
}
