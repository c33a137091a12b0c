package dev.aios.examples.consultancy.output;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A folder of texts for the owner, one file per key. Thread-safe, also between processes. */
public final class Papers {
  private final KeyedFiles files;
  private final String suffix;

  /**
   * Opens the folder, making it if needed.
   *
   * @param directory the folder
   * @param suffix how its files' names end, for example {@code .answers.md}
   */
  public Papers(Path directory, String suffix) {
    this.files = new KeyedFiles(directory);
    this.suffix = suffix;
  }

  /**
   * Writes a paper; under a key that was used it writes nothing and returns the first receipt.
   *
   * @param markdown what it says
   * @param key the idempotency key
   * @return where it is
   * @throws dev.aios.api.StorageException if it cannot be written; trying again is safe
   */
  public Receipt write(String markdown, String key) {
    return files.write(key, suffix, markdown.getBytes(StandardCharsets.UTF_8));
  }
}
