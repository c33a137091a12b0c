package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one model's vector files. One process has it at a time; another one that asks for
 * it meanwhile keeps its vectors in memory.
 */
final class VectorFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VectorFolder.class);
  private static final String LOCK = "lock";
  private static final String ENDING = ".vectors";

  private final Path folder;
  private final String model;
  private final FolderLock lock;
  private long number;
  private long spills;

  private VectorFolder(Path folder, String model, FolderLock lock) throws IOException {
    this.folder = folder;
    this.model = model;
    this.lock = lock;
    for (Path file : files()) {
      if (!file.getFileName().toString().endsWith(ENDING)) {
        Files.deleteIfExists(file); // Its writing was cut short.
      } else {
        number = Math.max(number, number(file));
      }
    }
  }

  /**
   * Takes the folder of a model.
   *
   * @param root the folder of all models
   * @param make whether it is made if it is not there
   * @return empty if it is not there, cannot be made, or another process has it
   */
  static Optional<VectorFolder> take(Path root, String model, boolean make) {
    Path folder = root.resolve(name(model));
    if (!make && !Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      FolderLock lock = FolderLock.takeFor("vectors", folder, LOCK);
      if (lock == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(new VectorFolder(folder, model, lock));
      } catch (IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      Interrupts.check(e);
      LOG.atWarn()
          .addKeyValue("folder", folder)
          .setCause(e)
          .log("No vectors can be kept in this folder; they are in memory only");
      return Optional.empty();
    }
  }

  /** Deletes the files of all models but one that no process has. */
  static void sweep(Path root, @Nullable String model) {
    if (!Files.isDirectory(root)) {
      return;
    }
    String kept = model == null ? "" : name(model);
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        if (!folder.getFileName().toString().equals(kept)) {
          sweep(folder);
        }
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("folder", root)
          .setCause(e)
          .log("Vectors of a model that answers no more could not be deleted; delete them by hand");
    }
  }

  private static void sweep(Path folder) throws IOException {
    try (FolderLock lock = FolderLock.take(folder, LOCK)) {
      if (lock != null) {
        for (Path file : files(folder)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static String name(String model) {
    return HexFormat.of().formatHex(hash(model), 0, 8);
  }

  static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().equals(LOCK)).toList();
    }
  }

  private List<Path> files() throws IOException {
    return files(folder);
  }

  private static long number(Path file) {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.length() - ENDING.length()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Opens the newest file that can be used and deletes the others.
   *
   * @param head the journal's last position
   * @throws java.io.UncheckedIOException if the thread was interrupted: nothing is deleted then
   */
  Optional<VectorFile> open(int dimension, long head) {
    Optional<VectorFile> opened = Optional.empty();
    try {
      List<Path> newestFirst =
          files().stream()
              .sorted(Comparator.comparingLong(VectorFolder::number).reversed())
              .toList();
      for (Path file : newestFirst) {
        if (opened.isEmpty()) {
          opened = open(file, dimension, head);
        }
        if (opened.isEmpty() || !opened.get().path().equals(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("A vector file is left over");
    }
    return opened;
  }

  private Optional<VectorFile> open(Path file, int dimension, long head) {
    try {
      return Optional.of(VectorFile.open(file, model, dimension, head));
    } catch (IOException e) {
      Interrupts.check(e);
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("why", e.getMessage())
          .log(
              "A vector file cannot be used: it is made anew from the rows, searches are slower"
                  + " until then");
      return Optional.empty();
    }
  }

  /**
   * A new place for vectors that are in no file yet. It has no file's name: a restart sweeps it.
   */
  Spill spill(int dimension) throws IOException {
    return new Spill(folder.resolve(++spills + ".spill"), dimension);
  }

  /** Deletes all files: what another process left is nothing that this one has opened. */
  void clear() throws IOException {
    for (Path file : files()) {
      Files.deleteIfExists(file);
    }
  }

  /**
   * A writer of a new file.
   *
   * @param nodes by ordinal, the node that its vector is to be, or -1
   */
  VectorWriter writer(int[] nodes) throws IOException {
    return new VectorWriter(folder.resolve(++number + ENDING), nodes);
  }

  /** Deletes a file that another one replaces. */
  void delete(VectorFile file) {
    file.close();
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file.path())
          .setCause(e)
          .log("A vector file that was replaced is still there; it goes at the next start");
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
