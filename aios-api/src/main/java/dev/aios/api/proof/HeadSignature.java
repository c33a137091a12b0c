package dev.aios.api.proof;

import dev.aios.api.InvalidInputException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A signature below a head.
 *
 * @param name the name of the key
 * @param keyId the id of the key, 8 hexadecimal digits: which key of that name
 * @param signature the signature in base64
 */
public record HeadSignature(String name, String keyId, String signature) {
  private static final String DASH = "\u2014 ";

  String line() {
    byte[] signed = Base64.getDecoder().decode(signature);
    byte[] id = HexFormat.of().parseHex(keyId);
    byte[] both = Arrays.copyOf(id, id.length + signed.length);
    System.arraycopy(signed, 0, both, id.length, signed.length);
    return DASH + name + " " + Base64.getEncoder().encodeToString(both);
  }

  static HeadSignature parse(String line) {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(DASH) || space <= DASH.length()) {
      throw new InvalidInputException(
          "tree head", "'" + line + "' is no signature: '\u2014 NAME SIGNATURE' is expected");
    }
    byte[] both = NoteText.base64("tree head", "the signature", line.substring(space + 1));
    if (both.length < 5) {
      throw new InvalidInputException("tree head", "the signature '" + line + "' is too short");
    }
    return new HeadSignature(
        line.substring(DASH.length(), space),
        HexFormat.of().formatHex(both, 0, 4),
        Base64.getEncoder().encodeToString(Arrays.copyOfRange(both, 4, both.length)));
  }
}
