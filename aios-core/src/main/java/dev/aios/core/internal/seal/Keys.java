package dev.aios.core.internal.seal;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.codec.Envelopes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of runs and of events: rows in table {@code key}, each with the stream that it opens for
 * its id, or that of an event; and for each of those whom it is about a row in table {@code
 * subject}, in the group of their id. Writes nothing: it gives parts for writes of others.
 * Thread-safe.
 */
public final class Keys {
  /** The table of keys; memory has its own in it, under other ids. */
  public static final String TABLE = "key";

  /** What the id of an event's key begins with. */
  public static final String EVENT = "event/";

  private static final String RUN = "run/";
  private static final String SUBJECTS = "subject";
  private static final int KEY_BITS = 256;

  /** No counter gets there by what is written. */
  private static final long SHUT = 1L << 62;

  private final Journal journal;

  /**
   * The keys of a journal.
   *
   * @param journal where they are
   */
  public Keys(Journal journal) {
    this.journal = journal;
  }

  /**
   * A key as its row was read.
   *
   * @param id its id
   * @param version its row's version
   * @param about whom what it opens is about
   */
  public record Key(String id, long version, Set<String> about) {}

  /** Whether a key is of this package's making. */
  static boolean isOurs(String id) {
    return id.startsWith(RUN) || id.startsWith(EVENT);
  }

  /**
   * Makes a key, or adds to those whom the one that is there is about.
   *
   * @param id its id
   * @param about whom what it opens is about; not empty
   * @return the parts of the write that first seals something under it
   */
  public Write make(String id, Collection<String> about) {
    Optional<Row> found = journal.row(TABLE, id);
    Set<String> all = new TreeSet<>(about);
    Set<String> fresh = new TreeSet<>(about);
    String secret;
    if (found.isPresent()) {
      KeyBody old = body(found.get().body());
      fresh.removeAll(old.about());
      if (fresh.isEmpty()) {
        return new Write(List.of(), List.of(), List.of());
      }
      all.addAll(old.about());
      secret = old.secret();
    } else {
      secret = Base64.getEncoder().encodeToString(fresh().getEncoded());
    }
    Json body = Envelopes.CODEC.toJson(new KeyBody(secret, List.copyOf(all)));
    long version = found.map(Row::version).orElse(RowChange.ABSENT);
    Write.Builder write = Write.builder().row(new RowChange.Put(TABLE, id, version, id, 0, body));
    for (String one : fresh) {
      write.row(new RowChange.Put(SUBJECTS, subject(id, one), RowChange.ANY, one, 0, Json.NULL));
    }
    return write.build();
  }

  private static SecretKey fresh() {
    try {
      KeyGenerator generator = KeyGenerator.getInstance("AES");
      generator.init(KEY_BITS);
      return generator.generateKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has AES, this one has not", e);
    }
  }

  // no id holds a line break

  private static String subject(String id, String subject) {
    return id + "\n" + subject;
  }

  /**
   * What is about somebody.
   *
   * @param subject whose id
   * @return the ids of its keys, in order
   */
  public List<String> about(String subject) {
    List<String> ids = new ArrayList<>();
    for (Row row : journal.rows(RowQuery.group(SUBJECTS, subject))) {
      ids.add(row.key().substring(0, row.key().indexOf('\n')));
    }
    return ids;
  }

  /**
   * Finds a key.
   *
   * @param id its id
   * @return the key, without its secret; empty if it was never made or is gone
   */
  public Optional<Key> find(String id) {
    return journal
        .row(TABLE, id)
        .map(row -> new Key(id, row.version(), Set.copyOf(body(row.body()).about())));
  }

  /**
   * Deletes a key, and with it what it opens.
   *
   * @param key as it was read; if it has changed since, the write is refused
   * @return the parts of a write
   */
  public static Write shred(Key key) {
    Write.Builder write =
        Write.builder()
            .row(new RowChange.Delete(TABLE, key.id(), key.version()))
            .counter(CounterChange.add(counter(key.id()), SHUT));
    for (String subject : key.about()) {
      write.row(new RowChange.Delete(SUBJECTS, subject(key.id(), subject), RowChange.ANY));
    }
    return write.build();
  }

  /**
   * The condition that a key has not been deleted. It is a counter, so that writers do not hinder
   * each other: each adds one, a deletion shuts it.
   */
  static CounterChange unlessShredded(String id) {
    return new CounterChange(counter(id), 1, SHUT - 1);
  }

  static String counter(String id) {
    return "sealed/" + id;
  }

  static KeyBody body(Json row) {
    return Envelopes.CODEC.fromJson(row, KeyBody.class);
  }

  static SecretKey secret(Json row) {
    return new SecretKeySpec(Base64.getDecoder().decode(body(row).secret()), "AES");
  }
}
