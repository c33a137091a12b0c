package dev.aios.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The tree, beside the definitions of RFC 9162 and the vectors of Certificate Transparency. */
class MerkleTreeTest {
  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private final MerkleTree tree = new MerkleTree();

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void the_known_leaves_have_the_known_roots() {
    for (int size = 0; size <= 8; size++) {
      List<byte[]> leaves = Leaves.known().subList(0, size);
      assertThat(tree.root(size, Leaves.nodes(leaves))).isEqualTo(bytes(ROOTS.get(size)));
    }
  }

  @Test
  void the_known_leaves_have_the_known_proofs() {
    MerkleTree.Nodes nodes = Leaves.nodes(Leaves.known());
    assertThat(Leaves.hex(tree.inclusion(0, 8, nodes)))
        .containsExactly(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    assertThat(Leaves.hex(tree.inclusion(5, 8, nodes)))
        .containsExactly(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    assertThat(Leaves.hex(tree.consistency(6, 8, nodes)))
        .containsExactly(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
  }

  @Test
  void every_size_to_300_has_the_root_of_the_definition() {
    for (int size = 0; size <= 300; size++) {
      List<byte[]> leaves = Leaves.some(size);
      assertThat(tree.root(size, Leaves.nodes(leaves))).isEqualTo(Leaves.root(leaves));
    }
  }

  @Test
  void every_leaf_of_every_small_tree_and_every_pair_of_sizes_is_proven() {
    List<byte[]> leaves = Leaves.some(66);
    for (int size = 1; size <= leaves.size(); size++) {
      for (int other = 0; other < size; other++) {
        proveInclusion(other, leaves.subList(0, size));
        proveConsistency(other, leaves.subList(0, size));
      }
      proveConsistency(size, leaves.subList(0, size));
    }
  }

  @Property(tries = 300)
  void a_leaf_of_a_larger_tree_is_proven(
      @ForAll @IntRange(min = 1, max = 300) int size, @ForAll @IntRange(max = 299) int leaf) {
    proveInclusion(leaf % size, Leaves.some(size));
  }

  @Property(tries = 300)
  void a_larger_tree_goes_on_from_a_smaller_one(
      @ForAll @IntRange(min = 1, max = 300) int size, @ForAll @IntRange(max = 300) int first) {
    proveConsistency(first % (size + 1), Leaves.some(size));
  }

  private void proveInclusion(int index, List<byte[]> leaves) {
    List<byte[]> path = tree.inclusion(index, leaves.size(), Leaves.nodes(leaves));
    assertThat(Leaves.hex(path)).isEqualTo(Leaves.hex(Leaves.path(index, leaves)));
    assertThat(tree.rootBy(index, leaves.size(), tree.leaf(leaves.get(index)), path))
        .isEqualTo(Leaves.root(leaves));
  }

  private void proveConsistency(int first, List<byte[]> leaves) {
    List<byte[]> path = tree.consistency(first, leaves.size(), Leaves.nodes(leaves));
    if (first > 0) {
      assertThat(Leaves.hex(path)).isEqualTo(Leaves.hex(Leaves.proof(first, leaves, true)));
    }
    assertThat(consistent(first, leaves, path)).isTrue();
  }

  private boolean consistent(int first, List<byte[]> leaves, List<byte[]> path) {
    return tree.isConsistent(
        first, Leaves.root(leaves.subList(0, first)), leaves.size(), Leaves.root(leaves), path);
  }

  @Property(tries = 300)
  void a_proof_of_inclusion_that_was_changed_leads_elsewhere(
      @ForAll @IntRange(min = 2, max = 200) int size,
      @ForAll @IntRange(max = 199) int leaf,
      @ForAll @IntRange(max = 2_000) int where) {
    List<byte[]> leaves = Leaves.some(size);
    int index = leaf % size;
    byte[] root = Leaves.root(leaves);
    byte[] hash = tree.leaf(leaves.get(index));
    List<byte[]> path = tree.inclusion(index, size, Leaves.nodes(leaves));

    for (List<byte[]> changed : changes(path, where)) {
      assertThat(tree.rootBy(index, size, hash, changed)).isNotEqualTo(root);
    }
    assertThat(tree.rootBy(index, size, Leaves.sha256(hash), path)).isNotEqualTo(root);
    int elsewhere = (index + 1 + where % (size - 1)) % size;
    assertThat(tree.rootBy(elsewhere, size, hash, path)).isNotEqualTo(root);
    assertThat(tree.rootBy(-1, size, hash, path)).isNull();
    assertThat(tree.rootBy(size, size, hash, path)).isNull();
  }

  @Property(tries = 300)
  void a_proof_of_consistency_that_was_changed_is_none(
      @ForAll @IntRange(min = 2, max = 200) int size,
      @ForAll @IntRange(min = 1, max = 199) int first,
      @ForAll @IntRange(max = 2_000) int where) {
    List<byte[]> leaves = Leaves.some(size);
    int smaller = 1 + first % (size - 1);
    List<byte[]> path = tree.consistency(smaller, size, Leaves.nodes(leaves));

    for (List<byte[]> changed : changes(path, where)) {
      assertThat(consistent(smaller, leaves, changed)).isFalse();
    }
    // The history that the smaller tree stands for is another one.
    List<byte[]> rewritten = new ArrayList<>(leaves);
    rewritten.set(where % smaller, new byte[32]);
    byte[] before = Leaves.root(leaves.subList(0, smaller));
    List<byte[]> honest = tree.consistency(smaller, size, Leaves.nodes(rewritten));
    assertThat(tree.isConsistent(smaller, before, size, Leaves.root(rewritten), honest)).isFalse();
    assertThat(tree.isConsistent(size, before, smaller, before, path)).isFalse();
  }

  /** One bit turned, one hash too few, one too many, two in the wrong order. */
  private static List<List<byte[]>> changes(List<byte[]> path, int where) {
    List<List<byte[]>> changes = new ArrayList<>();
    int at = where % path.size();
    List<byte[]> bit = new ArrayList<>(path);
    byte[] turned = path.get(at).clone();
    turned[where % 32] ^= (byte) (1 << where % 8);
    bit.set(at, turned);
    changes.add(bit);
    List<byte[]> fewer = new ArrayList<>(path);
    fewer.remove(at);
    changes.add(fewer);
    List<byte[]> more = new ArrayList<>(path);
    more.add(at, path.get(at));
    changes.add(more);
    if (path.size() > 1) {
      List<byte[]> turnedAround = new ArrayList<>(path);
      turnedAround.set(at, path.get((at + 1) % path.size()));
      turnedAround.set((at + 1) % path.size(), path.get(at));
      changes.add(turnedAround);
    }
    return changes;
  }
}
