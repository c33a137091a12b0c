package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.proof.Audit;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A runtime that signs heads of its journal, over closes and crashes. */
class TreeHeadsTest {
  private static final Ed25519Key KEY = Ed25519Key.generate("studio.example/journal");

  private static Saga<Order, Order> saga(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.adding("a", 1))
        .then(site.adding("b", 1))
        .build();
  }

  private static Aios open(Site site) {
    return site.open(builder -> builder.signedBy(KEY).headEvery(Duration.ofMinutes(10), 1_000));
  }

  private static Audit audit(Aios aios, List<SignedTreeHead> kept) {
    return aios.proofs().audit(List.of(KEY.verifyingKey()), kept);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void heads_go_on_from_each_other_over_closes_and_crashes(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      List<SignedTreeHead> kept = new ArrayList<>();
      for (int life = 0; life < 4; life++) {
        Aios aios = open(site);
        for (int i = 0; i < 5; i++) {
          var unused = aios.start(saga(site), new Order("x", 0), life + "/" + i).await(Site.SOON);
        }
        site.pass(Duration.ofMinutes(11));
        SignedTreeHead head = aios.proofs().head().orElseThrow();
        kept.add(head);
        assertThat(head.size()).isGreaterThanOrEqualTo(5L * (life + 1));
        assertThat(audit(aios, kept).problem()).isNull();
        if (life % 2 == 0) {
          site.close(aios);
        } else {
          site.crash();
        }
      }
      Aios aios = open(site);
      SignedTreeHead last = aios.proofs().sign();
      assertThat(audit(aios, kept).problem()).isNull();
      List<JournalRecord> records = aios.journal().read(0, Integer.MAX_VALUE);
      for (int i = 0; i < last.size(); i++) {
        var proof = aios.proofs().inclusion(records.get(i).position());
        assertThat(proof.isValid(KEY.verifyingKey())).isTrue();
        assertThat(proof.index()).isEqualTo(i);
        assertThat(proof.record().body()).isEqualTo(records.get(i).body());
      }
      for (SignedTreeHead head : kept) {
        assertThat(aios.proofs().consistency(head).isValid(head, KEY.verifyingKey())).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_idle_runtime_signs_nothing_and_a_close_signs_what_is_left(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      site.pass(Duration.ofMinutes(40));
      assertThat(aios.proofs().head()).isEmpty();
      var unused = aios.start(saga(site), new Order("x", 0), "1").await(Site.SOON);
      site.close(aios);

      aios = open(site);
      SignedTreeHead head = aios.proofs().head().orElseThrow();
      assertThat(head.size()).isEqualTo(aios.journal().read(0, 1_000).size() - 1);
      site.pass(Duration.ofMinutes(40));
      assertThat(aios.proofs().head()).contains(head);
      assertThat(aios.proofs().sign()).isEqualTo(head);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void many_records_are_signed_at_once(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open(builder -> builder.signedBy(KEY).headEvery(Duration.ofDays(1), 20));
      for (int i = 0; i < 20; i++) {
        var unused = aios.start(saga(site), new Order("x", 0), "k" + i).await(Site.SOON);
      }
      site.settle();
      assertThat(aios.proofs().head().orElseThrow().size()).isGreaterThanOrEqualTo(20);
      assertThat(audit(aios, List.of()).problem()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_runtime_with_the_key_of_another_journal_is_not_opened(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      aios.proofs().sign();
      Ed25519Key other = Ed25519Key.generate("elsewhere.example/journal");
      assertThatThrownBy(
              () ->
                  Aios.builder().journal(site.journal()).world(site.world()).signedBy(other).open())
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("elsewhere.example/journal");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void archived_records_stay_under_the_heads_and_none_leaves_that_the_tree_does_not_cover(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      ArchiveRule rule =
          ArchiveRule.to(dir.resolve("archive"))
              .closedFor(Duration.ofMinutes(10))
              .every(Duration.ofHours(9));
      Aios aios =
          site.open(
              builder -> builder.signedBy(KEY).headEvery(Duration.ofHours(1), 1_000).archive(rule));
      for (int i = 0; i < 5; i++) {
        var unused = aios.start(saga(site), new Order("x", 0), "early/" + i).await(Site.SOON);
      }
      SignedTreeHead first = aios.proofs().sign();
      var unused = aios.start(saga(site), new Order("x", 0), "late").await(Site.SOON);
      site.pass(Duration.ofMinutes(30));
      aios.archive().now();

      List<JournalRecord> records = aios.journal().read(0, Integer.MAX_VALUE);
      assertThat(aios.journal().verify().archived()).isPositive().isLessThanOrEqualTo(first.size());
      assertThat(site.journal().readStream("run/sell/early/0", 0, 10)).isEmpty();
      assertThat(site.journal().readStream("run/sell/late", 0, 10)).isNotEmpty();
      assertThat(audit(aios, List.of(first)).problem()).isNull();
      SignedTreeHead last = aios.proofs().sign();
      assertThat(audit(aios, List.of(first, last)).problem()).isNull();
      assertThat(aios.proofs().consistency(first).isValid(first, KEY.verifyingKey())).isTrue();
      for (int i = 0; i < last.size(); i++) {
        var proof = aios.proofs().inclusion(records.get(i).position());
        assertThat(proof.isValid(KEY.verifyingKey())).as("record %d", i).isTrue();
        assertThat(proof.record().body()).isEqualTo(records.get(i).body());
      }
      site.close(aios);
      Aios bare = site.open();
      assertThat(bare.proofs().audit(List.of(), List.of(first)).problem())
          .contains("are in archive files");
    }
  }
}
