package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What the first block of a segment says: how much there is of everything, and where it begins.
 *
 * <p>Rows have fixed lengths. A text's: key (20 bytes), its first chunk (int), fingerprint (long),
 * chunks, first passage, passages, model, other model, length of its titles, length of its dates
 * (ints), nothing (int). A chunk's: ordinal, text (ints), vector's id (2 longs), its first term
 * (long), terms, length (ints). A passage's: text, flags (ints), thread, position, seconds (longs),
 * nanoseconds, sources and entities (ints), project, importance, first of its sources and entities,
 * place of its id (longs), length of that (int), nothing (int). An id's: hash (long), passage,
 * nothing (ints). A term's: hash, first document (longs), documents, blank ones among them (ints).
 *
 * @param blocks how many blocks there are
 * @param check the hash of a known word under the key
 * @param texts how many texts, sorted by key
 * @param chunks how many chunks, by text
 * @param passages how many passages, by thread and position
 * @param terms how many terms, sorted
 * @param textsAt where the texts begin
 * @param chunksAt the chunks
 * @param passagesAt the passages
 * @param idsAt the hashes of passages' ids, sorted
 * @param termsAt the terms
 * @param documentsAt the ordinals of the chunks of each term
 * @param countsAt how often the term is in each (bytes)
 * @param forwardAt the terms of each chunk
 * @param numbersAt sources and entities of passages
 * @param stringsAt the ids of passages
 * @param models the names of models
 */
record SegmentLayout(
    int blocks,
    long check,
    int texts,
    int chunks,
    int passages,
    int terms,
    long textsAt,
    long chunksAt,
    long passagesAt,
    long idsAt,
    long termsAt,
    long documentsAt,
    long countsAt,
    long forwardAt,
    long numbersAt,
    long stringsAt,
    List<String> models) {
  static final int TEXT = 64;
  static final int CHUNK = 40;
  static final int PASSAGE = 80;
  static final int ID = 16;
  static final int TERM = 24;

  private static final long MAGIC = 0x41494F5357524431L;
  private static final int VERSION = 1;
  private static final int SUM = Blocks.BLOCK - Integer.BYTES;

  /** Reads the first block. */
  static SegmentLayout read(Path path) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(Blocks.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (first.hasRemaining() && channel.read(first) >= 0) {
        // Until the block is there.
      }
    }
    if (first.hasRemaining()
        || first.getLong(0) != MAGIC
        || first.getInt(SUM) != sum(first.array())) {
      throw new IOException("its first block is damaged");
    }
    first.clear().getLong();
    if (first.getInt() != VERSION) {
      throw new IOException("it is of another version");
    }
    int blocks = first.getInt();
    long check = first.getLong();
    int texts = first.getInt();
    int chunks = first.getInt();
    int passages = first.getInt();
    int terms = first.getInt();
    long[] at = new long[10];
    for (int i = 0; i < at.length; i++) {
      at[i] = first.getLong();
    }
    List<String> models = new ArrayList<>();
    for (int left = first.getInt(); left > 0; left--) {
      byte[] name = new byte[first.getInt()];
      first.get(name);
      models.add(new String(name, StandardCharsets.UTF_8));
    }
    return new SegmentLayout(
        blocks,
        check,
        texts,
        chunks,
        passages,
        terms,
        at[0],
        at[1],
        at[2],
        at[3],
        at[4],
        at[5],
        at[6],
        at[7],
        at[8],
        at[9],
        List.copyOf(models));
  }

  /** The first block. */
  byte[] firstBlock() throws IOException {
    ByteBuffer first = ByteBuffer.allocate(Blocks.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    first.putLong(MAGIC).putInt(VERSION).putInt(blocks).putLong(check);
    first.putInt(texts).putInt(chunks).putInt(passages).putInt(terms);
    first.putLong(textsAt).putLong(chunksAt).putLong(passagesAt).putLong(idsAt).putLong(termsAt);
    first.putLong(documentsAt).putLong(countsAt).putLong(forwardAt);
    first.putLong(numbersAt).putLong(stringsAt).putInt(models.size());
    for (String model : models) {
      byte[] name = model.getBytes(StandardCharsets.UTF_8);
      if (first.remaining() < name.length + 2 * Integer.BYTES) {
        throw new IOException("The names of models are too long for an index file");
      }
      first.putInt(name.length).put(name);
    }
    first.putInt(SUM, sum(first.array()));
    return first.array();
  }

  private static int sum(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block, 0, SUM);
    return (int) crc.getValue();
  }
}
