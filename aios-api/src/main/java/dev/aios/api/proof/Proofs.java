package dev.aios.api.proof;

import java.util.List;
import java.util.Optional;

/**
 * Signed heads of the journal's tree, and proofs against them. Thread-safe.
 *
 * <pre>{@code
 * SignedTreeHead kept = aios.proofs().sign();                 // kept.text() goes to your accountant
 * ...
 * aios.proofs().consistency(kept).isValid(kept, publicKey);   // a year later: nothing was rewritten
 * aios.proofs().inclusion(1204).text();                       // record 1204, for whoever asks
 * }</pre>
 *
 * <p>A proof costs a handful of reads, however long the journal is. Making heads needs a key
 * ({@code AiosBuilder.signedBy}); everything else works without.
 */
public interface Proofs {
  /**
   * The last head that was signed, on any node.
   *
   * @return the head; empty if none ever was
   */
  Optional<SignedTreeHead> head();

  /**
   * Signs a head over all records that are durable now, unless the last one covers them. Durable on
   * return.
   *
   * @return the head
   * @throws dev.aios.api.InvalidInputException if the runtime has no key
   * @throws dev.aios.api.ConflictException if the journal does not fit its last head any more
   * @throws dev.aios.api.StorageException if the journal failed
   */
  SignedTreeHead sign();

  /**
   * Proves that a record is in the journal, against the last head.
   *
   * @param position the record's position
   * @return the proof, with the record
   * @throws dev.aios.api.NotFoundException if there is no such record, or no head covers it yet
   * @throws dev.aios.api.ConflictException if the journal does not fit the head any more
   */
  InclusionProof inclusion(long position);

  /**
   * Proves that a record is in the journal, against a head that somebody has kept.
   *
   * @param position the record's position
   * @param head a head of this journal
   * @return the proof, with the record
   * @throws dev.aios.api.NotFoundException if there is no such record, or the head does not cover
   *     it
   * @throws dev.aios.api.ConflictException if the journal does not fit the head
   */
  InclusionProof inclusion(long position, SignedTreeHead head);

  /**
   * Proves that the journal went on from a head that somebody has kept to the last one.
   *
   * @param older a head of this journal
   * @return the proof
   * @throws dev.aios.api.NotFoundException if no head as new as that was ever signed here
   * @throws dev.aios.api.ConflictException if the journal does not go on from that head
   */
  ConsistencyProof consistency(SignedTreeHead older);

  /**
   * Recomputes the chains and the tree from all records, and checks every head against them. Reads
   * everything; writes go on meanwhile.
   *
   * @param keys whose signatures count; none to leave signatures unchecked
   * @param kept heads that were kept elsewhere, which the journal must go on from
   * @return what was found
   */
  Audit audit(List<VerifyingKey> keys, List<SignedTreeHead> kept);
}
