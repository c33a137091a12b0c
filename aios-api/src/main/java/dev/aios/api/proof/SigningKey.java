package dev.aios.api.proof;

/**
 * Signs the heads of a journal's tree. AIOS asks for signatures and never sees the secret, so that
 * a key management service or a hardware token may stand behind it; {@link Ed25519Key} is a key in
 * memory. Thread-safe.
 *
 * <p>It is asked once for each head, some times an hour, on a thread of the runtime; it may block.
 * What it throws is logged, and the head is tried again; nothing else waits for it.
 */
public interface SigningKey {
  /**
   * The public key that goes with it. Its name is the origin of the heads.
   *
   * @return always the same
   */
  VerifyingKey verifyingKey();

  /**
   * Signs.
   *
   * @param message the message
   * @return the signature by Ed25519 (RFC 8032), 64 bytes
   */
  byte[] sign(byte[] message);
}
