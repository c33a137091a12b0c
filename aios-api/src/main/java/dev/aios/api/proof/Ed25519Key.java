package dev.aios.api.proof;

import dev.aios.api.AiosException;
import dev.aios.api.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A signing key in this process's memory. Immutable, thread-safe.
 *
 * <pre>{@code
 * Ed25519Key.generate("studio.example/journal").write(Path.of("journal.key"));   // once
 * SigningKey key = Ed25519Key.read(Path.of("journal.key"));                      // at each start
 * }</pre>
 *
 * <p>Keep the file away from the journal: whoever has both can rewrite history and sign it.
 */
public final class Ed25519Key implements SigningKey {
  static final String SECRET = "PRIVATE+KEY+";

  private static final String WHAT = "signing key";

  private final PrivateKey secret;
  private final VerifyingKey verifying;

  private Ed25519Key(PrivateKey secret, VerifyingKey verifying) {
    this.secret = secret;
    this.verifying = verifying;
    byte[] probe = "aios".getBytes(StandardCharsets.UTF_8);
    if (!verifying.verifies(probe, sign(probe))) {
      throw new InvalidInputException(
          WHAT, "the secret and the public key of '" + verifying.name() + "' are no pair");
    }
  }

  /**
   * A new key.
   *
   * @param name whose key it is: the origin of the heads that it signs, for example {@code
   *     studio.example/journal}
   * @return a key that nobody else has
   * @throws InvalidInputException if the name cannot be one
   */
  public static Ed25519Key generate(String name) {
    try {
      return of(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has Ed25519, this one has not", e);
    }
  }

  /**
   * A key that the host keeps in its own way, for example in a key store.
   *
   * @param name whose key it is
   * @param pair an Ed25519 key pair
   * @return the key
   * @throws InvalidInputException if the keys are no pair, or of another kind
   */
  public static Ed25519Key of(String name, KeyPair pair) {
    return new Ed25519Key(pair.getPrivate(), VerifyingKey.of(name, pair.getPublic()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param file the file
   * @return the key
   * @throws InvalidInputException if the file holds no such key
   * @throws AiosException if it cannot be read
   */
  public static Ed25519Key read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new AiosException(
          "Could not read the signing key from " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * From its text.
   *
   * @param text what {@link #secretText} gave
   * @return the key
   * @throws InvalidInputException if it is no such text
   */
  public static Ed25519Key parse(String text) {
    String line =
        text.lines()
            .map(String::strip)
            .filter(each -> each.startsWith(SECRET))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException(WHAT, "no line begins with " + SECRET));
    List<VerifyingKey> verifying = VerifyingKey.parseAll(text);
    int afterName = line.indexOf('+', SECRET.length()) + 1;
    int afterId = line.indexOf('+', afterName) + 1;
    byte[] typed = NoteText.base64(WHAT, "the secret", line.substring(afterId));
    if (typed.length != 1 + Ed25519.KEY_BYTES || typed[0] != Ed25519.TYPE) {
      throw new InvalidInputException(WHAT, "the secret is no Ed25519 key");
    }
    return new Ed25519Key(
        Ed25519.privateKey(Arrays.copyOfRange(typed, 1, typed.length)), verifying.get(0));
  }

  /**
   * The secret as text, with the public key on a line of its own below it.
   *
   * @return two lines, for somewhere safe
   * @throws InvalidInputException if the key does not show its secret
   */
  public String secretText() {
    byte[] seed = Ed25519.seed(secret);
    byte[] typed = new byte[1 + seed.length];
    typed[0] = Ed25519.TYPE;
    System.arraycopy(seed, 0, typed, 1, seed.length);
    return SECRET
        + verifying.name()
        + "+"
        + verifying.id()
        + "+"
        + Base64.getEncoder().encodeToString(typed)
        + "\n"
        + verifying.text()
        + "\n";
  }

  /**
   * Writes the key to a new file that only its owner may read, where the file system knows owners.
   *
   * @param file a file that does not exist
   * @throws InvalidInputException if the file exists: a key is never overwritten
   * @throws AiosException if it cannot be written
   */
  public void write(Path file) {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secretText(), StandardOpenOption.WRITE);
      } else {
        Files.writeString(file, secretText(), StandardOpenOption.CREATE_NEW);
      }
    } catch (FileAlreadyExistsException e) {
      throw new InvalidInputException(
          WHAT, "there is a file " + file + " already: a key is never overwritten");
    } catch (IOException e) {
      throw new AiosException(
          "Could not write the signing key to " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public VerifyingKey verifyingKey() {
    return verifying;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(secret);
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new InvalidInputException(WHAT, "it does not sign: " + e.getMessage());
    }
  }

  /** The name and the id; nothing of the secret. */
  @Override
  public String toString() {
    return "signing key " + verifying.name() + "+" + verifying.id();
  }
}
