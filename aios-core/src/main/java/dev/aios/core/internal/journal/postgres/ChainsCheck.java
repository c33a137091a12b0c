package dev.aios.core.internal.journal.postgres;

import dev.aios.api.journal.Verification;
import dev.aios.core.internal.journal.ChainEnd;
import dev.aios.core.internal.journal.Gap;
import dev.aios.core.internal.journal.HashChain;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks records in the order of their positions, each against the chain that it belongs to:
 * consecutive indexes, ascending times, hashes that follow from each other. Then compares where the
 * chains end with where they are said to end. Stops at the first that does not fit. Not
 * thread-safe.
 */
final class ChainsCheck {
  private final HashChain hashes = new HashChain();
  private final Map<Integer, ChainEnd> chains = new TreeMap<>();
  private final Set<Integer> ended = new HashSet<>();
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
    ChainEnd chain = chain(chainId);
    if (index != chain.index() + 1) {
      return bad(
          at,
          "record "
              + at
              + " is number "
              + index
              + " of chain "
              + chainId
              + ", number "
              + (chain.index() + 1)
              + " is missing or stands behind it");
    }
    String wrong = chain.next(at, time, kind, stream, body, stored);
    if (wrong != null) {
      return bad(at, wrong);
    }
    position = at;
    records++;
    return true;
  }

  /** The index that is expected next in a chain. */
  long wanted(int chainId) {
    return chain(chainId).index() + 1;
  }

  /** Goes past records of a chain that are in archives. */
  void skip(int chainId, Gap gap) {
    chain(chainId).skip(gap);
  }

  private ChainEnd chain(int chainId) {
    return chains.computeIfAbsent(chainId, id -> new ChainEnd(hashes));
  }

  /** Where a chain is said to end. */
  void head(int chainId, long index, byte[] hash) {
    if (firstBad != null) {
      return;
    }
    ChainEnd chain = chain(chainId);
    ended.add(chainId);
    if (chain.index() != index) {
      bad(
          position + 1,
          "chain "
              + chainId
              + " has "
              + chain.index()
              + " records and once had "
              + index
              + ": records were cut off at the end, or added without the journal");
    } else if (!Arrays.equals(chain.hash(), hash)) {
      bad(position, "chain " + chainId + " does not end with the record that it once ended with");
    }
  }

  void noMoreHeads() {
    for (int id : chains.keySet()) {
      if (firstBad == null && !ended.contains(id)) {
        bad(
            position + 1,
            "records may be missing: where chain " + id + " ended is not recorded any more");
      }
    }
  }

  private boolean bad(long at, String what) {
    firstBad = at;
    problem = what;
    return false;
  }

  Verification result() {
    return new Verification(
        records,
        HashChain.hex(head()),
        firstBad,
        problem,
        chains.values().stream().mapToLong(ChainEnd::archived).sum());
  }

  /** The hash of the only chain; of several the SHA-256 over ids, indexes and hashes of all. */
  private byte[] head() {
    if (chains.size() <= 1) {
      return chains.values().stream().findFirst().map(ChainEnd::hash).orElse(HashChain.start());
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      chains.forEach(
          (id, chain) -> {
            sha256.update(ByteBuffer.allocate(12).putInt(id).putLong(chain.index()).array());
            sha256.update(chain.hash());
          });
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one has not", e);
    }
  }
}
