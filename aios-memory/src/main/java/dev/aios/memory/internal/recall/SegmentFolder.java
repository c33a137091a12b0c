package dev.aios.memory.internal.recall;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of an index's segments, with a list of those that count. One process has it at a time;
 * another one that asks for it meanwhile keeps its index in memory.
 */
final class SegmentFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentFolder.class);
  private static final String LOCK = "segments.lock";
  private static final String LIST = "segments.list";
  private static final String ENDING = ".segment";
  private static final int VERSION = 1;

  private final Path folder;
  private final FolderLock lock;
  private long number;

  private SegmentFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * What the list says.
   *
   * @param made how the index was made: its model, what of a word counts
   * @param position the journal's position that the segments cover
   * @param hash the hash of the record at that position, or empty if there is none
   * @param files the names of the segments' files, the oldest first
   * @param replaced texts that a newer segment has as well: by file its place in the list, and text
   */
  record Listed(
      String made, long position, String hash, List<String> files, List<int[]> replaced) {}

  /**
   * Takes the folder.
   *
   * @param make whether it is made if it is not there
   * @return empty if it is not there, cannot be made, or another process has it
   */
  static Optional<SegmentFolder> take(Path folder, boolean make) {
    if (!make && !Files.isRegularFile(folder.resolve(LIST))) {
      return Optional.empty();
    }
    try {
      FolderLock lock = FolderLock.takeFor("texts", folder, LOCK);
      if (lock == null) {
        return Optional.empty();
      }
      return Optional.of(new SegmentFolder(folder, lock));
    } catch (IOException e) {
      Interrupts.check(e);
      LOG.atWarn()
          .addKeyValue("folder", folder)
          .setCause(e)
          .log("No index can be kept in this folder; it is in memory only");
      return Optional.empty();
    }
  }

  /** The list, or empty if there is none that can be used. */
  Optional<Listed> listed() throws IOException {
    Path list = folder.resolve(LIST);
    if (!Files.isRegularFile(list)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(list);
    if (bytes.length < Integer.BYTES
        || ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES)
            != sum(bytes, bytes.length - Integer.BYTES)) {
      throw new IOException("the list of segments is damaged");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != VERSION) {
      throw new IOException("the list of segments is of another version");
    }
    number = in.readLong();
    String made = in.readUTF();
    long position = in.readLong();
    String hash = in.readUTF();
    List<String> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      files.add(in.readUTF());
    }
    List<int[]> replaced = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      replaced.add(new int[] {in.readInt(), in.readInt()});
    }
    return Optional.of(new Listed(made, position, hash, files, replaced));
  }

  /** Makes a list the one that counts. Durable on return. */
  void list(Listed listed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(VERSION);
    out.writeLong(number);
    out.writeUTF(listed.made());
    out.writeLong(listed.position());
    out.writeUTF(listed.hash());
    out.writeInt(listed.files().size());
    for (String file : listed.files()) {
      out.writeUTF(file);
    }
    out.writeInt(listed.replaced().size());
    for (int[] one : listed.replaced()) {
      out.writeInt(one[0]);
      out.writeInt(one[1]);
    }
    out.writeInt(sum(bytes.toByteArray(), bytes.size()));
    Path beside = folder.resolve(LIST + ".new");
    try (FileOutputStream file = new FileOutputStream(beside.toFile())) { // Not to be interrupted.
      file.write(bytes.toByteArray());
      file.getFD().sync();
    }
    Files.move(beside, folder.resolve(LIST), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder.toAbsolutePath())) {
      directory.force(true);
    } catch (IOException e) {
      // Not every system can sync a folder. At worst the older list is there after a loss of power.
    }
  }

  private static int sum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Where a new segment goes. */
  Path next() {
    return folder.resolve(++number + ENDING);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Deletes all files of segments but some; if none is kept, the list as well, before them.
   *
   * @return whether none of them is there any more
   */
  boolean sweep(List<String> kept) {
    try (var files = Files.list(folder)) {
      if (kept.isEmpty()) {
        Files.deleteIfExists(folder.resolve(LIST));
      }
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean left = name.endsWith(ENDING) && !kept.contains(name);
        if (left || name.equals(LIST + ".new")) {
          Files.deleteIfExists(file);
        }
      }
      return true;
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("folder", folder)
          .setCause(e)
          .log("A file of the index that was replaced is still there; it goes at the next start");
      return false;
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
