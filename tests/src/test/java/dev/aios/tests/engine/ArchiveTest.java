package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.archive.ArchiveRule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that ended long ago leave the journal for files, and nobody who reads notices. */
class ArchiveTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  /** What sagas tell others. */
  public record Sold(String what) {}

  private static Saga<Order, Order> selling(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.undoable("a"))
        .emit("tell", (Order order) -> new Sold(order.item()))
        .then(site.adding("send", 100))
        .build();
  }

  private static ArchiveRule rule(Path dir) {
    return ArchiveRule.to(dir.resolve("archive")).closedFor(LONG).every(Duration.ofMinutes(1));
  }

  private static List<Run<Order>> sold(Site site, Aios aios, int count) {
    List<Run<Order>> runs = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      runs.add(aios.start(selling(site), new Order("item" + i, i), "k" + i));
    }
    runs.forEach(run -> run.await(SOON));
    site.settle();
    return runs;
  }

  private static List<JournalRecord> everything(Aios aios) {
    return aios.journal().read(0, Integer.MAX_VALUE).stream()
        .filter(record -> record.stream().startsWith("run/"))
        .toList();
  }

  private static Path file(Path dir, ArchiveFile file) {
    return dir.resolve("archive").resolve(file.name());
  }

  private static Aios opened(Site site, ArchiveRule rule) {
    return site.open(builder -> builder.saga(selling(site)).archive(rule));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void whoever_reads_finds_an_archived_run_as_it_was(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      Run<Order> run = sold(site, aios, 3).get(1);
      List<Checkpoint> history = run.history();
      List<JournalRecord> records = everything(aios);
      Object halfway = aios.runs().at(run.id(), history.get(1).position()).outcomes();
      String diagram = run.diagram();
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();

      assertThat(site.journal().readStream("run/" + run.id(), 0, 10)).isEmpty();
      assertThat(run.history()).isEqualTo(history);
      assertThat(everything(aios)).isEqualTo(records);
      assertThat(aios.runs().at(run.id(), history.get(1).position()).outcomes()).isEqualTo(halfway);
      assertThat(run.result()).contains(new Order("item2", 103));
      assertThat(run.await(SOON)).isEqualTo(new Order("item2", 103));
      assertThat(run.diagram()).isEqualTo(diagram);
      assertThat(aios.runs().list(RunState.COMPLETED, 10)).hasSize(3);
      Verification found = aios.archive().verify();
      assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
      assertThat(aios.journal().verify().archived())
          .isGreaterThanOrEqualTo(records.size())
          .isEqualTo(aios.archive().files().stream().mapToLong(ArchiveFile::records).sum());
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_key_of_an_archived_run_starts_no_other(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      sold(site, aios, 1);
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      int done = site.did.size();
      Run<Order> again = aios.start(selling(site), new Order("item1", 1), "k1");

      assertThat(again.await(SOON)).isEqualTo(new Order("item1", 102));
      site.settle();
      assertThat(site.did).hasSize(done);
      assertThatThrownBy(() -> aios.start(selling(site), new Order("other", 9), "k1"))
          .isInstanceOf(ConflictException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_archived_run_is_forked_and_exported(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      Run<Order> run = sold(site, aios, 1).get(0);
      long afterA =
          run.history().stream()
              .filter(one -> "a".equals(one.node()) && one.kind().equals("step.completed"))
              .findFirst()
              .orElseThrow()
              .position();
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();

      Run<Object> fork = aios.runs().fork(Fork.of(run.id(), afterA, "again"));
      assertThat(fork.await(SOON)).isEqualTo(new Order("item1", 102));
      Path exported = dir.resolve("run.jsonl");
      aios.runs().export(run.id(), exported);
      assertThat(exported).content().contains("item1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_due_goes_by_itself_and_the_rest_stays(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> kept =
          Saga.named("kept", 1, Order.class).then(site.adding("x", 1)).build();
      Saga<Order, Order> waiting =
          Saga.named("waiting", 1, Order.class).sleep("nap", Duration.ofDays(900)).build();
      Aios aios =
          site.open(
              builder ->
                  builder
                      .saga(selling(site))
                      .saga(kept)
                      .saga(waiting)
                      .archive(rule(dir).keeping("kept").recordsPerFile(10)));
      sold(site, aios, 9);
      aios.start(kept, new Order("x", 1), "1").await(SOON);
      Run<Order> sleeping = aios.start(waiting, new Order("x", 1), "1");
      site.pass(Duration.ofMinutes(7));
      assertThat(aios.archive().files()).isEmpty();
      aios.start(selling(site), new Order("young", 1), "young").await(SOON);
      site.pass(Duration.ofMinutes(5));

      List<ArchiveFile> files = aios.archive().files();
      assertThat(files).hasSizeGreaterThan(1);
      assertThat(files.stream().mapToInt(ArchiveFile::runs).sum()).isEqualTo(9);
      assertThat(files).allSatisfy(file -> assertThat(file.records()).isLessThan(20));
      assertThat(site.journal().readStream("run/kept/1", 0, 1)).hasSize(1);
      assertThat(site.journal().readStream("run/sell/young", 0, 1)).hasSize(1);
      assertThat(site.state(sleeping)).isEqualTo(RunState.WAITING);
      assertThat(aios.archive().verify().ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_child_stays_while_its_parent_is_open(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> parent =
          Saga.named("parent", 1, Order.class)
              .subSaga("child", selling(site), order -> order.item())
              .sleep("nap", Duration.ofMinutes(30))
              .build();
      Aios aios = site.open(builder -> builder.saga(selling(site)).saga(parent).archive(rule(dir)));
      Run<Order> run = aios.start(parent, new Order("x", 0), "1");
      site.settle();
      site.pass(Duration.ofMinutes(20));
      aios.archive().now();
      assertThat(aios.archive().files()).allMatch(file -> file.runs() == 0);
      site.pass(Duration.ofMinutes(12));
      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
      site.pass(Duration.ofMinutes(12));
      assertThat(aios.archive().files().stream().mapToInt(ArchiveFile::runs).sum()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_program_without_the_folder_names_the_file(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      RunId id = sold(site, aios, 1).get(0).id();
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      String name = aios.archive().files().get(0).name();
      site.close(aios);
      Aios without = site.open(selling(site));

      assertThat(without.runs().find(id).orElseThrow().state()).isEqualTo(RunState.COMPLETED);
      for (Runnable reading :
          List.<Runnable>of(
              () -> without.runs().history(id),
              () -> without.runs().at(id, Long.MAX_VALUE),
              () -> without.runs().get(id).await(SOON))) {
        assertThatThrownBy(reading::run)
            .isInstanceOf(StorageException.class)
            .hasMessageContaining(name.substring(0, name.indexOf('-')))
            .hasMessageContaining("archive(");
      }
      assertThatThrownBy(without::archive).isInstanceOf(NotFoundException.class);
      assertThat(without.journal().verify().ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_file_that_was_changed_cut_off_or_lost_is_named(Store store, @TempDir Path dir)
      throws IOException {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      RunId id = sold(site, aios, 2).get(0).id();
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      Path file = file(dir, aios.archive().files().get(0));
      site.close(aios);
      byte[] good = Files.readAllBytes(file);
      byte[] changed = good.clone();
      changed[changed.length / 2] ^= 1;
      for (byte[] bad : Arrays.asList(changed, Arrays.copyOf(good, good.length / 2), null)) {
        if (bad == null) {
          Files.delete(file);
        } else {
          Files.write(file, bad);
        }
        Aios again = opened(site, rule(dir));
        Verification found = again.archive().verify();
        assertThat(found.ok()).isFalse();
        assertThat(found.problem()).contains(file.getFileName().toString());
        assertThat(again.journal().verify().ok()).isTrue();
        assertThatThrownBy(() -> again.runs().history(id))
            .isInstanceOf(StorageException.class)
            .hasMessageContaining(file.getFileName().toString());
        site.close(again);
      }
      Files.write(file, good);
      Aios mended = opened(site, rule(dir));
      assertThat(mended.archive().verify().ok()).isTrue();
      assertThat(mended.runs().history(id)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_death_between_the_file_and_the_journal_loses_nothing(Store store, @TempDir Path dir)
      throws IOException {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      sold(site, aios, 4);
      List<JournalRecord> records = everything(aios);
      site.pass(LONG.minusMinutes(2));
      site.journal().failAt(write -> !write.archived().isEmpty());
      site.pass(Duration.ofMinutes(4));
      assertThatThrownBy(() -> aios.archive().now()).isInstanceOf(StorageException.class);
      assertThat(names(dir)).isNotEmpty();
      assertThat(aios.archive().files()).isEmpty();
      assertThat(everything(aios)).isEqualTo(records);
      site.journal().failAt(write -> false);
      site.journal().dieAfter(write -> !write.archived().isEmpty());
      assertThatThrownBy(() -> aios.archive().now()).isInstanceOf(StorageException.class);
      site.crash();

      Aios third = opened(site, rule(dir));
      third.archive().now();
      assertThat(everything(third)).isEqualTo(records);
      assertThat(third.archive().files()).hasSize(1);
      assertThat(names(dir)).containsExactly(third.archive().files().get(0).name());
      assertThat(third.archive().verify().ok()).isTrue();
    }
  }

  private static List<String> names(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("archive"))) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_subscription_that_lags_behind_the_archive_misses_nothing(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      sold(site, aios, 5);
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      List<String> heard = new CopyOnWriteArrayList<>();
      aios.events()
          .subscribe(
              Subscription.of("late", Sold.class, (sold, context) -> heard.add(sold.what())));
      site.settle();
      site.pass(Duration.ofMinutes(1));
      assertThat(heard).containsExactlyInAnyOrder("item1", "item2", "item3", "item4", "item5");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void records_taken_out_without_an_archive_are_noticed(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      sold(site, aios, 2);
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      long position = site.journal().read(0, 1).get(0).position();
      site.journal()
          .writeNow(
              dev.aios.api.journal.Write.builder()
                  .record("hidden", "x", dev.aios.api.value.Json.NULL)
                  .archived(position)
                  .build());
      assertThat(aios.archive().verify().ok()).isFalse();
      assertThat(aios.archive().verify().problem()).contains("without an archive");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_file_is_json_lines_that_anybody_can_read(Store store, @TempDir Path dir)
      throws IOException {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      sold(site, aios, 1);
      List<JournalRecord> records = everything(aios);
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      ArchiveFile file = aios.archive().files().get(0);
      String text;
      try (GZIPInputStream in =
          new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file(dir, file))))) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      List<String> lines = text.lines().toList();
      assertThat(lines.get(0)).contains("\"aios\":\"archive\"", "\"format\":2");
      for (JournalRecord record : records) {
        assertThat(lines)
            .anyMatch(line -> line.contains(record.hash()) && line.contains(record.kind()));
      }
      assertThat(lines).anyMatch(line -> line.contains("\"table\":\"run\"") && line.contains("k1"));
      assertThat(lines.get(lines.size() - 1)).contains("\"records\":" + file.records(), "sha256");
    }
  }
}
