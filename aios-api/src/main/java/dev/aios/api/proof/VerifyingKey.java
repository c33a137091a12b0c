package dev.aios.api.proof;

import dev.aios.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A public key with which heads of one journal's tree are checked. As text it is one line, that of
 * C2SP's signed notes ({@code https://c2sp.org/signed-note}): the name, an id, and the key. Hand it
 * out freely; whoever checks must have it from you and not from beside the journal. Immutable.
 *
 * @param name whose key it is: the origin of the heads, for example {@code studio.example/journal};
 *     1 to 200 characters without white space and {@code +}
 * @param key the 32 bytes of the Ed25519 key in base64
 */
public record VerifyingKey(String name, String key) {
  private static final String WHAT = "verifying key";

  /** Checks the name, and that the key is one. */
  public VerifyingKey {
    checkName(name);
    Ed25519.publicKey(raw(key));
  }

  private static void checkName(String name) {
    boolean bad =
        name.isEmpty()
            || name.length() > 200
            || name.codePoints()
                .anyMatch(
                    c ->
                        c == '+'
                            || Character.isWhitespace(c)
                            || Character.isSpaceChar(c)
                            || Character.isISOControl(c));
    if (bad) {
      throw new InvalidInputException(
          WHAT,
          "the name '"
              + name
              + "' is not 1 to 200 characters without white space and '+', such as"
              + " studio.example/journal");
    }
  }

  private static byte[] raw(String key) {
    byte[] raw = NoteText.base64(WHAT, "the key", key);
    if (raw.length != Ed25519.KEY_BYTES) {
      throw new InvalidInputException(
          WHAT, "the key has " + raw.length + " bytes, an Ed25519 key has 32");
    }
    return raw;
  }

  /**
   * The key of a key pair of the JDK.
   *
   * @param name whose key it is
   * @param key an Ed25519 key
   * @return the key
   * @throws InvalidInputException if it is a key of another kind, or the name cannot be one
   */
  public static VerifyingKey of(String name, PublicKey key) {
    return new VerifyingKey(name, Base64.getEncoder().encodeToString(Ed25519.raw(key)));
  }

  /**
   * From its line.
   *
   * @param text what {@link #text} gave, or another program that writes keys of signed notes
   * @return the key
   * @throws InvalidInputException if it is no such line
   */
  public static VerifyingKey parse(String text) {
    String line = text.strip();
    int second = line.indexOf('+', line.indexOf('+') + 1);
    int first = line.indexOf('+');
    if (first < 1 || second < 0) {
      throw new InvalidInputException(
          WHAT, "'" + line + "' is not of the form NAME+ID+KEY, which the line of a key has");
    }
    byte[] typed = NoteText.base64(WHAT, "the key", line.substring(second + 1));
    if (typed.length != 1 + Ed25519.KEY_BYTES || typed[0] != Ed25519.TYPE) {
      throw new InvalidInputException(
          WHAT, "'" + line + "' holds no Ed25519 key: other kinds are not understood");
    }
    byte[] raw = java.util.Arrays.copyOfRange(typed, 1, typed.length);
    VerifyingKey key =
        new VerifyingKey(line.substring(0, first), Base64.getEncoder().encodeToString(raw));
    if (!key.id().equals(line.substring(first + 1, second))) {
      throw new InvalidInputException(
          WHAT, "'" + line + "' was changed: the id of this name and key is " + key.id());
    }
    return key;
  }

  /**
   * From a text with a key on each line, as it is when a journal's key was replaced by a new one.
   * Empty lines, lines that begin with {@code #}, and secret keys are passed over.
   *
   * @param text the text
   * @return the keys, one or more
   * @throws InvalidInputException if a line is no key, or there is none
   */
  public static List<VerifyingKey> parseAll(String text) {
    List<VerifyingKey> keys =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .filter(line -> !line.startsWith(Ed25519Key.SECRET))
            .map(VerifyingKey::parse)
            .toList();
    if (keys.isEmpty()) {
      throw new InvalidInputException(WHAT, "there is no key in the text");
    }
    return keys;
  }

  /**
   * The id that stands before each signature, to find the key of it.
   *
   * @return 8 hexadecimal digits
   */
  public String id() {
    return HexFormat.of().formatHex(idBytes());
  }

  byte[] idBytes() {
    byte[] named = (name + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] raw = raw(key);
    byte[] all = java.util.Arrays.copyOf(named, named.length + 1 + raw.length);
    all[named.length] = Ed25519.TYPE;
    System.arraycopy(raw, 0, all, named.length + 1, raw.length);
    return java.util.Arrays.copyOf(Ed25519.sha256(all), 4);
  }

  /**
   * The key as one line of text.
   *
   * @return {@code NAME+ID+KEY}
   */
  public String text() {
    byte[] raw = raw(key);
    byte[] typed = new byte[1 + raw.length];
    typed[0] = Ed25519.TYPE;
    System.arraycopy(raw, 0, typed, 1, raw.length);
    return name + "+" + id() + "+" + Base64.getEncoder().encodeToString(typed);
  }

  /**
   * Whether this key's owner signed a message.
   *
   * @param message the message
   * @param signature what was given as its signature
   * @return true if it is this key's signature of this message
   */
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(Ed25519.publicKey(raw(key)));
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
