package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.text.Canonical;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The key of a text: the same for texts that differ in case and white space only. */
final class TextKey {
  private static final int BYTES = 20;

  private TextKey() {}

  /** The first 160 bits of the SHA-256 of what the text says, in hexadecimal. */
  static String of(String text) {
    return hash(Canonical.key(text));
  }

  /** Of the text as it stands. */
  static String exactly(String text) {
    return hash(text);
  }

  /** A key of its own for each turn, because what was said twice was said twice. */
  static String ofTurn(String passage, String speaker, String text) {
    return hash(passage + '\0' + speaker + '\0' + Canonical.key(text));
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
