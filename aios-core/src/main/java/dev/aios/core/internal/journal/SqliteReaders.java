package dev.aios.core.internal.journal;

import dev.aios.api.ClosedException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A few connections for reading. They see what was last committed and neither wait for the writer
 * nor hold it up. Thread-safe.
 */
public final class SqliteReaders {
  /**
   * Something to read.
   *
   * @param <T> what it reads
   */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads.
     *
     * @param reader the connection, for the time of the call
     * @return what was read
     * @throws SQLException if SQLite reports an error
     */
    T with(SqliteReader reader) throws SQLException;
  }

  private final SqliteFile file;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final Deque<SqliteReader> idle = new ArrayDeque<>();
  private int open;
  private boolean closed;

  /**
   * Readers; each connects when it is first needed.
   *
   * @param file what to read
   * @param most how many may read at the same time
   */
  public SqliteReaders(SqliteFile file, int most) {
    this.file = file;
    this.most = most;
  }

  /**
   * Reads, on a connection of its own.
   *
   * @param <T> what is read
   * @param reading what to read
   * @return what was read
   */
  public <T> T read(Reading<T> reading) {
    SqliteReader reader = null;
    boolean good = false;
    reserve();
    try {
      reader = idleReader();
      if (reader == null) {
        reader = new SqliteReader(file);
      }
      T result = reading.with(reader);
      good = true;
      return result;
    } catch (SQLException e) {
      throw SqliteErrors.storage("read from", file.path(), e);
    } finally {
      giveBack(reader, good);
    }
  }

  /** Waits for its turn; there are never more readings at a time than connections allowed. */
  private void reserve() {
    lock.lock();
    try {
      while (open == most && !closed) {
        returned.awaitUninterruptibly();
      }
      if (closed) {
        throw new ClosedException(
            "The journal " + file.path() + " is closed: open it again to read");
      }
      open++;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable SqliteReader idleReader() {
    lock.lock();
    try {
      return idle.pollLast();
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(@Nullable SqliteReader reader, boolean good) {
    lock.lock();
    try {
      open--;
      if (reader != null && good && !closed) {
        idle.addLast(reader);
        reader = null;
      }
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    if (reader != null) {
      discard(reader);
    }
  }

  /** Waits for the readings under way, then closes. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      returned.signalAll();
      while (open > 0) {
        returned.awaitUninterruptibly();
      }
      idle.forEach(SqliteReaders::discard);
      idle.clear();
    } finally {
      lock.unlock();
    }
  }

  private static void discard(SqliteReader reader) {
    try {
      reader.close();
    } catch (SQLException e) {
      // It only read; the error that made it useless has been reported.
    }
  }
}
