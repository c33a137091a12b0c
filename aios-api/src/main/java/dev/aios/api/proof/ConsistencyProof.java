package dev.aios.api.proof;

import dev.aios.api.InvalidInputException;
import java.util.List;

/**
 * The proof that a journal went on from an older head to a newer one: that it still begins with
 * every record that the older one covers, unchanged and in the same order. Immutable.
 *
 * <p>As text it has the form in which witnesses of transparency logs take it ({@code
 * https://c2sp.org/tlog-witness}); the older head is not part of it, whoever checks has kept it.
 *
 * @param olderSize how many records the older head covers
 * @param path the hashes from which both roots can be computed, in hexadecimal
 * @param newer the newer head
 */
public record ConsistencyProof(long olderSize, List<String> path, SignedTreeHead newer) {
  private static final String WHAT = "consistency proof";
  private static final String OLD = "old ";

  /** Checks the form. */
  public ConsistencyProof {
    path = List.copyOf(path);
    path.forEach(hash -> NoteText.checkHash(WHAT, "the path's", hash));
  }

  /**
   * Whether the journal of the newer head begins with what the older one covers.
   *
   * @param older the head that was kept
   * @param key the key that signs both, from a source that you trust
   * @return true if both are signed by it, for one journal, and the path fits their roots
   */
  public boolean isValid(SignedTreeHead older, VerifyingKey key) {
    return older.isSignedBy(key) && newer.isSignedBy(key) && leadsFrom(older);
  }

  /**
   * Whether the path leads from one head's root to the other's. Says nothing of who signed them.
   *
   * @param older the head that was kept
   * @return true if it does
   */
  public boolean leadsFrom(SignedTreeHead older) {
    return older.size() == olderSize
        && older.origin().equals(newer.origin())
        && new MerkleTree()
            .isConsistent(
                olderSize,
                NoteText.bytes(older.root()),
                newer.size(),
                NoteText.bytes(newer.root()),
                NoteText.bytes(path));
  }

  /**
   * The proof as text.
   *
   * @return lines, the last one ended as well
   */
  public String text() {
    StringBuilder text = new StringBuilder(OLD).append(olderSize).append('\n');
    path.forEach(hash -> text.append(NoteText.toBase64(hash)).append('\n'));
    return text.append('\n').append(newer.text()).toString();
  }

  /**
   * From its text.
   *
   * @param text what {@link #text} gave
   * @return the proof; whether it is one is for {@link #isValid} to say
   * @throws InvalidInputException if it is no such text
   */
  public static ConsistencyProof parse(String text) {
    String clean = NoteText.clean(text);
    int end = clean.indexOf("\n\n");
    List<String> lines = clean.substring(0, Math.max(0, end)).lines().toList();
    if (lines.isEmpty() || !lines.get(0).startsWith(OLD)) {
      throw new InvalidInputException(
          WHAT, "the text is not '" + OLD + "SIZE', hashes, an empty line and a head");
    }
    return new ConsistencyProof(
        NoteText.number(WHAT, "the size", lines.get(0).substring(OLD.length())),
        lines.subList(1, lines.size()).stream()
            .map(line -> NoteText.hex(NoteText.hash(WHAT, "the hash", line)))
            .toList(),
        SignedTreeHead.parse(clean.substring(end)));
  }
}
