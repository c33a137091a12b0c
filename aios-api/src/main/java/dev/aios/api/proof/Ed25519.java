package dev.aios.api.proof;

import dev.aios.api.InvalidInputException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Between keys of the JDK and their 32 bytes (RFC 8410 says what stands around them). */
final class Ed25519 {
  static final int KEY_BYTES = 32;

  /** The byte that stands for Ed25519 in signed notes. */
  static final byte TYPE = 1;

  private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] SECRET = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private Ed25519() {}

  static PublicKey publicKey(byte[] raw) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(join(PUBLIC, raw)));
    } catch (InvalidKeySpecException e) {
      throw new InvalidInputException(
          "verifying key", "its bytes are no Ed25519 key: " + e.getMessage());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has Ed25519, this one has not", e);
    }
  }

  static PrivateKey privateKey(byte[] seed) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(join(SECRET, seed)));
    } catch (GeneralSecurityException e) {
      throw new InvalidInputException("signing key", "its bytes are no Ed25519 key");
    }
  }

  static byte[] raw(PublicKey key) {
    return inside("verifying key", key.getEncoded(), PUBLIC);
  }

  static byte[] seed(PrivateKey key) {
    return inside("signing key", key.getEncoded(), SECRET);
  }

  private static byte[] inside(
      String what, byte @org.jspecify.annotations.Nullable [] encoded, byte[] around) {
    if (encoded == null
        || encoded.length != around.length + KEY_BYTES
        || Arrays.mismatch(encoded, around) < around.length) {
      throw new InvalidInputException(
          what,
          "it is no Ed25519 key, or one that does not show its bytes: make it with"
              + " KeyPairGenerator.getInstance(\"Ed25519\")");
    }
    return Arrays.copyOfRange(encoded, around.length, encoded.length);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one has not", e);
    }
  }
}
