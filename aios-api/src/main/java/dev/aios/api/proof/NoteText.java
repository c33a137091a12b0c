package dev.aios.api.proof;

import dev.aios.api.InvalidInputException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The pieces of which heads and proofs are written as text. */
final class NoteText {
  private NoteText() {}

  /** As mail programs leave it: line ends of any kind, empty lines around it. */
  static String clean(String text) {
    return text.replace("\r\n", "\n").strip() + "\n";
  }

  static byte[] base64(String what, String part, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(what, part + " '" + text + "' is not base64");
    }
    // One text for each value, so that what was checked is what is read.
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new InvalidInputException(what, part + " '" + text + "' is not base64 in full");
    }
    return bytes;
  }

  static byte[] hash(String what, String part, String text) {
    byte[] hash = base64(what, part, text);
    if (hash.length != MerkleTree.HASH_BYTES) {
      throw new InvalidInputException(
          what, part + " '" + text + "' has " + hash.length + " bytes, a hash has 32");
    }
    return hash;
  }

  static long number(String what, String part, String text) {
    if (text.matches("0|[1-9][0-9]{0,17}")) {
      return Long.parseLong(text);
    }
    throw new InvalidInputException(what, part + " '" + text + "' is no number");
  }

  static String toBase64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static List<byte[]> bytes(List<String> path) {
    return path.stream().map(NoteText::bytes).toList();
  }

  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  static void checkHash(String what, String part, String hex) {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new InvalidInputException(
          what, part + " '" + hex + "' is not 64 lower-case hexadecimal digits");
    }
  }
}
