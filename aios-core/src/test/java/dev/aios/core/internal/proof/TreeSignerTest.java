package dev.aios.core.internal.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.proof.Audit;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.proof.InclusionProof;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When heads are signed, what of them survives, and what they prove. */
@Timeout(120)
class TreeSignerTest {
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Ed25519Key KEY = Ed25519Key.generate("studio.example/journal");

  private final SteppedWorld world = new SteppedWorld();

  private static void append(Journal journal, int records) {
    for (int done = 0; done < records; ) {
      Write.Builder write = Write.builder();
      for (int i = 0; i < 500 && done < records; i++, done++) {
        write.record("note.added", "client/" + done % 7, Json.of("{\"n\":" + done + "}"));
      }
      journal.writeNow(write.build());
    }
  }

  private TreeSigner signer(Journal journal) {
    return signer(journal, 10_000);
  }

  private TreeSigner signer(Journal journal, int most) {
    return new TreeSigner(journal, world, KEY, EVERY, most);
  }

  private static JournalProofs proofs(Journal journal) {
    return new JournalProofs(journal, null);
  }

  private static Audit audit(Journal journal, SignedTreeHead... kept) {
    return proofs(journal).audit(List.of(KEY.verifyingKey()), List.of(kept));
  }

  private static long heads(Journal journal) {
    return journal.readStream("tree", 0, Integer.MAX_VALUE).size();
  }

  @Test
  void a_record_of_the_host_on_a_stream_that_is_called_tree_is_a_record_like_any_other() {
    Journal journal = new MemoryJournal(world);
    journal.writeNow(Write.of(new Draft("planted", "tree", Json.of("{\"kind\":\"oak\"}"))));
    SignedTreeHead head = signer(journal).sign();
    assertThat(head.size()).isEqualTo(1);
    journal.writeNow(Write.of(new RowChange.Delete("tree", "state", RowChange.ANY)));
    assertThat(proofs(journal).head()).as("found in the records").contains(head);
    assertThat(audit(journal, head).problem()).isNull();
    assertThat(audit(journal).heads()).isEqualTo(1);
  }

  @Test
  void a_head_is_signed_when_its_time_has_come_and_none_while_nothing_happens() {
    Journal journal = new MemoryJournal(world);
    try (var running = new Running(signer(journal))) {
      world.advance(Duration.ofHours(3));
      assertThat(heads(journal)).isZero();
      append(journal, 5);
      world.advance(EVERY);
      assertThat(proofs(journal).head().orElseThrow().size()).isEqualTo(5);

      world.advance(Duration.ofDays(1));
      assertThat(heads(journal)).as("its own record is none that needs a head").isEqualTo(1);

      append(journal, 1);
      world.advance(EVERY);
      assertThat(proofs(journal).head().orElseThrow().size()).as("with the head's").isEqualTo(7);
      assertThat(audit(journal).heads()).isEqualTo(2);
      assertThat(running.signer()).isNotNull();
    }
  }

  private record Running(TreeSigner signer) implements AutoCloseable {
    Running {
      signer.start();
    }

    @Override
    public void close() {
      signer.close(Duration.ofSeconds(1));
    }
  }

  @Test
  void many_records_make_a_head_due_before_its_time() {
    CountedJournal journal = new CountedJournal(new MemoryJournal(world), 100);
    TreeSigner signer = signer(journal, 100);
    journal.onCounted(signer::soon);
    signer.start();
    append(journal, 5);
    world.advance(EVERY);
    append(journal, 90);
    world.settle();
    assertThat(heads(journal)).isEqualTo(1);
    append(journal, 20);
    world.settle();
    assertThat(heads(journal)).isEqualTo(2);
  }

  @Test
  void what_no_head_covers_is_signed_at_the_close() {
    Journal journal = new MemoryJournal(world);
    TreeSigner signer = signer(journal);
    signer.start();
    world.settle();
    append(journal, 3);
    signer.close(Duration.ofSeconds(1));
    assertThat(proofs(journal).head().orElseThrow().size()).isEqualTo(3);
    signer.close(Duration.ofSeconds(1));
    assertThat(heads(journal)).isEqualTo(1);
  }

  @Test
  void a_tree_goes_on_in_the_middle_of_a_tile_and_every_record_is_proven(@TempDir Path dir) {
    List<SignedTreeHead> heads = new ArrayList<>();
    Path file = dir.resolve("company.db");
    for (int more : new int[] {0, 1, 253, 1, 1, 1, 300, 2000, 2, 4096}) {
      try (Journal journal = SqliteJournal.open(file, world)) {
        append(journal, more + 1);
        heads.add(signer(journal).sign());
        world.jump(Duration.ofSeconds(1));
      }
    }
    try (Journal journal = SqliteJournal.open(file, world)) {
      JournalProofs proofs = proofs(journal);
      assertThat(audit(journal, heads.toArray(SignedTreeHead[]::new)).problem()).isNull();
      assertThat(audit(journal).heads()).isEqualTo(heads.size());
      SignedTreeHead last = proofs.head().orElseThrow();
      for (long position = 1; position <= last.size(); position += 1 + position / 7) {
        InclusionProof proof = proofs.inclusion(position);
        assertThat(proof.isValid(KEY.verifyingKey())).isTrue();
        assertThat(proof.index()).isEqualTo(position - 1);
        assertThat(proof.record().hash()).isEqualTo(journal.read(position - 1, 1).get(0).hash());
        for (SignedTreeHead head : heads) {
          if (position <= head.size()) {
            assertThat(proofs.inclusion(position, head).isValid(KEY.verifyingKey())).isTrue();
          } else {
            long beyond = position;
            assertThatThrownBy(() -> proofs.inclusion(beyond, head))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("does not cover record " + position);
          }
        }
      }
      for (SignedTreeHead head : heads) {
        assertThat(proofs.consistency(head).isValid(head, KEY.verifyingKey())).isTrue();
      }
      assertThatThrownBy(() -> proofs.inclusion(journal.head() + 1))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void a_tree_of_three_levels_of_tiles_catches_up_and_proves() {
    Journal journal = new MemoryJournal(world);
    append(journal, 70_000);
    SignedTreeHead first = signer(journal).sign();
    append(journal, 70_000);
    SignedTreeHead second = signer(journal).sign();

    assertThat(journal.row("tree", "2/0")).isPresent();
    assertThat(proofs(journal).consistency(first).isValid(first, KEY.verifyingKey())).isTrue();
    for (long position : new long[] {1, 256, 257, 65_536, 65_537, 70_001, second.size()}) {
      assertThat(proofs(journal).inclusion(position).isValid(KEY.verifyingKey())).isTrue();
    }
    assertThat(audit(journal, first, second).problem()).isNull();
  }

  /** A journal whose process dies at one of the signer's writes, before or after it. */
  private static final class Dying extends ForwardingJournal {
    private final Journal journal;
    private final boolean applied;
    private int left;

    Dying(Journal journal, int left, boolean applied) {
      this.journal = journal;
      this.left = left;
      this.applied = applied;
    }

    @Override
    protected Journal delegate() {
      return journal;
    }

    @Override
    public Commit writeNow(Write write) {
      if (left-- > 0) {
        return journal.writeNow(write);
      }
      if (applied) {
        journal.writeNow(write);
      }
      throw new StorageException("the simulated process is dead");
    }

    @Override
    public CompletableFuture<Commit> write(Write write) {
      throw new AssertionError("the signer waits for its writes");
    }
  }

  @Test
  void whatever_write_a_signer_dies_at_the_tree_is_that_of_the_records() {
    SplittableRandom random = new SplittableRandom(20_261_125);
    for (int seed = 0; seed < 20; seed++) {
      Journal journal = new MemoryJournal(world);
      List<SignedTreeHead> kept = new ArrayList<>();
      for (int life = 0; life < 5; life++) {
        append(journal, random.nextInt(1, 4_000));
        Dying dying = new Dying(journal, random.nextInt(4), random.nextBoolean());
        try {
          kept.add(signer(dying).sign());
        } catch (StorageException e) {
          assertThat(e).hasMessageContaining("dead");
        }
      }
      kept.add(signer(journal).sign());
      Audit audit = audit(journal, kept.toArray(SignedTreeHead[]::new));
      assertThat(audit.problem()).as("seed " + seed).isNull();
      assertThat(audit.heads()).isBetween(kept.stream().distinct().count(), 6L);
      long any = random.nextLong(1, kept.get(kept.size() - 1).size());
      assertThat(proofs(journal).inclusion(any).isValid(KEY.verifyingKey())).isTrue();
    }
  }

  @Test
  void of_signers_that_sign_at_once_each_gets_a_head_of_the_one_tree(@TempDir Path dir)
      throws Exception {
    Path file = dir.resolve("company.db");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<SignedTreeHead> heads = new ArrayList<>();
    try (Journal one = SqliteJournal.open(file, world);
        Journal two = SqliteJournal.open(file, world)) {
      List<Future<List<SignedTreeHead>>> signing = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Journal journal = i % 2 == 0 ? one : two;
        TreeSigner signer = signer(journal);
        signing.add(
            threads.submit(
                () -> {
                  List<SignedTreeHead> mine = new ArrayList<>();
                  for (int n = 0; n < 40; n++) {
                    append(journal, 1 + n * 3 % 50);
                    mine.add(signer.sign());
                  }
                  return mine;
                }));
      }
      for (Future<List<SignedTreeHead>> each : signing) {
        heads.addAll(each.get());
      }
      Audit audit = audit(one, heads.toArray(SignedTreeHead[]::new));
      assertThat(audit.problem()).isNull();
      assertThat(audit.heads()).isGreaterThan(40);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_tree_whose_rows_are_gone_is_made_again_from_the_records() {
    Journal journal = new MemoryJournal(world);
    append(journal, 900);
    SignedTreeHead before = signer(journal).sign();
    List<Row> rows = journal.rows(RowQuery.table("tree"));
    journal.writeNow(Write.of(new RowChange.Delete("tree", "0/1", RowChange.ANY)));
    assertThatThrownBy(() -> proofs(journal).inclusion(300))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Delete all of them");

    rows.forEach(
        row -> journal.writeNow(Write.of(new RowChange.Delete("tree", row.key(), RowChange.ANY))));
    assertThat(proofs(journal).head()).contains(before);
    SignedTreeHead after = signer(journal).sign();

    assertThat(proofs(journal).consistency(before).isValid(before, KEY.verifyingKey())).isTrue();
    assertThat(after.size()).isEqualTo(901);
    assertThat(audit(journal, before).problem()).isNull();
  }

  @Test
  void a_clock_that_is_set_back_dates_no_head_before_another() {
    Journal journal = new MemoryJournal(world);
    append(journal, 1);
    world.jump(Duration.ofHours(5));
    SignedTreeHead first = signer(journal).sign();
    SteppedWorld earlier = new SteppedWorld();
    TreeSigner signer = new TreeSigner(journal, earlier, KEY, EVERY, 10_000);
    signer.start();
    append(journal, 1);
    earlier.advance(EVERY.plus(EVERY));

    assertThat(heads(journal)).as("heads are signed all the same").isEqualTo(2);
    assertThat(proofs(journal).head().orElseThrow().time()).isEqualTo(first.time());
    assertThat(audit(journal).problem()).isNull();
  }

  @Test
  void a_key_of_another_name_is_refused_and_a_new_key_of_the_name_goes_on() {
    Journal journal = new MemoryJournal(world);
    append(journal, 1);
    SignedTreeHead first = signer(journal).sign();
    Ed25519Key stranger = Ed25519Key.generate("elsewhere.example/journal");
    assertThatThrownBy(() -> new TreeSigner(journal, world, stranger, EVERY, 10).start())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("studio.example/journal")
        .hasMessageContaining("elsewhere.example/journal");

    Ed25519Key renewed = Ed25519Key.generate("studio.example/journal");
    append(journal, 1);
    new TreeSigner(journal, world, renewed, EVERY, 10).sign();

    assertThat(audit(journal, first).problem()).contains("not signed by a key that was given");
    Audit both =
        proofs(journal).audit(List.of(KEY.verifyingKey(), renewed.verifyingKey()), List.of(first));
    assertThat(both.problem()).isNull();
    assertThat(both.heads()).isEqualTo(2);
  }

  @Test
  void without_a_key_nothing_is_signed_and_nothing_is_claimed() {
    Journal journal = new MemoryJournal(world);
    append(journal, 1);
    assertThatThrownBy(() -> proofs(journal).sign())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("signedBy");
    assertThatThrownBy(() -> proofs(journal).inclusion(1))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no head of this journal was ever signed");
    assertThat(audit(journal).problem()).contains("no head is in the journal");
    assertThat(proofs(journal).audit(List.of(), List.of()).ok()).isTrue();
  }

  @Test
  void a_head_of_another_journal_is_told_from_one_of_this() {
    Journal journal = new MemoryJournal(world);
    Journal other = new MemoryJournal(world);
    append(journal, 10);
    append(other, 3);
    append(other, 20);
    SignedTreeHead foreign = signer(other).sign();
    signer(journal).sign();
    assertThatThrownBy(() -> proofs(journal).consistency(foreign))
        .isInstanceOf(NotFoundException.class);
    assertThat(audit(journal, foreign).problem()).contains("covers 23 records, the journal has 11");
    append(journal, 30);
    signer(journal).sign();
    assertThatThrownBy(() -> proofs(journal).consistency(foreign))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> proofs(journal).inclusion(2, foreign))
        .isInstanceOf(ConflictException.class);
    assertThat(audit(journal, foreign).problem()).contains("does not go on from the head");
  }
}
