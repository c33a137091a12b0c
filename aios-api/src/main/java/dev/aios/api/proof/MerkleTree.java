package dev.aios.api.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree of RFC 9162, section 2.1: its hashes, the proofs of it, and their verification.
 * Hashes are SHA-256, 32 bytes. Pure: it holds no tree, only a digest. Not thread-safe; cheap to
 * make.
 */
public final class MerkleTree {
  /** The bytes in a hash. */
  public static final int HASH_BYTES = 32;

  /** Gives the hashes of complete subtrees, from wherever a tree is kept. */
  @FunctionalInterface
  public interface Nodes {
    /**
     * The hash of a complete subtree.
     *
     * @param level 0 for a leaf, 1 for two leaves, 2 for four
     * @param index how many subtrees of this level stand before it
     * @return 32 bytes; the caller does not change them
     */
    byte[] hash(int level, long index);
  }

  private final MessageDigest sha256;
  private final byte[] pair = new byte[1 + 2 * HASH_BYTES];

  /** A fresh one, with its own digest. */
  public MerkleTree() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one has not", e);
    }
    pair[0] = 1;
  }

  /**
   * The root of the tree without leaves.
   *
   * @return 32 bytes
   */
  public byte[] emptyRoot() {
    return sha256.digest();
  }

  /**
   * The hash of a leaf.
   *
   * @param data what the leaf stands for; in a journal's tree the 32 bytes of a record's hash
   * @return SHA-256 of a zero byte and the data
   */
  public byte[] leaf(byte[] data) {
    sha256.update((byte) 0);
    return sha256.digest(data);
  }

  /**
   * The hash of an inner node.
   *
   * @param left the hash of its left child, 32 bytes
   * @param right the hash of its right child, 32 bytes
   * @return SHA-256 of a one byte and both
   */
  public byte[] node(byte[] left, byte[] right) {
    System.arraycopy(left, 0, pair, 1, HASH_BYTES);
    System.arraycopy(right, 0, pair, 1 + HASH_BYTES, HASH_BYTES);
    return sha256.digest(pair);
  }

  /**
   * The root over complete subtrees of one size that stand side by side: as many as a power of two.
   *
   * @param hashes their hashes, one after the other
   * @param from where the first begins, in hashes
   * @param count how many, a power of two
   * @return 32 bytes
   */
  public byte[] complete(byte[] hashes, int from, int count) {
    byte[] row = Arrays.copyOfRange(hashes, from * HASH_BYTES, (from + count) * HASH_BYTES);
    for (int left = count; left > 1; left /= 2) {
      for (int i = 0; i < left / 2; i++) {
        System.arraycopy(row, 2 * i * HASH_BYTES, pair, 1, 2 * HASH_BYTES);
        System.arraycopy(sha256.digest(pair), 0, row, i * HASH_BYTES, HASH_BYTES);
      }
    }
    return row.length == HASH_BYTES ? row : Arrays.copyOf(row, HASH_BYTES);
  }

  /**
   * The root of a tree.
   *
   * @param size how many leaves it has
   * @param nodes gives the hashes of its complete subtrees
   * @return 32 bytes
   */
  public byte[] root(long size, Nodes nodes) {
    return size == 0 ? emptyRoot() : range(0, size, nodes);
  }

  /**
   * The proof that a leaf is in a tree (section 2.1.3.1).
   *
   * @param index the leaf, from 0
   * @param size how many leaves the tree has, more than {@code index}
   * @param nodes gives the hashes of its complete subtrees
   * @return the hashes that are missing on the way from the leaf to the root, lowest first
   */
  public List<byte[]> inclusion(long index, long size, Nodes nodes) {
    List<byte[]> path = new ArrayList<>();
    inclusion(index, 0, size, nodes, path);
    return path;
  }

  private void inclusion(long index, long from, long count, Nodes nodes, List<byte[]> path) {
    if (count == 1) {
      return;
    }
    long left = leftOf(count);
    if (index < left) {
      inclusion(index, from, left, nodes, path);
      path.add(range(from + left, count - left, nodes));
    } else {
      inclusion(index - left, from + left, count - left, nodes, path);
      path.add(range(from, left, nodes));
    }
  }

  /**
   * The proof that a tree begins with the leaves of a smaller one (section 2.1.4.1).
   *
   * @param first how many leaves the smaller one has; 0 and {@code second} need no proof
   * @param second how many leaves the larger one has
   * @param nodes gives the hashes of the complete subtrees of the larger one
   * @return the hashes from which both roots can be computed
   */
  public List<byte[]> consistency(long first, long second, Nodes nodes) {
    List<byte[]> path = new ArrayList<>();
    if (first > 0 && first < second) {
      consistency(first, 0, second, true, nodes, path);
    }
    return path;
  }

  private void consistency(
      long first, long from, long count, boolean whole, Nodes nodes, List<byte[]> path) {
    if (first == count) {
      if (!whole) {
        path.add(range(from, count, nodes));
      }
      return;
    }
    long left = leftOf(count);
    if (first <= left) {
      consistency(first, from, left, whole, nodes, path);
      path.add(range(from + left, count - left, nodes));
    } else {
      consistency(first - left, from + left, count - left, false, nodes, path);
      path.add(range(from, left, nodes));
    }
  }

  private byte[] range(long from, long count, Nodes nodes) {
    if (Long.bitCount(count) == 1) {
      return nodes.hash(Long.numberOfTrailingZeros(count), from / count);
    }
    long left = leftOf(count);
    return node(range(from, left, nodes), range(from + left, count - left, nodes));
  }

  /** The largest power of two that is less. */
  private static long leftOf(long count) {
    return Long.highestOneBit(count - 1);
  }

  /**
   * The root that a proof of inclusion leads to (section 2.1.3.2).
   *
   * @param index the leaf, from 0
   * @param size how many leaves the tree has
   * @param leaf the leaf's hash
   * @param path the proof
   * @return the root; null if no proof for this leaf in a tree of this size has this form
   */
  public byte @Nullable [] rootBy(long index, long size, byte[] leaf, List<byte[]> path) {
    if (index < 0 || index >= size) {
      return null;
    }
    long at = index;
    long last = size - 1;
    byte[] root = leaf;
    for (byte[] hash : path) {
      if (last == 0) {
        return null;
      }
      if ((at & 1) == 1 || at == last) {
        root = node(hash, root);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        root = node(root, hash);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 ? root : null;
  }

  /**
   * Whether a proof shows that one tree begins with the leaves of another (section 2.1.4.2).
   *
   * @param first how many leaves the smaller one has, 0 or more
   * @param firstRoot its root
   * @param second how many leaves the larger one has
   * @param secondRoot its root
   * @param path the proof
   * @return true if it does
   */
  public boolean isConsistent(
      long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> path) {
    if (first < 0 || first > second) {
      return false;
    }
    if (first == second) {
      return path.isEmpty() && Arrays.equals(firstRoot, secondRoot);
    }
    if (first == 0) {
      return path.isEmpty() && Arrays.equals(firstRoot, emptyRoot());
    }
    List<byte[]> hashes = new ArrayList<>(path);
    if (Long.bitCount(first) == 1) {
      hashes.add(0, firstRoot);
    }
    if (hashes.isEmpty()) {
      return false;
    }
    return leads(first, firstRoot, second, secondRoot, hashes);
  }

  private boolean leads(
      long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> hashes) {
    long at = first - 1;
    long last = second - 1;
    while ((at & 1) == 1) {
      at >>= 1;
      last >>= 1;
    }
    byte[] one = hashes.get(0);
    byte[] two = one;
    for (byte[] hash : hashes.subList(1, hashes.size())) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        one = node(hash, one);
        two = node(hash, two);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        two = node(two, hash);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(one, firstRoot) && Arrays.equals(two, secondRoot);
  }
}
