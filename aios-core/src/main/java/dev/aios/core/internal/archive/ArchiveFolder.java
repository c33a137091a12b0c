package dev.aios.core.internal.archive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.StorageException;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.core.archive.ArchiveFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of archive files. A file's name is its number and the beginning of its own SHA-256: a
 * node that is late never writes over the file of another. Thread-safe.
 */
public final class ArchiveFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveFolder.class);
  private static final String ENDING = ".jsonl.gz";
  private static final String INDEX = ".index.gz";
  private static final String UNFINISHED = ".part";
  private static final Pattern NAME =
      Pattern.compile("((\\d{8,})-[0-9a-f]{16})(?:\\.jsonl|\\.index)\\.gz");

  /** Enough for the files around which a reader goes to and fro; most are read once. */
  private static final long CACHED_BYTES = 32 << 20;

  private static final int RECORD_BYTES = 400;

  private final Path folder;
  private final Cache<String, Content> cache =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((String name, Content content) -> weight(content))
          .build();
  private final Cache<String, FileIndex> indexes =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((String name, FileIndex index) -> index.weight())
          .build();

  /**
   * A folder; looked at when it is needed.
   *
   * @param folder the folder
   */
  public ArchiveFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  private static int weight(Content content) {
    long bytes = 0;
    for (JournalRecord record : content.records()) {
      bytes += record.body().utf8().length + RECORD_BYTES;
    }
    for (Row row : content.rows()) {
      bytes += row.body().utf8().length + RECORD_BYTES;
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /** Writes a file. Durable on return, and the folder's entry of it too. */
  ArchiveFile write(long number, Content content, int runs, String unique) {
    List<JournalRecord> records = content.records();
    Path part = folder.resolve(unique + UNFINISHED);
    try {
      Files.createDirectories(folder);
      MessageDigest digest = ArchiveLines.sha256();
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest);
        ArchiveLines.write(content, number, out);
        channel.force(true);
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      String name = Catalog.number(number) + "-" + sha256.substring(0, 16) + ENDING;
      Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      sync();
      return new ArchiveFile(
          name,
          sha256,
          records.size(),
          runs,
          records.get(0).position(),
          records.get(records.size() - 1).position());
    } catch (IOException e) {
      throw new StorageException(
          "The archive folder "
              + folder
              + " cannot be written: "
              + e
              + ". Nothing left the journal; make room or give the right to write, the next"
              + " archiving goes on",
          e);
    }
  }

  private void sync() throws IOException {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // Windows opens no folders; there the move itself is written through.
      LOG.atDebug().setCause(e).log("the folder of archives cannot be forced to disk by itself");
    }
  }

  /** Writes what a file has beside it; it can be made again, so a crash may lose it. */
  private void write(ArchiveFile file, FileIndex index, String unique) {
    Path part = folder.resolve(unique + UNFINISHED);
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        index.write(file, out);
      }
      Files.move(part, indexOf(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).addKeyValue("file", file.name()).log("its index is not kept");
    }
  }

  private Path indexOf(ArchiveFile file) {
    return folder.resolve(file.name().substring(0, file.name().length() - ENDING.length()) + INDEX);
  }

  /** What a file has: as its index says, or else as it says itself, and then the index is kept. */
  FileIndex index(ArchiveFile file) throws IOException {
    FileIndex known = indexes.getIfPresent(file.name());
    if (known == null) {
      known = readIndex(file);
      indexes.put(file.name(), known);
    }
    return known;
  }

  private FileIndex readIndex(ArchiveFile file) throws IOException {
    try (InputStream in = Files.newInputStream(indexOf(file))) {
      return FileIndex.read(file, in);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).addKeyValue("file", file.name()).log("its index is made again");
    }
    FileIndex made = FileIndex.of(load(file));
    write(file, made, file.name());
    return made;
  }

  /** Keeps what a file has, that is known to the journal by now. */
  void keepIndex(ArchiveFile file, Content content, String unique) {
    write(file, FileIndex.of(content), unique);
  }

  /** What a file holds, once it was found to be as it was written. */
  Content read(ArchiveFile file) throws IOException {
    try {
      return cache.get(
          file.name(),
          name -> {
            try {
              return load(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Reads a file anew and checks it: its bytes against the journal, its lines against its footer.
   *
   * @param file what the journal knows of it
   * @return what it holds
   * @throws IOException if it is not as it was written; says what is wrong
   */
  Content load(ArchiveFile file) throws IOException {
    Path path = folder.resolve(file.name());
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file in " + folder, e);
    }
    String sha256 = HexFormat.of().formatHex(ArchiveLines.sha256().digest(bytes));
    if (!sha256.equals(file.sha256())) {
      throw new IOException(
          "its SHA-256 is "
              + sha256
              + ", the journal says "
              + file.sha256()
              + ": it was cut off or changed");
    }
    Content content = ArchiveLines.read(new java.io.ByteArrayInputStream(bytes));
    if (content.records().size() != file.records()) {
      throw new IOException(
          "it holds " + content.records().size() + " records, the journal says " + file.records());
    }
    return content;
  }

  /**
   * Removes files that a crash or a lost race left behind: their numbers are taken by others.
   *
   * @param numbers how many numbers are taken
   * @param known the names of the files that the journal knows
   * @param stale nobody can be in the middle of a file that was last written before this
   */
  void sweep(long numbers, Set<String> known, Instant stale) {
    Predicate<String> left =
        name -> {
          Matcher its = NAME.matcher(name);
          return its.matches()
              && Long.parseLong(its.group(2)) <= numbers
              && !known.contains(its.group(1) + ENDING);
        };
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean unfinished =
            name.endsWith(UNFINISHED)
                && Files.getLastModifiedTime(file).toInstant().isBefore(stale);
        if (!unfinished && !left.test(name)) {
          continue;
        }
        Files.deleteIfExists(file);
        LOG.atInfo()
            .addKeyValue("file", file)
            .log("removed an archive file that nothing refers to");
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).addKeyValue("folder", folder).log("cannot be swept; again later");
    }
  }
}
