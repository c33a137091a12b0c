package dev.aios.core.internal.seal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.AiosException;
import dev.aios.api.ErasedException;
import dev.aios.api.World;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal that seals what has a label on its way down, and opens what is sealed on its way up as
 * long as its key is there; what has lost its key comes up as it is kept. Hashes, and what they
 * cover, are those of what is kept. What has no label goes through as it is. Thread-safe.
 *
 * <p>A key is remembered for a second, so that one that another process deleted opens nothing after
 * that. Nothing is ever written under a deleted key: a write that seals is conditional on it.
 */
public final class SealedJournal extends ForwardingJournal {
  private static final Logger LOG = LoggerFactory.getLogger(SealedJournal.class);
  private static final Duration REMEMBERED = Duration.ofSeconds(1);
  private static final int MOST_REMEMBERED = 10_000;
  private static final String RUN = "run";

  private final Journal journal;
  private final Cache<String, SecretKey> known;

  /**
   * Over a journal.
   *
   * @param journal where sealed things and their keys are
   * @param world its time
   */
  public SealedJournal(Journal journal, World world) {
    this.journal = journal;
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .ticker(world::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  private SealedJournal(Journal journal, Cache<String, SecretKey> known) {
    this.journal = journal;
    this.known = known;
  }

  /**
   * Over another view of the same journal, say one that does not show what was archived. Remembers
   * and forgets keys together with this one, so that what is erased through one opens nothing in
   * the other.
   *
   * @param view the view
   * @return a journal
   */
  public SealedJournal over(Journal view) {
    return new SealedJournal(view, known);
  }

  @Override
  protected Journal delegate() {
    return journal;
  }

  // ---- down

  @Override
  public CompletableFuture<Commit> write(Write write) {
    if (!isConcerned(write)) {
      return journal.write(write);
    }
    Write sealed;
    try {
      sealed = sealed(write);
    } catch (AiosException e) {
      return CompletableFuture.failedFuture(e);
    }
    // A future of its own: what depends on another is told its errors wrapped up.
    CompletableFuture<Commit> told = new CompletableFuture<>();
    var unused =
        journal
            .write(sealed)
            .whenComplete(
                (commit, error) -> {
                  forgetThoseOf(write);
                  if (error == null) {
                    told.complete(commit);
                  } else {
                    told.completeExceptionally(erased(write, cause(error)));
                  }
                });
    return told;
  }

  @Override
  public Commit writeNow(Write write) {
    return isConcerned(write) ? super.writeNow(write) : journal.writeNow(write);
  }

  /** Whether a write seals something, or changes keys. Whoever checks it for faults is below. */
  @SuppressWarnings("NullAway") // a caller may not check for null
  private static boolean isConcerned(@Nullable Write write) {
    if (write == null || write.records() == null || write.rows() == null) {
      return false;
    }
    for (Draft draft : write.records()) {
      if (draft != null && draft.body() != null && draft.body().seal() != null) {
        return true;
      }
    }
    for (RowChange change : write.rows()) {
      if (change != null
          && (Keys.TABLE.equals(change.table())
              || (change instanceof RowChange.Put put
                  && put.body() != null
                  && put.body().seal() != null))) {
        return true;
      }
    }
    return false;
  }

  private Write sealed(Write write) {
    Map<String, SecretKey> made = new HashMap<>(2);
    Set<String> fenced = new HashSet<>(2);
    for (RowChange change : write.rows()) {
      if (change instanceof RowChange.Put put && put.table().equals(Keys.TABLE)) {
        if (Keys.isOurs(put.key())) {
          made.put(put.key(), Keys.secret(put.body()));
          fenced.add(put.key());
        }
      } else if (change.table().equals(RUN) && change.expectedVersion() > RowChange.ABSENT) {
        // a run's key goes in a write that changes the run's row
        fenced.add(RUN + '/' + change.key());
      }
    }
    Set<String> used = new HashSet<>(2);
    Write.Builder sealed = Write.builder();
    for (Draft draft : write.records()) {
      Json body = draft.body();
      sealed.record(
          body.seal() == null
              ? draft
              : new Draft(
                  draft.kind(),
                  draft.stream(),
                  seal(draft.kind(), draft.stream(), body, made, used)));
    }
    for (RowChange change : write.rows()) {
      sealed.row(
          change instanceof RowChange.Put put && put.body().seal() != null
              ? new RowChange.Put(
                  put.table(),
                  put.key(),
                  put.expectedVersion(),
                  put.group(),
                  put.rank(),
                  seal(put.table(), put.key(), put.body(), made, used))
              : change);
    }
    write.counters().forEach(sealed::counter);
    write.archived().forEach(sealed::archived);
    write.ended().forEach(sealed::ended);
    used.removeAll(fenced);
    used.forEach(id -> sealed.counter(Keys.unlessShredded(id)));
    return sealed.build();
  }

  private Json seal(
      String kind, String place, Json body, Map<String, SecretKey> made, Set<String> used) {
    String id = String.valueOf(body.seal());
    used.add(id);
    SecretKey secret = made.get(id);
    if (secret == null) {
      secret = secret(id);
    }
    if (secret == null) {
      throw gone(id, null);
    }
    return SealedBody.seal(secret, kind, place, body);
  }

  private static ErasedException gone(String id, @Nullable Throwable cause) {
    return new ErasedException(
        "Nothing can be written about "
            + id
            + " any more: whom it is about has been erased, and its key with them. Nothing was"
            + " written",
        cause);
  }

  private static Throwable cause(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : null;
    return cause == null ? error : cause;
  }

  /** Tells a write that its key was deleted meanwhile. */
  private static Throwable erased(Write write, Throwable error) {
    if (error instanceof WriteRejectedException rejected
        && rejected.reason() == WriteRejectedException.Reason.COUNTER_CAP
        && rejected.subject().startsWith(Keys.counter(""))
        && write.counters().stream().noneMatch(c -> c.counter().equals(rejected.subject()))) {
      return gone(rejected.subject().substring(Keys.counter("").length()), error);
    }
    return error;
  }

  private void forgetThoseOf(Write write) {
    for (RowChange change : write.rows()) {
      if (change.table().equals(Keys.TABLE)) {
        known.invalidate(change.key());
      }
    }
  }

  private @Nullable SecretKey secret(String id) {
    SecretKey remembered = known.getIfPresent(id);
    if (remembered != null) {
      return remembered;
    }
    SecretKey found = journal.row(Keys.TABLE, id).map(row -> Keys.secret(row.body())).orElse(null);
    if (found != null) {
      known.put(id, found);
    }
    return found;
  }

  // ---- up

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    return opened(journal.read(afterPosition, limit));
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    return opened(journal.readStream(stream, afterPosition, limit));
  }

  @Override
  public List<JournalRecord> mentioning(Collection<String> texts, long afterPosition, int limit) {
    return opened(journal.mentioning(texts, afterPosition, limit));
  }

  /**
   * Opens records that were read elsewhere, as far as their keys are there.
   *
   * @param records as they are kept
   * @return the same, opened
   */
  public List<JournalRecord> opened(List<JournalRecord> records) {
    List<JournalRecord> opened = null;
    for (int i = 0; i < records.size(); i++) {
      JournalRecord record = records.get(i);
      Json body = opened(record.kind(), record.stream(), record.body());
      if (body != null) {
        opened = opened == null ? new ArrayList<>(records) : opened;
        opened.set(
            i,
            new JournalRecord(
                record.position(),
                record.time(),
                record.kind(),
                record.stream(),
                body,
                record.hash(),
                record.chain(),
                record.index()));
      }
    }
    return opened == null ? records : opened;
  }

  @Override
  public Optional<Row> row(String table, String key) {
    return journal.row(table, key).map(this::opened);
  }

  @Override
  public List<Row> archivedRows(String table) {
    return journal.archivedRows(table).stream().map(this::opened).toList();
  }

  @Override
  public List<Row> rows(RowQuery query) {
    List<Row> rows = journal.rows(query);
    List<Row> opened = null;
    for (int i = 0; i < rows.size(); i++) {
      Row row = openedOrNull(rows.get(i));
      if (row != null) {
        opened = opened == null ? new ArrayList<>(rows) : opened;
        opened.set(i, row);
      }
    }
    return opened == null ? rows : opened;
  }

  /**
   * Opens a row that was read elsewhere, if its key is there.
   *
   * @param row as it is kept
   * @return the same, opened
   */
  public Row opened(Row row) {
    Row opened = openedOrNull(row);
    return opened == null ? row : opened;
  }

  private @Nullable Row openedOrNull(Row row) {
    Json body = opened(row.table(), row.key(), row.body());
    return body == null
        ? null
        : new Row(
            row.table(), row.key(), row.version(), row.group(), row.rank(), body, row.position());
  }

  /** Null if it is not sealed, not by this package, or its key is gone or another. */
  private @Nullable Json opened(String kind, String place, Json body) {
    if (!SealedBody.is(body)) {
      return null;
    }
    String id = SealedBody.keyOf(body);
    SecretKey secret = id == null || !Keys.isOurs(id) ? null : secret(id);
    if (secret == null) {
      return null;
    }
    try {
      return SealedBody.open(secret, kind, place, body);
    } catch (GeneralSecurityException e) {
      // one that was tampered with does not keep others from being read
      LOG.atError()
          .setCause(e)
          .addKeyValue("key", id)
          .addKeyValue("kind", kind)
          .addKeyValue("place", place)
          .log("What is sealed does not fit its key: one of the two was changed. It stays sealed");
      return null;
    }
  }
}
