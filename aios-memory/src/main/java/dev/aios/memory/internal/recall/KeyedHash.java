package dev.aios.memory.internal.recall;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns words, names and ids into numbers: the first 64 bits of HMAC-SHA-256. An index is made of
 * these, so that a file of it holds no word that anybody can read, or guess, without the key, which
 * is in the journal. Thread-safe.
 */
final class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";

  /** So many words are remembered with their numbers, because few words make up most texts. */
  private static final int REMEMBERED = 1 << 14;

  private final ReentrantLock lock = new ReentrantLock();
  private final SecretKey key;
  private final Mac mac;
  private final @Nullable Known[] known = new @Nullable Known[REMEMBERED];

  private record Known(char kind, String text, long hash) {}

  private KeyedHash(SecretKey key) {
    this.key = key;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
    }
  }

  static KeyedHash of(byte[] secret) {
    return new KeyedHash(new SecretKeySpec(secret, ALGORITHM));
  }

  /** With a new key, of the JDK's own randomness as all keys are. */
  static KeyedHash anew() {
    try {
      return new KeyedHash(KeyGenerator.getInstance(ALGORITHM).generateKey());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
    }
  }

  byte[] secret() {
    return key.getEncoded();
  }

  /**
   * The number of a text.
   *
   * @param kind what it is: the same text as something else has another number
   * @param text the text
   * @return never 0
   */
  long of(char kind, String text) {
    int slot = (text.hashCode() * 31 + kind) & (REMEMBERED - 1);
    Known one = known[slot];
    if (one == null || one.kind() != kind || !one.text().equals(text)) {
      one = new Known(kind, text, computed(kind, text));
      known[slot] = one;
    }
    return one.hash();
  }

  /** As {@link #of(char, String)}, for what seldom comes twice and would crowd out what does. */
  long once(char kind, String text) {
    return computed(kind, text);
  }

  private long computed(char kind, String text) {
    byte[] bytes = (kind + text).getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try {
      long hash = ByteBuffer.wrap(mac.doFinal(bytes)).getLong();
      return hash == 0 ? 1 : hash;
    } finally {
      lock.unlock();
    }
  }

  long[] ofAll(char kind, List<String> texts) {
    long[] hashes = new long[texts.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = of(kind, texts.get(i));
    }
    return hashes;
  }

  /** The numbers of a source and of what stands before each colon in it. */
  long[] ofSource(String source) {
    List<String> parts = new ArrayList<>(List.of(source));
    for (int at = source.indexOf(':'); at >= 0; at = source.indexOf(':', at + 1)) {
      parts.add(source.substring(0, at));
    }
    return ofAll('s', parts);
  }
}
