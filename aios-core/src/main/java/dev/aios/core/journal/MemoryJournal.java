package dev.aios.core.journal;

import dev.aios.api.ClosedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.core.internal.journal.ChainCheck;
import dev.aios.core.internal.journal.Conditions;
import dev.aios.core.internal.journal.HashChain;
import dev.aios.core.internal.journal.MemoryRecords;
import dev.aios.core.internal.journal.MemoryRows;
import dev.aios.core.internal.journal.WriteCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The journal in memory, for tests and simulations: the same semantics as on SQLite, and nothing is
 * durable. Grows without limit. Thread-safe.
 *
 * <p>A write is done on the caller's thread before {@link #write} returns, so that a simulation
 * stays deterministic.
 */
public final class MemoryJournal implements Journal {
  private static final int MAX_BODY = 16 << 20;

  private final World world;
  private final WriteCheck check = new WriteCheck(MAX_BODY);
  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryRecords records = new MemoryRecords();
  private final Map<String, MemoryRows> tables = new HashMap<>();
  private final Map<String, Long> counters = new HashMap<>();
  private boolean closed;

  /**
   * An empty journal.
   *
   * @param world where times come from
   */
  public MemoryJournal(World world) {
    this.world = world;
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    try {
      return CompletableFuture.completedFuture(writeNow(write));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Commit writeNow(Write write) {
    InvalidInputException invalid = check.write(write);
    if (invalid != null) {
      throw invalid;
    }
    long now = HashChain.micros(world.instant());
    lock.lock();
    try {
      requireOpen();
      WriteRejectedException rejection = rejection(write);
      if (rejection != null) {
        throw rejection;
      }
      return apply(write, now);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable WriteRejectedException rejection(Write write) {
    for (RowChange change : write.rows()) {
      MemoryRows table = tables.get(change.table());
      long version = table == null ? RowChange.ABSENT : table.version(change.key());
      WriteRejectedException rejection = Conditions.row(change, version);
      if (rejection != null) {
        return rejection;
      }
    }
    List<CounterChange> changes = write.counters();
    for (int i = 0; i < changes.size(); i++) {
      long value = counters.getOrDefault(changes.get(i).counter(), 0L);
      WriteRejectedException rejection = Conditions.counter(changes, i, value);
      if (rejection != null) {
        return rejection;
      }
    }
    for (long position : write.archived()) {
      if (!records.isThere(position)) {
        return Conditions.archived(position);
      }
    }
    return null;
  }

  private Commit apply(Write write, long now) {
    long first = records.head() + 1;
    for (Draft draft : write.records()) {
      records.append(draft, now);
    }
    long last = records.head();
    for (RowChange change : write.rows()) {
      tables.computeIfAbsent(change.table(), MemoryRows::new).apply(change, last);
    }
    for (CounterChange change : write.counters()) {
      counters.merge(change.counter(), change.delta(), Conditions::sum);
    }
    write.archived().forEach(records::archive);
    write.ended().forEach(records::end);
    return new Commit(first, last);
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    WriteCheck.limit(limit);
    lock.lock();
    try {
      requireOpen();
      return records.read(afterPosition, limit);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    WriteCheck.limit(limit);
    lock.lock();
    try {
      requireOpen();
      return records.readStream(stream, afterPosition, limit);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long head() {
    lock.lock();
    try {
      requireOpen();
      return records.head();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Row> row(String table, String key) {
    lock.lock();
    try {
      requireOpen();
      return Optional.ofNullable(tables.get(table)).flatMap(rows -> rows.row(key));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Row> rows(RowQuery query) {
    lock.lock();
    try {
      requireOpen();
      MemoryRows table = tables.get(query.table());
      return table == null ? List.of() : table.rows(query);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long counter(String counter) {
    lock.lock();
    try {
      requireOpen();
      return counters.getOrDefault(counter, 0L);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Verification verify() {
    MemoryRecords.Runner snapshot;
    lock.lock();
    try {
      requireOpen();
      snapshot = records.snapshot();
    } finally {
      lock.unlock();
    }
    ChainCheck chain = new ChainCheck();
    snapshot.through(chain);
    return chain.result();
  }

  /** {@inheritDoc} It has no files. */
  @Override
  public boolean scrub() {
    return true;
  }

  /** Closes it. What it held is gone once nobody refers to it. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException("The journal in memory is closed: make a new one");
    }
  }
}
