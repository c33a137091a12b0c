package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps interrupts out of the index's files: a thread that is interrupted while it uses a {@link
 * FileChannel} closes it for everybody, for good. Searches keep files up to date in the thread of
 * their caller, which may be interrupted at any moment.
 */
final class Interrupts {
  private Interrupts() {}

  /**
   * Does something once the thread is not interrupted; afterwards it is again. What failed because
   * of an interrupt that came meanwhile is done once more.
   *
   * @param work leaves everything so that it may be done again when it fails
   */
  static void putOff(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      try {
        work.run();
      } catch (RuntimeException e) {
        if (!Thread.interrupted()) {
          throw e;
        }
        interrupted = true;
        work.run();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * To be asked before a file is given up: that an interrupt closed the channel says nothing about
   * the file or the disk.
   *
   * @throws UncheckedIOException if it was that
   */
  static void check(IOException e) {
    if (e instanceof ClosedChannelException) {
      throw new UncheckedIOException(
          "The thread was interrupted while it used a file of the index; the next use goes on", e);
    }
  }

  /** Maps a part of a file through a channel of its own, however often it is interrupted. */
  static MappedByteBuffer map(Path file, MapMode mode, long at, long length) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel =
            mode == MapMode.READ_ONLY
                ? FileChannel.open(file, StandardOpenOption.READ)
                : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          return channel.map(mode, at, length);
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted(); // The flag is set again in the end.
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
