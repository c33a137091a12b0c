package dev.aios.core.internal.inbox;

import dev.aios.api.value.Payload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What a verdict is bound to. */
final class PayloadHash {
  private PayloadHash() {}

  /** SHA-256 of type, version and data, in hexadecimal; of nothing for no payload. */
  static String of(@Nullable Payload payload) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      if (payload != null) {
        String head = payload.type() + "\n" + payload.version() + "\n";
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        digest.update(payload.data().utf8());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
