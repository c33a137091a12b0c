package dev.aios.examples.consultancy.output;

import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A folder with one file per key. A file is whole and on the disk, or not there at all; the first
 * write under a key wins and later ones change nothing, also across processes.
 */
final class KeyedFiles {
  private static final int MAX_READABLE = 80;

  private final Path directory;
  private final Path partial;

  KeyedFiles(Path directory) {
    this.directory = directory;
    this.partial = directory.resolve(".partial");
    try {
      Files.createDirectories(partial);
    } catch (IOException e) {
      throw new StorageException(
          "The output folder '" + directory + "' cannot be made: " + e + ". Choose another.", e);
    }
  }

  /**
   * The file of a key: what of it is safe in a file's name, and a hash that tells apart keys which
   * look the same after that.
   */
  static String fileName(String key, String suffix) {
    if (key.isBlank()) {
      throw new InvalidInputException("idempotency key", "it is empty");
    }
    String readable = key.replaceAll("[^A-Za-z0-9-]+", "-").replaceAll("^-+", "");
    return readable.substring(0, Math.min(MAX_READABLE, readable.length()))
        + "."
        + hash(key).substring(0, 12)
        + suffix;
  }

  boolean has(String key, String suffix) {
    return Files.exists(directory.resolve(fileName(key, suffix)));
  }

  /** Writes the file of a key if it is not there. When it returns the file is durable. */
  Receipt write(String key, String suffix, byte[] content) {
    String name = fileName(key, suffix);
    Path file = directory.resolve(name);
    try {
      if (!Files.exists(file)) {
        Path draft = Files.createTempFile(partial, "", suffix);
        try {
          force(draft, content);
          publish(draft, file);
        } finally {
          Files.deleteIfExists(draft);
        }
      }
      forceDirectory();
      return new Receipt(key, name);
    } catch (IOException e) {
      throw new StorageException(
          "'" + key + "' was not written to '" + file + "': " + e + ". Trying again is safe.", e);
    }
  }

  private static void force(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** A link, unlike a rename, never replaces a file that another process made in between. */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster with the same key: its file counts.
    } catch (IOException | UnsupportedOperationException e) {
      // This file system has no links.
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void forceDirectory() throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static String hash(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
