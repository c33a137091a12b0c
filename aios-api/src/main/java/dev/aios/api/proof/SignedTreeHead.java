package dev.aios.api.proof;

import dev.aios.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/**
 * What a journal held at a time, in one hash, signed. Whoever keeps one can tell later whether the
 * records that it covers were changed, removed, added to or moved. Immutable.
 *
 * <p>As text it is a checkpoint of a transparency log ({@code https://c2sp.org/tlog-checkpoint}) in
 * a signed note ({@code https://c2sp.org/signed-note}), short enough for a mail:
 *
 * <pre>
 * studio.example/journal
 * 1204
 * CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 * time 2026-11-25T04:05:06.123456Z
 *
 * &#x2014; studio.example/journal Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/...
 * </pre>
 *
 * @param origin which journal; the name of the key that signs it
 * @param size how many records it covers, from the first, in the order of their positions
 * @param root the root of the tree over them, 64 lower-case hexadecimal digits
 * @param time when it was signed, by the clock of who signed it, to the microsecond; never before
 *     the head before it
 * @param signatures the signatures
 */
public record SignedTreeHead(
    String origin, long size, String root, Instant time, List<HeadSignature> signatures) {
  private static final String WHAT = "tree head";
  private static final String TIME = "time ";

  /** Checks what can be checked without a key. */
  public SignedTreeHead {
    if (origin.isEmpty() || !origin.strip().equals(origin) || origin.contains("\n")) {
      throw new InvalidInputException(WHAT, "the origin '" + origin + "' is not one line of text");
    }
    if (size < 0) {
      throw new InvalidInputException(WHAT, "the size is " + size + ", must be 0 or more");
    }
    NoteText.checkHash(WHAT, "the root", root);
    time = time.truncatedTo(ChronoUnit.MICROS);
    signatures = List.copyOf(signatures);
  }

  /**
   * Makes a head.
   *
   * @param size how many records it covers
   * @param root the root of the tree over them, in hexadecimal
   * @param time when
   * @param key who signs it
   * @return the head, signed
   * @throws InvalidInputException if the signature does not fit the public key that goes with it
   */
  public static SignedTreeHead sign(long size, String root, Instant time, SigningKey key) {
    VerifyingKey verifying = key.verifyingKey();
    SignedTreeHead unsigned = new SignedTreeHead(verifying.name(), size, root, time, List.of());
    byte[] signature = key.sign(unsigned.signedBytes());
    SignedTreeHead signed =
        new SignedTreeHead(
            unsigned.origin,
            size,
            root,
            unsigned.time,
            List.of(
                new HeadSignature(
                    verifying.name(),
                    verifying.id(),
                    Base64.getEncoder().encodeToString(signature))));
    if (!signed.isSignedBy(verifying)) {
      throw new InvalidInputException(
          WHAT,
          "what was given as its signature is none by the key "
              + verifying.text()
              + ": the signing key answers for another one");
    }
    return signed;
  }

  /**
   * From its text. The line ends of mail programs, and empty lines around it, do no harm.
   *
   * @param text what {@link #text} gave
   * @return the head; whether it is signed by whom you trust is for {@link #isSignedBy} to say
   * @throws InvalidInputException if it is no such text
   */
  public static SignedTreeHead parse(String text) {
    String clean = NoteText.clean(text);
    List<String> lines = clean.lines().toList();
    if (lines.size() < 6 || !lines.get(4).isEmpty()) {
      throw new InvalidInputException(
          WHAT,
          "the text is not an origin, a size, a root, a time, an empty line and signatures, a"
              + " line each");
    }
    SignedTreeHead head =
        new SignedTreeHead(
            lines.get(0),
            NoteText.number(WHAT, "the size", lines.get(1)),
            NoteText.hex(NoteText.hash(WHAT, "the root", lines.get(2))),
            time(lines.get(3)),
            lines.subList(5, lines.size()).stream().map(HeadSignature::parse).toList());
    // What is signed are the bytes, so there must be only one way to write a head.
    if (!head.text().equals(clean)) {
      throw new InvalidInputException(
          WHAT, "the time '" + lines.get(3) + "' is not written in the shortest way");
    }
    return head;
  }

  private static Instant time(String line) {
    try {
      if (line.startsWith(TIME)) {
        return Instant.parse(line.substring(TIME.length()));
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw new InvalidInputException(
        WHAT, "'" + line + "' is no time: '" + TIME + "2026-11-25T04:05:06Z' is expected");
  }

  /**
   * The head as text, to be kept elsewhere.
   *
   * @return lines, the last one ended as well
   */
  public String text() {
    StringBuilder text = new StringBuilder(body()).append('\n');
    signatures.forEach(signature -> text.append(signature.line()).append('\n'));
    return text.toString();
  }

  private String body() {
    return origin + "\n" + size + "\n" + NoteText.toBase64(root) + "\n" + TIME + time + "\n";
  }

  /**
   * What is signed: the lines before the empty one.
   *
   * @return UTF-8
   */
  public byte[] signedBytes() {
    return body().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether the owner of a key signed this head.
   *
   * @param key the key, from a source that you trust
   * @return true if one of the signatures is by it, and it is the key of this origin
   */
  public boolean isSignedBy(VerifyingKey key) {
    return key.name().equals(origin)
        && signatures.stream()
            .filter(each -> each.name().equals(key.name()) && each.keyId().equals(key.id()))
            .anyMatch(
                each -> key.verifies(signedBytes(), Base64.getDecoder().decode(each.signature())));
  }
}
