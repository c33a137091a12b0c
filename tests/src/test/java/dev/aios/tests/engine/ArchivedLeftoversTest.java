package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.effect.Effect;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.archive.ArchivedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What belongs to a run leaves the live journal with it, and is found in the archive. */
class ArchivedLeftoversTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  /** What sagas tell others. */
  public record Sold(String what) {}

  /** What a run waits for. */
  public record Paid(int amount) {}

  private static Saga<Order, Order> selling(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.adding("a", 1))
        .approve("allowed")
        .await("paid", Paid.class, (Order order, Paid paid) -> order.plus(paid.amount()))
        .emit("tell", (Order order) -> new Sold(order.item()))
        .build();
  }

  private static Subscription<Sold> shipping(Site site) {
    return Subscription.of(
        "shipping",
        Sold.class,
        (sold, context) ->
            context
                .effects()
                .perform(
                    Effect.named("ship", sold.what())
                        .idempotent()
                        .by((what, key) -> site.did("ships " + what, what))));
  }

  private static ArchiveRule rule(Path dir) {
    return ArchiveRule.to(dir.resolve("archive")).closedFor(LONG).every(Duration.ofDays(1));
  }

  private static Aios opened(Site site, ArchiveRule rule) {
    Aios aios = site.open(builder -> builder.saga(selling(site)).archive(rule));
    aios.events().subscribe(shipping(site));
    return aios;
  }

  private static List<Run<Order>> sold(Site site, Aios aios, int count) {
    List<Run<Order>> runs = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Run<Order> run = aios.start(selling(site), new Order("item" + i, i), "k" + i);
      run.signal("paid", new Paid(100), "early");
      run.signal("paid", new Paid(7), "never taken");
      aios.inbox().decide(site.item(), new Verdict.Approve(), "owner");
      run.await(SOON);
      runs.add(run);
    }
    site.settle();
    site.pass(Duration.ofSeconds(10));
    return runs;
  }

  private static void requireEmpty(Journal live) {
    for (String table : List.of("signal", "inbox", "effect")) {
      assertThat(live.rows(RowQuery.table(table))).as(table).isEmpty();
    }
    assertThat(live.readStream("event", 0, 10)).isEmpty();
    assertThat(live.readStream("subscription/shipping", 0, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void signals_items_events_and_what_deliveries_did_leave_and_are_found(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      Run<Order> run = sold(site, aios, 3).get(1);
      RunStatus status = run.status();
      List<InboxItem> items = aios.inbox().list(InboxItem.State.DECIDED, 10);
      assertThat(items).hasSize(3);
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();

      requireEmpty(site.journal());
      assertThat(aios.inbox().list(null, 10)).isEmpty();
      assertThat(aios.inbox().archived()).containsExactlyInAnyOrderElementsOf(items);
      InboxItem item = items.get(0);
      assertThat(aios.inbox().find(item.id())).contains(item);
      assertThatThrownBy(() -> aios.inbox().decide(item, new Verdict.Approve(), "owner"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("decided already");
      assertThat(aios.journal().readStream("inbox/" + item.id(), 0, 10)).hasSize(2);
      assertThat(run.status()).isEqualTo(status);
      assertThat(aios.runs().list(RunState.COMPLETED, 10)).hasSize(3).contains(status);
      assertThatThrownBy(() -> run.signal("paid", new Paid(1)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("COMPLETED");
      assertThat(aios.archive().verify().ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_subscription_that_begins_with_the_first_event_reads_the_archive(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      sold(site, aios, 3);
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      assertThat(site.journal().readStream("event", 0, 10)).isEmpty();
      aios.events().publish(new Sold("live"), "");
      List<String> heard = new ArrayList<>();
      Subscription<Sold> late =
          Subscription.of("late", Sold.class, (sold, context) -> heard.add(sold.what()));
      aios.events().subscribe(late);
      site.pass(Duration.ofMinutes(1));
      assertThat(heard).containsExactly("item1", "item2", "item3", "live");
      site.close(aios);

      Aios without = site.open(selling(site));
      assertThatThrownBy(
              () ->
                  without
                      .events()
                      .subscribe(Subscription.of("later", Sold.class, (sold, context) -> {})))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("later")
          .hasMessageContaining("archive(");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_subscription_that_lags_holds_events_back(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      site.close(aios);
      Aios without = site.open(selling(site));
      long event = without.events().publish(new Sold("unheard"), "");
      site.close(without);
      Aios archiving = site.open(builder -> builder.saga(selling(site)).archive(rule(dir)));
      site.pass(LONG.plusMinutes(2));
      archiving.archive().now();
      assertThat(site.journal().readStream("event", 0, 10))
          .extracting(record -> record.position())
          .containsExactly(event);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_key_that_is_forgotten_starts_a_new_run_and_the_old_one_is_found(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      ArchiveRule rule = rule(dir).forgetKeysAfter(LONG.multipliedBy(3));
      Aios aios = opened(site, rule);
      RunId id = sold(site, aios, 2).get(0).id();
      aios.events().publishOnce(new Sold("once"), "", "o1");
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      assertThatThrownBy(() -> aios.start(selling(site), new Order("other", 1), id.key()))
          .isInstanceOf(ConflictException.class);
      assertThat(aios.archive().find(id)).hasSize(1);
      site.pass(LONG.multipliedBy(3));
      aios.archive().now();

      assertThat(aios.runs().find(id)).isEmpty();
      assertThat(aios.runs().list(null, 10)).isEmpty();
      assertThat(site.journal().row("event.once", "o1")).isEmpty();
      ArchivedRun old = aios.archive().find(id).get(0);
      assertThat(old.status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(old.history()).isNotEmpty();
      Run<Order> again = aios.start(selling(site), new Order("other", 1), id.key());
      again.signal("paid", new Paid(5), "early");
      aios.inbox().decide(site.item(), new Verdict.Approve(), "owner");
      assertThat(again.await(SOON)).isEqualTo(new Order("other", 7));
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      assertThat(aios.archive().find(id)).hasSize(2);
      assertThat(again.status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(again.history()).hasSize(aios.archive().find(id).get(1).history().size());
      assertThat(aios.archive().verify().ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_index_of_a_file_is_made_again(Store store, @TempDir Path dir) throws IOException {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir));
      RunStatus status = sold(site, aios, 2).get(1).status();
      site.pass(LONG.plusMinutes(2));
      String name = aios.archive().now().get(0).name();
      Path index = dir.resolve("archive").resolve(name.replace(".jsonl.gz", ".index.gz"));
      site.close(aios);
      for (byte[] bad : List.of(new byte[0], "no index".getBytes(), new byte[100])) {
        assertThat(index).exists();
        Files.write(index, bad);
        Aios again = opened(site, rule(dir));
        assertThat(again.runs().find(status.id())).contains(status);
        assertThat(Files.size(index)).isGreaterThan(100);
        site.close(again);
      }
      Files.delete(index);
      assertThat(opened(site, rule(dir)).runs().find(status.id())).contains(status);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void many_files_are_one_row_and_few_records(Store store, @TempDir Path dir) throws IOException {
    try (Site site = new Site(store, dir)) {
      Aios aios = opened(site, rule(dir).recordsPerFile(1));
      sold(site, aios, 12);
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      List<ArchiveFile> files = aios.archive().files();
      assertThat(files.size()).isGreaterThanOrEqualTo(12);
      assertThat(site.journal().rows(RowQuery.group("archive", "files"))).hasSize(1);
      aios.start(selling(site), new Order("x", 1), "last").cancel("no");
      site.pass(LONG.plusMinutes(2));
      aios.archive().now();
      // what earlier files are anchored by rides along, and anchors them there
      assertThat(site.journal().readStream("archive", 0, 100).size()).isLessThan(files.size());
      assertThat(aios.archive().verify().ok()).isTrue();
      try (Stream<Path> there = Files.list(dir.resolve("archive"))) {
        assertThat(there).hasSize(2 * aios.archive().files().size());
      }
    }
  }

  @Test
  void a_rule_that_forgets_keys_before_their_runs_are_archived_is_refused(@TempDir Path dir) {
    assertThatThrownBy(() -> rule(dir).forgetKeysAfter(LONG.minusSeconds(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("forgetKeysAfter")
        .hasMessageContaining("closedFor");
  }
}
