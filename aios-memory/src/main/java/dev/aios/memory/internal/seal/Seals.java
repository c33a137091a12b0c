package dev.aios.memory.internal.seal;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.internal.rows.KeyRow;
import dev.aios.memory.internal.rows.SealedBody;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals the bodies of records, each under a key that is a row in the table {@code key}: deleting
 * the row erases what it opens, in every copy of the records. AES-256-GCM (NIST SP 800-38D); kind
 * and stream are authenticated with the body, so that it fits no other record. Thread-safe.
 */
public final class Seals {
  private static final String KEYS = "key";
  private static final String PREFIX = "{\"sealed\":";
  private static final int KEY_BITS = 256;
  private static final int TAG_BITS = 128;
  private static final int IV_BYTES = 12;

  private final Journal journal;
  private final Codec codec;

  /**
   * Seals.
   *
   * @param journal where the keys are
   * @param codec for rows and bodies
   */
  public Seals(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /**
   * A key in use.
   *
   * @param id its id
   * @param secret the key
   * @param made the row to be written along with the first record, or null if the key is there
   */
  public record Key(String id, SecretKey secret, @Nullable RowChange made) {}

  /**
   * Finds a key, or makes it.
   *
   * @param id its id
   * @param stream the stream whose records it opens
   * @return the key
   */
  public Key key(String id, String stream) {
    SecretKey found = secret(id);
    if (found != null) {
      return new Key(id, found, null);
    }
    try {
      KeyGenerator generator = KeyGenerator.getInstance("AES");
      generator.init(KEY_BITS);
      SecretKey secret = generator.generateKey();
      Json body = codec.toJson(new KeyRow(Base64.getEncoder().encodeToString(secret.getEncoded())));
      return new Key(id, secret, new RowChange.Put(KEYS, id, RowChange.ABSENT, stream, 0, body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has AES, this one has not", e);
    }
  }

  private @Nullable SecretKey secret(String id) {
    Optional<Row> row = journal.row(KEYS, id);
    if (row.isEmpty()) {
      return null;
    }
    KeyRow key = codec.fromJson(row.get().body(), KeyRow.class);
    return new SecretKeySpec(Base64.getDecoder().decode(key.secret()), "AES");
  }

  /**
   * Seals a body.
   *
   * @param key under what
   * @param kind the record's kind
   * @param stream the record's stream
   * @param body what to seal
   * @return the body to be recorded
   */
  public Json seal(Key key, String kind, String stream, Json body) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key.secret());
      cipher.updateAAD(place(kind, stream));
      byte[] iv = cipher.getIV();
      byte[] sealed = cipher.doFinal(body.utf8());
      byte[] both = Arrays.copyOf(iv, iv.length + sealed.length);
      System.arraycopy(sealed, 0, both, iv.length, sealed.length);
      // Written by hand: Base64 is longer than the body, which was within the codec's limit.
      return Json.of(
          PREFIX
              + '"'
              + Base64.getEncoder().encodeToString(both)
              + "\",\"key\":"
              + codec.toJson(key.id())
              + '}');
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a body could not be sealed under key " + key.id(), e);
    }
  }

  /**
   * Opens the body of a record.
   *
   * @param record any record
   * @return its body, opened if it was sealed; empty if its key is gone
   * @throws StorageException if key and body do not fit each other
   */
  public Optional<Json> open(JournalRecord record) {
    if (!isSealed(record)) {
      return Optional.of(record.body());
    }
    try {
      return open(codec.fromJson(record.body(), SealedBody.class), record.kind(), record.stream());
    } catch (StorageException e) {
      throw new StorageException("Record " + record.position() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Opens a sealed body.
   *
   * @param body the body
   * @param kind the kind that it was sealed with
   * @param stream the stream that it was sealed with
   * @return what was sealed; empty if its key is gone
   * @throws StorageException if key and body do not fit each other
   */
  public Optional<Json> open(SealedBody body, String kind, String stream) {
    SecretKey secret = secret(body.key());
    if (secret == null) {
      return Optional.empty();
    }
    try {
      byte[] both = Base64.getDecoder().decode(body.sealed());
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(TAG_BITS, both, 0, IV_BYTES));
      cipher.updateAAD(place(kind, stream));
      return Optional.of(Json.ofUtf8(cipher.doFinal(both, IV_BYTES, both.length - IV_BYTES)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StorageException(
          "What was sealed as "
              + kind
              + " cannot be opened: its key "
              + body.key()
              + " is not the one that it was sealed with. Restore the table 'key' from a backup",
          e);
    }
  }

  /**
   * Whether a record's body is a seal.
   *
   * @param record any record
   * @return true if {@link #open} has to have a key for it
   */
  public static boolean isSealed(JournalRecord record) {
    byte[] body = record.body().utf8();
    byte[] prefix = PREFIX.getBytes(StandardCharsets.US_ASCII);
    return body.length > prefix.length
        && Arrays.equals(body, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] place(String kind, String stream) {
    return (kind + '\0' + stream).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The change that erases what a key opens.
   *
   * @param id the key's id
   * @return a deletion; of a key that is not there it changes nothing
   */
  public static RowChange shred(String id) {
    return new RowChange.Delete(KEYS, id, RowChange.ANY);
  }

  /**
   * The keys that open a stream's records.
   *
   * @param stream the stream
   * @return their ids
   */
  public List<String> keysOf(String stream) {
    return journal.rows(RowQuery.group(KEYS, stream)).stream().map(Row::key).toList();
  }
}
