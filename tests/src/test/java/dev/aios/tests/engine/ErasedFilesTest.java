package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.archive.ArchivedRun;
import dev.aios.tests.engine.Care.Case;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in files of runs that were erased, also if a process died over it. */
class ErasedFilesTest {
  private static final Ed25519Key KEY = Ed25519Key.generate("tests");

  @TempDir Path dir;

  private final Care care = new Care();

  private Aios open(Site site) {
    Aios aios =
        site.open(
            builder ->
                builder
                    .saga(care.saga)
                    .saga(care.child)
                    .signedBy(KEY)
                    .headEvery(Duration.ofMinutes(10), 1_000)
                    .archive(
                        ArchiveRule.to(dir.resolve("archive"))
                            .closedFor(Duration.ZERO)
                            .every(Duration.ofDays(300))));
    aios.events().subscribe(care.listener());
    return aios;
  }

  /** The keys of what is about anybody, as their rows hold them. */
  private static List<String> secrets(Site site) {
    List<String> secrets = new ArrayList<>();
    for (Row row : site.journal().rows(RowQuery.table("key"))) {
      String body = row.body().toString();
      int at = body.indexOf("\"secret\":\"") + 10;
      secrets.add(body.substring(at, body.indexOf('"', at)));
    }
    return secrets;
  }

  private static List<String> found(Path folder, List<String> texts) throws IOException {
    List<String> found = new ArrayList<>(Care.found(folder));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        texts.stream().filter(bytes::contains).forEach(found::add);
      }
    }
    return found;
  }

  @Test
  void neither_content_nor_key_is_left_in_the_file_its_log_or_the_archive() throws IOException {
    try (Site site = new Site(Store.SQLITE, dir)) {
      Aios aios = open(site);
      Run<Case> early = care.start(aios, "anna", "early");
      care.toItsEnd(site, early);
      site.pass(Duration.ofMinutes(11));
      assertThat(aios.archive().now()).isNotEmpty();
      Run<Case> late = care.start(aios, "ben", "late");
      care.toItsEnd(site, late);
      Run<Case> both = care.start(aios, "anna,carl", "both");
      care.toItsEnd(site, both);
      assertThat(early.result().orElseThrow().word()).contains("Kindernelke");
      List<String> secrets = secrets(site);
      assertThat(secrets).hasSize(6);
      assertThat(found(dir, secrets)).containsAll(secrets);

      var erased = aios.runs().eraseAbout("anna");

      assertThat(erased.erased()).hasSize(4).contains(early.id(), both.id());
      assertThat(erased.filesClean()).isTrue();
      assertThat(late.result().orElseThrow().word()).contains("Kindernelke");
      List<String> left = secrets(site);
      assertThat(left).hasSize(2);
      List<String> gone = new ArrayList<>(secrets);
      gone.removeAll(left);
      assertThat(found(dir, gone)).isEmpty();
      assertThat(aios.journal().verify().ok()).isTrue();
      assertThat(aios.archive().verify().ok()).isTrue();
      site.pass(Duration.ofMinutes(11));
      assertThat(aios.archive().now()).isNotEmpty();
      assertThat(aios.proofs().audit(List.of(KEY.verifyingKey()), List.of()).problem()).isNull();
      assertThat(early.status().why()).isEqualTo("erased");
      assertThat(both.status().why()).isEqualTo("erased");
      assertThat(late.result().orElseThrow().word()).contains("Kindernelke");
      site.close(aios);
      assertThat(found(dir, gone)).isEmpty();
    }
  }

  @Test
  void an_archived_run_is_found_with_what_belongs_to_it_until_it_is_erased() {
    try (Site site = new Site(Store.SQLITE, dir)) {
      Aios aios = open(site);
      Run<Case> run = care.start(aios, "anna", "1");
      care.toItsEnd(site, run);
      int checkpoints = run.history().size();
      site.pass(Duration.ofMinutes(11));
      assertThat(aios.archive().now()).isNotEmpty();

      ArchivedRun found = aios.archive().find(run.id()).get(0);
      assertThat(found.status()).isEqualTo(run.status());
      assertThat(found.history()).hasSize(checkpoints);
      assertThat(aios.inbox().archived()).extracting(InboxItem::run).contains("care/1");
      assertThat(mentioning(aios, "Kindernelke")).isNotEmpty();
      assertThat(care.start(aios, "anna", "1").status().state()).isEqualTo(RunState.COMPLETED);
      assertThatThrownBy(() -> aios.start(care.saga, new Case("anna", "Beinwell"), "1"))
          .isInstanceOf(ConflictException.class);

      assertThat(aios.runs().eraseAbout("anna").erased()).contains(run.id());

      ArchivedRun left = aios.archive().find(run.id()).get(0);
      assertThat(left.history()).isEmpty();
      assertThat(aios.inbox().archived()).isEmpty();
      assertThat(mentioning(aios, "Kindernelke")).isEmpty();
      assertThat(aios.start(care.saga, new Case("anna", "Beinwell"), "1").status().why())
          .isEqualTo("erased");
    }
  }

  private static List<JournalRecord> mentioning(Aios aios, String text) {
    return aios.journal().mentioning(List.of(text), 0, 10_000).stream()
        .filter(record -> record.body().toString().contains(text))
        .toList();
  }

  @Test
  void an_archived_run_is_erased_though_its_file_is_not_at_hand() throws IOException {
    try (Site site = new Site(Store.SQLITE, dir)) {
      Aios aios = open(site);
      Run<Case> run = care.start(aios, "anna", "1");
      care.toItsEnd(site, run);
      site.pass(Duration.ofMinutes(11));
      assertThat(aios.archive().now()).isNotEmpty();
      site.close(aios);
      try (Stream<Path> files = Files.list(dir.resolve("archive"))) {
        for (Path file : files.toList()) {
          Files.move(file, dir.resolve(file.getFileName() + ".elsewhere"));
        }
      }
      Aios again = open(site);

      assertThat(again.runs().eraseAbout("anna").erased()).hasSize(2).contains(run.id());

      assertThat(again.runs().find(run.id()).orElseThrow().why()).isEqualTo("erased");
      assertThat(site.journal().rows(RowQuery.table("key"))).isEmpty();
    }
  }

  @Test
  void an_erasure_that_dies_behind_any_of_its_writes_is_finished_by_the_next_process()
      throws IOException {
    boolean died = true;
    for (int writes = 1; died; writes++) {
      Path own = Files.createDirectory(dir.resolve("life" + writes));
      Care its = new Care();
      try (Site site = new Site(Store.SQLITE, own)) {
        Aios aios = site.open(its.saga, its.child);
        its.toItsEnd(site, its.start(aios, "anna", "1"));
        its.toItsEnd(site, its.start(aios, "anna,ben", "2"));
        List<String> secrets = secrets(site);
        AtomicInteger left = new AtomicInteger(writes);
        site.journal().dieAfter(write -> left.decrementAndGet() == 0);
        try {
          aios.runs().eraseAbout("anna");
        } catch (dev.aios.api.StorageException e) {
          assertThat(site.journal().isDead()).isTrue();
        }
        died = site.journal().isDead();
        if (died) {
          site.crash();
          aios = site.open(its.saga, its.child);
        }
        site.settle();
        assertThat(aios.runs().about("anna")).as("after " + writes + " writes").isEmpty();
        assertThat(aios.runs().find(new RunId("care", "2")).orElseThrow().why())
            .isEqualTo("erased");
        assertThat(aios.runs().find(new RunId("care", "2")).orElseThrow().state())
            .isEqualTo(RunState.COMPLETED);
        for (String table : List.of("key", "subject", "erasure.owed", "erasure")) {
          assertThat(site.journal().rows(RowQuery.table(table))).as(table).isEmpty();
        }
        assertThat(found(own, secrets)).isEmpty();
        assertThat(aios.journal().verify().ok()).isTrue();
      }
    }
  }
}
