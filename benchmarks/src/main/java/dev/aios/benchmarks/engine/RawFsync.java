package dev.aios.benchmarks.engine;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk can do at most: append a page of 4 KiB and force it, one after the other. */
final class RawFsync {
  private final Path file;

  RawFsync(Path folder) {
    file = folder.resolve("fsync.raw");
  }

  /** Forces a second. */
  double perSecond(double seconds) throws Exception {
    ByteBuffer page = ByteBuffer.allocateDirect(4096);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long now = start;
      int count = 0;
      while (now < end) {
        page.clear();
        channel.write(page);
        channel.force(false);
        count++;
        now = System.nanoTime();
      }
      return count * 1e9 / (now - start);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
