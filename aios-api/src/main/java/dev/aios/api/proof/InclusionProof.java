package dev.aios.api.proof;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.HashedRecord;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record, and the proof that it is in the journal that a head was signed for. Holds all that is
 * needed to check it but the public key. Whoever has it can read the record. Immutable.
 *
 * <p>As text it is a proof of a transparency log ({@code https://c2sp.org/tlog-proof}), whose extra
 * data are the bytes that the record's hash is made of.
 *
 * @param record the record
 * @param index how many records stand before it
 * @param path the hashes that are missing on the way from it to the root, in hexadecimal, lowest
 *     first
 * @param head the head whose tree it is in
 */
public record InclusionProof(
    HashedRecord record, long index, List<String> path, SignedTreeHead head) {
  private static final String WHAT = "inclusion proof";
  private static final String FORMAT = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** Checks the form. */
  public InclusionProof {
    path = List.copyOf(path);
    path.forEach(hash -> NoteText.checkHash(WHAT, "the path's", hash));
  }

  /**
   * Whether the record is in the journal, as far as the owner of a key signed for it.
   *
   * @param key the key, from a source that you trust
   * @return true if the head is signed by it and the path leads from the record to its root
   */
  public boolean isValid(VerifyingKey key) {
    return head.isSignedBy(key) && leadsToRoot();
  }

  /**
   * Whether the path leads from the record to the head's root. Says nothing of who signed it.
   *
   * @return true if it does
   */
  public boolean leadsToRoot() {
    MerkleTree tree = new MerkleTree();
    byte @Nullable [] root =
        tree.rootBy(
            index, head.size(), tree.leaf(NoteText.bytes(record.hash())), NoteText.bytes(path));
    return root != null && Arrays.equals(root, NoteText.bytes(head.root()));
  }

  /**
   * The proof as text.
   *
   * @return lines, the last one ended as well
   */
  public String text() {
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    text.append(EXTRA).append(Base64.getEncoder().encodeToString(record.bytes())).append('\n');
    text.append(INDEX).append(index).append('\n');
    path.forEach(hash -> text.append(NoteText.toBase64(hash)).append('\n'));
    return text.append('\n').append(head.text()).toString();
  }

  /**
   * From its text.
   *
   * @param text what {@link #text} gave
   * @return the proof; whether it is one is for {@link #isValid} to say
   * @throws InvalidInputException if it is no such text, or one without the record in it
   */
  public static InclusionProof parse(String text) {
    String clean = NoteText.clean(text);
    int end = clean.indexOf("\n\n");
    List<String> lines = clean.substring(0, Math.max(0, end)).lines().toList();
    if (lines.size() < 3
        || !lines.get(0).equals(FORMAT)
        || !lines.get(1).startsWith(EXTRA)
        || !lines.get(2).startsWith(INDEX)) {
      throw new InvalidInputException(
          WHAT,
          "the text is not " + FORMAT + ", a record, an index, hashes, an empty line and a head");
    }
    return new InclusionProof(
        HashedRecord.ofBytes(
            NoteText.base64(WHAT, "the record", lines.get(1).substring(EXTRA.length()))),
        NoteText.number(WHAT, "the index", lines.get(2).substring(INDEX.length())),
        lines.subList(3, lines.size()).stream()
            .map(line -> NoteText.hex(NoteText.hash(WHAT, "the hash", line)))
            .toList(),
        SignedTreeHead.parse(clean.substring(end)));
  }
}
