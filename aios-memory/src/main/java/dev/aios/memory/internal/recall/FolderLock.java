package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other processes, and other runtimes of this one, out of a folder.
 *
 * <p>On POSIX systems a process loses its lock on a file as soon as it closes any descriptor of it.
 * So a file that is locked here already is not even opened.
 */
final class FolderLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  /**
   * Files that the same library has locked that was loaded a second time in this process: closing
   * one of these would let go of that lock.
   */
  private static final Map<Path, FileChannel> REFUSED = new ConcurrentHashMap<>();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a folder to keep something in it, and makes it if it is not there.
   *
   * @param name of the file that is locked
   * @param what is kept, as it is told where it cannot be
   * @return null if another process or runtime has it, which is told
   */
  static @Nullable FolderLock takeFor(String what, Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    FolderLock lock = take(folder, name);
    if (lock == null) {
      LOG.atInfo()
          .addKeyValue("folder", folder)
          .log("Another process keeps its {} in this folder; this one has them in memory", what);
    }
    return lock;
  }

  /**
   * Takes a folder that is there.
   *
   * @param name of the file that is locked
   * @return null if another process or runtime has it
   */
  static @Nullable FolderLock take(Path folder, String name) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    if (!TAKEN.add(file)) {
      return null;
    }
    boolean taken = false;
    try {
      FileChannel channel = opened(file);
      try {
        taken = channel.tryLock() != null;
        if (taken) {
          return new FolderLock(file, channel);
        }
        channel.close();
      } catch (OverlappingFileLockException e) {
        REFUSED.put(file, channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return null;
    } finally {
      if (!taken) {
        TAKEN.remove(file);
      }
    }
  }

  private static FileChannel opened(Path file) throws IOException {
    FileChannel refused = REFUSED.remove(file);
    return refused != null
        ? refused
        : FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).setCause(e).log("A lock could not be let go");
    } finally {
      TAKEN.remove(file);
    }
  }
}
