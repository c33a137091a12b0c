package dev.aios.core.internal.journal.postgres;

import dev.aios.api.journal.Verification;
import dev.aios.core.internal.journal.HashChain;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks records in the order of their positions, each against the chain that it belongs to:
 * consecutive indexes, ascending times, hashes that follow from each other. Then compares where the
 * chains end with where they are said to end. Stops at the first that does not fit. Not
 * thread-safe.
 */
final class ChainsCheck {
  private static final class Chain {
    private long index;
    private long time = Long.MIN_VALUE;
    private byte[] hash = HashChain.start();
    private boolean ended;
  }

  private final HashChain hashes = new HashChain();
  private final Map<Integer, Chain> chains = new TreeMap<>();
  private long records;
  private long position;
  private @Nullable Long firstBad;
  private @Nullable String problem;

  boolean next(
      long at,
      int chainId,
      long index,
      long time,
      byte[] kind,
      byte @Nullable [] stream,
      byte[] body,
      byte[] stored) {
    Chain chain = chains.computeIfAbsent(chainId, id -> new Chain());
    if (index != chain.index + 1) {
      return bad(
          at,
          "record "
              + at
              + " is number "
              + index
              + " of chain "
              + chainId
              + ", number "
              + (chain.index + 1)
              + " is missing or stands behind it");
    }
    if (stream == null) {
      return bad(at, "record " + at + " names a stream that is not in the store");
    }
    if (time < chain.time) {
      return bad(at, "record " + at + " is dated before the record ahead of it in its chain");
    }
    byte[] computed = hashes.next(chain.hash, index, time, kind, stream, body);
    if (!Arrays.equals(computed, stored)) {
      return bad(
          at,
          "record "
              + at
              + " does not match its hash: it, or the order of the records, was changed after it"
              + " was written");
    }
    chain.index = index;
    chain.time = time;
    chain.hash = computed;
    position = at;
    records++;
    return true;
  }

  /** Where a chain is said to end. */
  void head(int chainId, long index, byte[] hash) {
    if (firstBad != null) {
      return;
    }
    Chain chain = chains.computeIfAbsent(chainId, id -> new Chain());
    chain.ended = true;
    if (chain.index != index) {
      bad(
          position + 1,
          "chain "
              + chainId
              + " has "
              + chain.index
              + " records and once had "
              + index
              + ": records were cut off at the end, or added without the journal");
    } else if (!Arrays.equals(chain.hash, hash)) {
      bad(position, "chain " + chainId + " does not end with the record that it once ended with");
    }
  }

  void noMoreHeads() {
    chains.forEach(
        (id, chain) -> {
          if (firstBad == null && !chain.ended) {
            bad(
                position + 1,
                "records may be missing: where chain " + id + " ended is not recorded any more");
          }
        });
  }

  private boolean bad(long at, String what) {
    firstBad = at;
    problem = what;
    return false;
  }

  Verification result() {
    return new Verification(records, HashChain.hex(head()), firstBad, problem);
  }

  /** The hash of the only chain; of several the SHA-256 over ids, indexes and hashes of all. */
  private byte[] head() {
    if (chains.size() <= 1) {
      return chains.values().stream()
          .findFirst()
          .map(chain -> chain.hash)
          .orElse(HashChain.start());
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      chains.forEach(
          (id, chain) -> {
            sha256.update(ByteBuffer.allocate(12).putInt(id).putLong(chain.index).array());
            sha256.update(chain.hash);
          });
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one has not", e);
    }
  }
}
