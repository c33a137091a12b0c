package dev.aios.core.internal.proof;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.World;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.proof.SigningKey;
import dev.aios.core.internal.Ahead;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tree grow and signs its heads: after some time or many records, and at the end. Holds
 * nothing between two heads but the last one that it signed, so any number of nodes may do it.
 * Thread-safe.
 */
public final class TreeSigner {
  private static final Logger LOG = LoggerFactory.getLogger(TreeSigner.class);
  private static final Duration AFTER_TROUBLE = Duration.ofMinutes(1);

  /** So many records, eight tiles, go into one write while the tree catches up. */
  private static final int STRETCH = 8 * TreeTiles.WIDTH;

  private final Journal journal;
  private final World world;
  private final SigningKey key;
  private final Duration every;
  private final int most;
  private final Rounds rounds;
  private volatile @Nullable SignedTreeHead signedHere;

  /**
   * A signer; call {@link #start} for heads to be signed by themselves.
   *
   * @param journal what is signed
   * @param world the time
   * @param key signs
   * @param every the most time between two heads while records are written
   * @param most as many records that no head covers make one due
   */
  public TreeSigner(Journal journal, World world, SigningKey key, Duration every, int most) {
    this.journal = journal;
    this.world = world;
    this.key = key;
    this.every = every;
    this.most = most;
    this.rounds = new Rounds(world, this::round);
  }

  /**
   * Signs by itself from now on.
   *
   * @throws ConflictException if the journal's heads have another origin than the key's name
   */
  public void start() {
    TreeState.read(journal).head().ifPresent(this::requireOrigin);
    rounds.start();
  }

  /** Looks now whether a head is due. */
  public void soon() {
    rounds.soon();
  }

  private void requireOrigin(SignedTreeHead head) {
    String name = key.verifyingKey().name();
    if (!head.origin().equals(name)) {
      throw new ConflictException(
          "The journal's heads are those of '"
              + head.origin()
              + "', and the signing key is that of '"
              + name
              + "': give a key of the name that the journal has always had");
    }
  }

  private Instant round() {
    Instant now = world.instant();
    try {
      TreeState state = TreeState.read(journal);
      if (state.coversAll(journal)) {
        return now.plus(every);
      }
      Instant due = due(state, now);
      if (due.isAfter(now) && journal.head() - state.body().position() < most) {
        return due;
      }
      var unused = sign(Instant.MAX);
      return world.instant().plus(every);
    } catch (ClosedException e) {
      return now.plus(every);
    } catch (AiosException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("origin", key.verifyingKey().name())
          .log("The head of the journal's tree could not be signed; trying again");
      return now.plus(every.compareTo(AFTER_TROUBLE) < 0 ? every : AFTER_TROUBLE);
    }
  }

  /** After the last head, whoever signed it; at once if its time is still to come. */
  private Instant due(TreeState state, Instant now) {
    return state
        .head()
        .filter(head -> !head.time().isAfter(now))
        .map(head -> head.time().plus(every))
        .orElse(now);
  }

  /**
   * Signs a head over all that is durable now, unless the last one covers it.
   *
   * @return the head, durable
   */
  public SignedTreeHead sign() {
    return sign(Instant.MAX).orElseThrow();
  }

  private Optional<SignedTreeHead> sign(Instant until) {
    while (true) {
      try {
        return once(until);
      } catch (WriteRejectedException e) {
        // Another node was quicker: what it signed may be enough.
        LOG.atDebug().setCause(e).log("Another node made the tree grow");
      }
    }
  }

  private Optional<SignedTreeHead> once(Instant until) {
    TreeState state = TreeState.read(journal);
    Optional<SignedTreeHead> last = state.head();
    last.ifPresent(this::requireOrigin);
    if (last.isPresent() && state.coversAll(journal)) {
      return last;
    }
    TreeTiles tiles = new TreeTiles(journal, state.body().size());
    long target = journal.head();
    long position = state.body().position();
    while (true) {
      int stretch = STRETCH - (int) (tiles.size() % TreeTiles.WIDTH);
      RecordHashes next = journal.hashes(position, stretch);
      for (int i = 0; i < next.size(); i++) {
        position = next.position(i);
        tiles.add(position, next.hash(i));
      }
      if (next.size() < stretch || position >= target) {
        return Optional.of(head(state, tiles, position));
      }
      if (world.instant().isAfter(until)) {
        return Optional.empty();
      }
      state = grown(state, tiles, position);
    }
  }

  /** What it has grown so far stays, whatever happens next. */
  private TreeState grown(TreeState state, TreeTiles tiles, long position) {
    TreeState.Body body = new TreeState.Body(tiles.size(), position, state.body().head());
    write(state, body, tiles.changes(), List.of());
    tiles.written();
    return new TreeState(body, Math.max(0, state.version()) + 1, 0);
  }

  private SignedTreeHead head(TreeState state, TreeTiles tiles, long position) {
    Optional<SignedTreeHead> last = state.head();
    List<RowChange> grown = tiles.changes();
    byte[] root = tiles.root(tiles.size());
    last.ifPresent(head -> requireGrowth(head, tiles));
    SignedTreeHead here = signedHere;
    if (here != null && !here.equals(last.orElse(null))) {
      requireGrowth(here, tiles);
    }
    Instant now = world.instant();
    Instant time = last.map(SignedTreeHead::time).filter(now::isBefore).orElse(now);
    SignedTreeHead head =
        SignedTreeHead.sign(tiles.size(), HexFormat.of().formatHex(root), time, key);
    String text = head.text();
    write(
        state,
        new TreeState.Body(tiles.size(), position, text),
        grown,
        List.of(
            new Draft(
                TreeState.KIND,
                TreeState.STREAM,
                Envelopes.CODEC.toJson(new TreeState.HeadRecord(text)))));
    signedHere = head;
    return head;
  }

  /** It never signs for a history that it did not sign for before. */
  private static void requireGrowth(SignedTreeHead before, TreeTiles tiles) {
    if (before.size() > tiles.size()
        || !HexFormat.of().formatHex(tiles.root(before.size())).equals(before.root())) {
      throw new ConflictException(
          "The journal does not go on from its head of "
              + before.time()
              + " over "
              + before.size()
              + " records: records were changed or removed behind its back, or it was restored"
              + " from an older copy. No head is signed. Run 'aios verify' with the heads that you"
              + " keep elsewhere");
    }
  }

  private void write(
      TreeState state, TreeState.Body after, List<RowChange> tiles, List<Draft> records) {
    Write.Builder write = Write.builder().row(state.put(after));
    tiles.forEach(write::row);
    records.forEach(write::record);
    journal.writeNow(write.build());
  }

  /**
   * Signs a last head over what no head covers, if that is done in time, and no more after it.
   *
   * @param grace how long it may take to catch up
   */
  public void close(Duration grace) {
    rounds.close();
    TreeState state = TreeState.read(journal);
    if (!state.coversAll(journal) && sign(Ahead.of(world.instant(), grace)).isEmpty()) {
      LOG.atWarn()
          .addKeyValue("grace", grace)
          .log("The tree has not caught up with the journal; it goes on at the next start");
    }
  }
}
