package dev.aios.core.internal.archive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.StorageException;
import dev.aios.api.journal.JournalRecord;
import dev.aios.core.archive.ArchiveFile;
import java.io.IOException;
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
  private static final String UNFINISHED = ".part";

  /** Enough for the files around which a reader goes to and fro; most are read once. */
  private static final long CACHED_BYTES = 32 << 20;

  private static final int RECORD_BYTES = 400;

  private final Path folder;
  private final Cache<String, List<JournalRecord>> cache =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher(
              (String name, List<JournalRecord> records) ->
                  records.stream()
                      .mapToInt(record -> record.body().utf8().length + RECORD_BYTES)
                      .reduce(0, (a, b) -> (int) Math.min(Integer.MAX_VALUE, (long) a + b)))
          .build();

  /**
   * A folder; looked at when it is needed.
   *
   * @param folder the folder
   */
  public ArchiveFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Writes a file. Durable on return, and the folder's entry of it too. */
  ArchiveFile write(long number, List<JournalRecord> records, int runs, String unique) {
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
        ArchiveLines.write(records, number, out);
        channel.force(true);
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      String name = ArchiveRow.key(number) + "-" + sha256.substring(0, 16) + ENDING;
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

  /** The records of a file, once it was found to be as it was written. */
  List<JournalRecord> read(ArchiveFile file) throws IOException {
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
   * @return its records
   * @throws IOException if it is not as it was written; says what is wrong
   */
  public List<JournalRecord> load(ArchiveFile file) throws IOException {
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
    List<JournalRecord> records = ArchiveLines.read(new java.io.ByteArrayInputStream(bytes));
    if (records.size() != file.records()) {
      throw new IOException(
          "it holds " + records.size() + " records, the journal says " + file.records());
    }
    return records;
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
        name ->
            name.endsWith(ENDING)
                && name.matches("\\d{8,}-[0-9a-f]{16}\\Q" + ENDING + "\\E")
                && Long.parseLong(name.substring(0, name.indexOf('-'))) <= numbers
                && !known.contains(name);
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
