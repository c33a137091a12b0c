package dev.aios.api.proof;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** RFC 9162 as it is written: slow, and by definition right. */
final class Leaves {
  private Leaves() {}

  /** So many leaves that differ. */
  static List<byte[]> some(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(ByteBuffer.allocate(32).putInt(i * 31 + 7).array());
    }
    return leaves;
  }

  /** The leaves of the tests that Certificate Transparency ships. */
  static List<byte[]> known() {
    return List.of(
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f")
        .stream()
        .map(HexFormat.of()::parseHex)
        .toList();
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** MTH(D[n]) of section 2.1.1. */
  static byte[] root(List<byte[]> leaves) {
    int n = leaves.size();
    if (n == 0) {
      return sha256();
    }
    if (n == 1) {
      return sha256(new byte[] {0}, leaves.get(0));
    }
    int k = split(n);
    return sha256(new byte[] {1}, root(leaves.subList(0, k)), root(leaves.subList(k, n)));
  }

  /** PATH(m, D[n]) of section 2.1.3.1. */
  static List<byte[]> path(int m, List<byte[]> leaves) {
    int n = leaves.size();
    if (n == 1) {
      return List.of();
    }
    int k = split(n);
    return m < k
        ? join(path(m, leaves.subList(0, k)), root(leaves.subList(k, n)))
        : join(path(m - k, leaves.subList(k, n)), root(leaves.subList(0, k)));
  }

  /** SUBPROOF(m, D[n], b) of section 2.1.4.1. */
  static List<byte[]> proof(int m, List<byte[]> leaves, boolean whole) {
    int n = leaves.size();
    if (m == n) {
      return whole ? List.of() : List.of(root(leaves));
    }
    int k = split(n);
    return m <= k
        ? join(proof(m, leaves.subList(0, k), whole), root(leaves.subList(k, n)))
        : join(proof(m - k, leaves.subList(k, n), false), root(leaves.subList(0, k)));
  }

  private static int split(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }

  private static List<byte[]> join(List<byte[]> path, byte[] hash) {
    List<byte[]> longer = new ArrayList<>(path);
    longer.add(hash);
    return longer;
  }

  /** The complete subtrees over leaves that are all there. */
  static MerkleTree.Nodes nodes(List<byte[]> leaves) {
    return (level, index) -> {
      int from = Math.toIntExact(index << level);
      return root(leaves.subList(from, from + (1 << level)));
    };
  }

  static List<String> hex(List<byte[]> hashes) {
    return hashes.stream().map(HexFormat.of()::formatHex).toList();
  }
}
