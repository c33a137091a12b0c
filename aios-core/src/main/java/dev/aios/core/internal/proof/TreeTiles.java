package dev.aios.core.internal.proof;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.proof.MerkleTree;
import dev.aios.core.internal.codec.Envelopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree's hashes in tiles, each a row: 256 leaves, or 256 nodes eight levels above the tiles
 * below. What stands in between is computed. A complete tile never changes; at the right edge each
 * level has one that grows. Remembers what it has read; not thread-safe, for one task each.
 */
final class TreeTiles implements MerkleTree.Nodes {
  static final String TABLE = "tree";

  /** The hashes in a tile: eight levels of the tree. */
  static final int WIDTH = 256;

  private static final int LEVELS = 8;
  private static final int HASH = MerkleTree.HASH_BYTES;

  private record Id(int level, long number) implements Comparable<Id> {
    String key() {
      return level + "/" + number;
    }

    @Override
    public int compareTo(Id other) {
      return level != other.level
          ? Integer.compare(level, other.level)
          : Long.compare(number, other.number);
    }
  }

  private static final class Tile {
    private final byte[] hashes = new byte[WIDTH * HASH];
    private final long[] positions;
    private int count;
    private boolean changed;

    Tile(int level) {
      positions = new long[level == 0 ? WIDTH : 0];
    }
  }

  private final Journal journal;
  private final MerkleTree merkle = new MerkleTree();
  private final Map<Id, Tile> tiles = new TreeMap<>();
  private long size;

  /** The leaves that the next one joins, while there is room. */
  private @Nullable Tile leaves;

  /** The tree as it is when it covers so many records. */
  TreeTiles(Journal journal, long size) {
    this.journal = journal;
    this.size = size;
  }

  long size() {
    return size;
  }

  MerkleTree merkle() {
    return merkle;
  }

  byte[] root(long ofSize) {
    return merkle.root(ofSize, this);
  }

  /** Covers one record more. */
  void add(long position, byte[] recordHash) {
    Tile open = leaves;
    if (open == null || open.count == WIDTH) {
      open = edge(0);
      leaves = open;
    }
    open.positions[open.count] = position;
    put(open, 0, merkle.leaf(recordHash));
    size++;
  }

  private void put(Tile tile, int level, byte[] hash) {
    System.arraycopy(hash, 0, tile.hashes, tile.count * HASH, HASH);
    tile.count++;
    tile.changed = true;
    if (tile.count == WIDTH) {
      put(edge(level + 1), level + 1, merkle.complete(tile.hashes, 0, WIDTH));
    }
  }

  /** The tile that the next hash of a level goes to. */
  private Tile edge(int level) {
    long entries = size >>> (LEVELS * level);
    Id id = new Id(level, entries / WIDTH);
    Tile known = tiles.get(id);
    if (known != null) {
      return known;
    }
    int count = (int) (entries % WIDTH);
    Tile tile = count == 0 ? new Tile(level) : read(id, count);
    // If another node was quicker it holds more already, and this node's write will be refused.
    tile.count = count;
    tiles.put(id, tile);
    return tile;
  }

  /** The rows of tiles that have grown since they were last asked for. */
  List<RowChange> changes() {
    List<RowChange> changes = new ArrayList<>();
    tiles.forEach(
        (id, tile) -> {
          if (tile.changed) {
            tile.changed = false;
            changes.add(row(id, tile));
          }
        });
    return changes;
  }

  /** The changes are durable: what is complete need not be remembered. */
  void written() {
    tiles.values().removeIf(tile -> tile.count == WIDTH);
  }

  private static RowChange row(Id id, Tile tile) {
    byte[] hashes = Arrays.copyOf(tile.hashes, tile.count * HASH);
    TreeTile body =
        id.level == 0 ? TreeTile.ofLeaves(hashes, tile.positions, tile.count) : TreeTile.of(hashes);
    // Leaves are found by the positions of their records.
    long rank = id.level == 0 ? tile.positions[tile.count - 1] : id.number;
    return new RowChange.Put(
        TABLE, id.key(), RowChange.ANY, String.valueOf(id.level), rank, body.json());
  }

  private Tile read(Id id, int atLeast) {
    Tile tile = new Tile(id.level);
    TreeTile body =
        journal
            .row(TABLE, id.key())
            .map(row -> Envelopes.CODEC.fromJson(row.body(), TreeTile.class))
            .orElse(TreeTile.of(new byte[0]));
    byte[] hashes = body.bytes();
    tile.count = hashes.length / HASH;
    if (tile.count < atLeast || tile.count > WIDTH) {
      throw damaged("tile " + id.key() + " holds " + tile.count + " hashes of at least " + atLeast);
    }
    System.arraycopy(hashes, 0, tile.hashes, 0, hashes.length);
    if (id.level == 0) {
      body.positions(tile.positions, tile.count);
    }
    return tile;
  }

  static StorageException damaged(String what) {
    return new StorageException(
        "The journal's tree is not whole: "
            + what
            + ", so the rows of table '"
            + TABLE
            + "' were changed. Delete all of them; then a node with the signing key makes them"
            + " again from the records");
  }

  @Override
  public byte[] hash(int level, long index) {
    int within = level % LEVELS;
    long first = index << within;
    int offset = (int) (first % WIDTH);
    int count = 1 << within;
    Id id = new Id(level / LEVELS, first / WIDTH);
    Tile tile = tiles.get(id);
    if (tile == null || tile.count < offset + count) {
      tile = read(id, offset + count);
      tiles.put(id, tile);
    }
    return merkle.complete(tile.hashes, offset, count);
  }

  /** How many records stand before the one at a position; empty if the tree has none there. */
  static OptionalLong indexOf(Journal journal, long position) {
    List<Row> found = journal.rows(new RowQuery(TABLE, "0", position, Long.MAX_VALUE, null, 1));
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    Row row = found.get(0);
    TreeTile tile = Envelopes.CODEC.fromJson(row.body(), TreeTile.class);
    int count = tile.bytes().length / HASH;
    long[] positions = new long[WIDTH];
    tile.positions(positions, count);
    int at = Arrays.binarySearch(positions, 0, count, position);
    long number = Long.parseLong(row.key().substring("0/".length()));
    return at < 0 ? OptionalLong.empty() : OptionalLong.of(number * WIDTH + at);
  }
}
