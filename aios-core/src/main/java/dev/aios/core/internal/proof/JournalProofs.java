package dev.aios.core.internal.proof;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.Journal;
import dev.aios.api.proof.Audit;
import dev.aios.api.proof.ConsistencyProof;
import dev.aios.api.proof.InclusionProof;
import dev.aios.api.proof.Proofs;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.proof.VerifyingKey;
import dev.aios.core.internal.Given;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Proofs from the tree's tiles. Each is checked before it is handed out. Thread-safe. */
public final class JournalProofs implements Proofs {
  private final Journal journal;
  private final @Nullable TreeSigner signer;

  /**
   * Proofs about a journal.
   *
   * @param journal the journal
   * @param signer signs its heads; null if this process has no key
   */
  public JournalProofs(Journal journal, @Nullable TreeSigner signer) {
    this.journal = journal;
    this.signer = signer;
  }

  @Override
  public Optional<SignedTreeHead> head() {
    return TreeState.read(journal).head();
  }

  @Override
  public SignedTreeHead sign() {
    if (signer == null) {
      throw new InvalidInputException(
          "tree head", "this runtime has no signing key: give one to AiosBuilder.signedBy");
    }
    return signer.sign();
  }

  private SignedTreeHead last() {
    return head()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "no head of this journal was ever signed: open it with a signing key"
                        + " (AiosBuilder.signedBy)"));
  }

  @Override
  public InclusionProof inclusion(long position) {
    return proof(position, last());
  }

  @Override
  public InclusionProof inclusion(long position, SignedTreeHead head) {
    return proof(position, Given.notNull("inclusion proof", "the head", head));
  }

  private InclusionProof proof(long position, SignedTreeHead head) {
    HashedRecord record =
        journal
            .hashed(position)
            .orElseThrow(
                () -> new NotFoundException("there is no record " + position + " in the journal"));
    OptionalLong found = TreeTiles.indexOf(journal, position);
    if (found.isEmpty() && position <= TreeState.read(journal).body().position()) {
      throw TreeTiles.damaged("the tile with record " + position + " is missing");
    }
    long index = found.orElse(Long.MAX_VALUE);
    if (index >= head.size()) {
      throw new NotFoundException(
          "the head of "
              + head.time()
              + " does not cover record "
              + position
              + ": sign a new one, or wait until one is signed");
    }
    TreeTiles tiles = tilesOf(head);
    InclusionProof proof =
        new InclusionProof(
            record, index, hex(tiles.merkle().inclusion(index, head.size(), tiles)), head);
    if (!proof.leadsToRoot()) {
      throw doesNotFit("record " + position, head);
    }
    return proof;
  }

  @Override
  public ConsistencyProof consistency(SignedTreeHead older) {
    Given.notNull("consistency proof", "the older head", older);
    SignedTreeHead newer = last();
    if (older.size() > newer.size()) {
      throw new NotFoundException(
          "the head over "
              + older.size()
              + " records is newer than this journal's last one, which covers "
              + newer.size()
              + ": the journal was restored from an older copy, or the head is of another journal");
    }
    TreeTiles tiles = tilesOf(newer);
    ConsistencyProof proof =
        new ConsistencyProof(
            older.size(),
            hex(tiles.merkle().consistency(older.size(), newer.size(), tiles)),
            newer);
    if (!proof.leadsFrom(older)) {
      throw doesNotFit("the head over " + older.size() + " records", newer);
    }
    return proof;
  }

  private TreeTiles tilesOf(SignedTreeHead head) {
    TreeState state = TreeState.read(journal);
    if (head.size() > state.body().size()) {
      throw new NotFoundException(
          "the head covers "
              + head.size()
              + " records, the journal's tree "
              + state.body().size()
              + ": it is of another journal, or the tree is being made again");
    }
    TreeTiles tiles = new TreeTiles(journal, state.body().size());
    if (!HexFormat.of().formatHex(tiles.root(head.size())).equals(head.root())) {
      throw doesNotFit("the tree", head);
    }
    return tiles;
  }

  private static ConflictException doesNotFit(String what, SignedTreeHead head) {
    return new ConflictException(
        what
            + " does not fit the head of "
            + head.origin()
            + ", "
            + head.time()
            + ", over "
            + head.size()
            + " records: the journal was changed behind its back, or the head is of another one."
            + " 'aios verify' finds where");
  }

  private static List<String> hex(List<byte[]> hashes) {
    return hashes.stream().map(HexFormat.of()::formatHex).toList();
  }

  @Override
  public Audit audit(List<VerifyingKey> keys, List<SignedTreeHead> kept) {
    return new HeadsAudit(
            journal,
            Given.notNull("audit", "the keys", keys),
            Given.notNull("audit", "the heads kept", kept))
        .run();
  }
}
