package dev.aios.core.internal.archive;

import dev.aios.api.journal.JournalRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says which long names records do not hold: a Bloom filter (Bloom 1970) over all stretches of 26
 * letters and digits in their bodies, as long as the ids that AIOS gives. Of ten names that no
 * record holds fewer than one in a hundred is taken for one that it may. Immutable.
 */
final class NameFilter {
  /** The length of an id of {@code World.newId()}. */
  static final int LENGTH = 26;

  private static final int BITS_EACH = 10;
  private static final int HASHES = 7;

  private final byte[] bits;

  NameFilter(byte[] bits) {
    this.bits = bits;
  }

  static NameFilter of(List<JournalRecord> records) {
    Set<Long> hashes = new HashSet<>();
    for (JournalRecord record : records) {
      byte[] body = record.body().utf8();
      int run = 0;
      for (int i = 0; i < body.length; i++) {
        run = isPlain(body[i]) ? run + 1 : 0;
        if (run >= LENGTH) {
          hashes.add(hash(body, i + 1 - LENGTH));
        }
      }
    }
    NameFilter filter = new NameFilter(new byte[Math.max(8, hashes.size() * BITS_EACH / 8 + 1)]);
    hashes.forEach(filter::add);
    return filter;
  }

  private static boolean isPlain(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  /** FNV-1a with a last mix (Steele et al. 2014), as an index has to find it again years later. */
  private static long hash(byte[] text, int from) {
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < from + LENGTH; i++) {
      hash = (hash ^ text[i]) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  private int bit(long hash, int number) {
    long mixed = (hash >>> 32) * number + (hash & 0xffffffffL);
    return (int) Math.floorMod(mixed, bits.length * 8L);
  }

  private void add(long hash) {
    for (int i = 0; i < HASHES; i++) {
      int bit = bit(hash, i);
      bits[bit >> 3] |= (byte) (1 << (bit & 7));
    }
  }

  /**
   * False only if no body holds the text. Of a short text, or one with other signs, nothing is
   * known.
   */
  boolean mayHold(String text) {
    if (text.length() < LENGTH || !text.chars().allMatch(NameFilter::isPlain)) {
      return true;
    }
    byte[] name = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int from = 0; from + LENGTH <= name.length; from++) {
      long hash = hash(name, from);
      for (int i = 0; i < HASHES; i++) {
        int bit = bit(hash, i);
        if ((bits[bit >> 3] & (1 << (bit & 7))) == 0) {
          return false;
        }
      }
    }
    return true;
  }

  byte[] bits() {
    return bits;
  }

  int weight() {
    return bits.length;
  }
}
