package dev.aios.core.internal.proof;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.proof.MerkleTree;
import org.jspecify.annotations.Nullable;

/**
 * The tree over the records, made from the first on, as far as somebody wants it. Keeps only the
 * roots of the complete subtrees at its right edge. Not thread-safe.
 */
final class LeafWalk {
  private static final int AT_ONCE = 8_192;

  private final Journal journal;
  private final MerkleTree merkle = new MerkleTree();
  private final byte[] @Nullable [] edge = new byte[Long.SIZE][];
  private RecordHashes page = RecordHashes.builder(0).build();
  private int next;
  private long size;
  private long position;

  LeafWalk(Journal journal) {
    this.journal = journal;
  }

  long size() {
    return size;
  }

  /** The position of the last record that it covers. */
  long position() {
    return position;
  }

  /** Goes on until it covers so many records; false if there are not that many. */
  boolean to(long target) {
    while (size < target) {
      if (next == page.size()) {
        page = journal.hashes(position, AT_ONCE);
        next = 0;
        if (page.size() == 0) {
          return false;
        }
      }
      position = page.position(next);
      add(merkle.leaf(page.hash(next)));
      next++;
    }
    return size == target;
  }

  private void add(byte[] leaf) {
    byte[] hash = leaf;
    int level = 0;
    for (byte @Nullable [] left = edge[0]; left != null; left = edge[level]) {
      hash = merkle.node(left, hash);
      edge[level] = null;
      level++;
    }
    edge[level] = hash;
    size++;
  }

  byte[] root() {
    byte @Nullable [] root = null;
    for (byte @Nullable [] left : edge) {
      if (left != null) {
        root = root == null ? left : merkle.node(left, root);
      }
    }
    return root == null ? merkle.emptyRoot() : root;
  }
}
