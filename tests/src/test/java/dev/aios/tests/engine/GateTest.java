package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.AiosException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gates, and the inbox that they ask through. */
class GateTest {
  private static Saga<Order, Order> gated(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.undoable("a"))
        .approve("look")
        .ask("ann", "bob")
        .priority(3)
        .expiresAfter(Duration.ofHours(2))
        .escalateTo("cleo")
        .then(site.adding("end", 1))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void approved_the_run_goes_on_with_the_value_as_shown(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(gated(site), new Order("x", 0), "1");
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.APPROVAL);
      assertThat(item.ask()).containsExactly("ann", "bob");
      assertThat(item.priority()).isEqualTo(3);
      assertThat(item.run()).isEqualTo("sell/1");
      assertThat(item.node()).isEqualTo("look");
      assertThat(site.aios().codec().decode(item.payload())).isEqualTo(new Order("x", 1));
      assertThat(run.status().why()).contains("ann", "bob");

      site.aios().inbox().approve(item, "ann");

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(site.aios().inbox().find(item.id()).orElseThrow().decided().by()).isEqualTo("ann");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void rejected_the_run_is_compensated_and_says_who_and_why(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(gated(site), new Order("x", 0), "1");

      site.aios().inbox().reject(site.item(), "too dear", "bob");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("look", "bob", "too dear");
      assertThat(site.did).containsExactly("a", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void edited_the_run_goes_on_with_the_edit_and_the_original_is_kept_beside_it(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(gated(site), new Order("x", 0), "1");
      InboxItem item = site.item();

      site.aios().inbox().decide(item, new Verdict.Edit(new Order("y", 40), "wrong item"), "ann");

      assertThat(run.await(SOON)).isEqualTo(new Order("y", 41));
      List<JournalRecord> records = site.aios().journal().readStream("inbox/" + item.id(), 0, 100);
      assertThat(records.get(records.size() - 1).body().toString())
          .contains("\"original\"", "\"x\"", "\"edited\"", "\"y\"", "wrong item");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_decision_survives_a_crash_right_behind_it(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = gated(site);
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      InboxItem item = site.item();
      site.journal()
          .dieAfter(
              write -> write.records().stream().anyMatch(r -> r.kind().equals("inbox.decided")));
      assertThatThrownBy(() -> site.aios().inbox().approve(item, "ann"))
          .isInstanceOf(AiosException.class);
      site.crash();

      Run<Object> again = site.open(saga).runs().get(run.id());

      assertThat(again.await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(site.did).containsExactly("a", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void half_of_the_time_gone_others_are_asked_besides(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(gated(site), new Order("x", 0), "1");
      site.settle();
      site.pass(Duration.ofMinutes(59));
      assertThat(site.item().ask()).containsExactly("ann", "bob");
      site.pass(Duration.ofMinutes(2));

      assertThat(site.item().ask()).containsExactly("ann", "bob", "cleo");
      assertThat(run.status().why()).contains("cleo");
      site.aios().inbox().approve(site.item(), "cleo");
      assertThat(run.await(SOON)).isEqualTo(new Order("x", 2));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void expired_the_run_fails_and_a_late_verdict_is_refused(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(gated(site), new Order("x", 0), "1");
      InboxItem item = site.item();
      site.pass(Duration.ofMinutes(121));

      assertThat(site.state(run)).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("expired");
      assertThat(site.aios().inbox().find(item.id()).orElseThrow().state())
          .isEqualTo(InboxItem.State.LAPSED);
      assertThatThrownBy(() -> site.aios().inbox().approve(item, "ann"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("lapsed");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_expiry_that_passed_while_no_process_ran_counts_at_the_next_start(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .approve("look")
              .expiresAfter(Duration.ofMinutes(10))
              .then(site.adding("end", 1))
              .build();
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      InboxItem item = site.item();
      site.crash();

      var aios = site.open(saga);
      site.pass(Duration.ofSeconds(1));

      assertThat(site.state(aios.runs().get(run.id()))).isEqualTo(RunState.FAILED);
      assertThat(aios.inbox().find(item.id()).orElseThrow().state())
          .isEqualTo(InboxItem.State.LAPSED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void of_fifty_verdicts_at_once_exactly_one_counts(Store store, @TempDir Path dir)
      throws Exception {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(gated(site), new Order("x", 0), "1");
      InboxItem item = site.item();
      ExecutorService people = Executors.newFixedThreadPool(50);
      CountDownLatch together = new CountDownLatch(1);
      List<Future<Boolean>> verdicts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int who = i;
        verdicts.add(
            people.submit(
                () -> {
                  together.await();
                  try {
                    site.aios().inbox().edit(item, new Order("by", 1000 + who), "person-" + who);
                    return true;
                  } catch (ConflictException e) {
                    return false;
                  }
                }));
      }
      together.countDown();
      int counted = 0;
      int winner = -1;
      for (int i = 0; i < 50; i++) {
        if (verdicts.get(i).get()) {
          counted++;
          winner = i;
        }
      }
      people.shutdown();

      assertThat(counted).isEqualTo(1);
      assertThat(run.await(SOON)).isEqualTo(new Order("by", 1001 + winner));
      assertThat(site.did).containsExactly("a", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_verdict_counts_only_for_the_payload_that_was_seen(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(gated(site), new Order("x", 0), "1");
      InboxItem item = site.item();
      InboxItem other =
          new InboxItem(
              item.id(),
              item.kind(),
              item.title(),
              item.payload(),
              "00".repeat(32),
              item.ask(),
              item.priority(),
              item.confidence(),
              item.run(),
              item.node(),
              item.created(),
              item.expires(),
              item.state(),
              null);

      assertThatThrownBy(() -> site.aios().inbox().approve(other, "ann"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("not the one that was seen");
      assertThatThrownBy(() -> site.aios().inbox().edit(item, "an order", "ann"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("String");
      assertThatThrownBy(() -> site.aios().inbox().decide(item, new Verdict.Retry(), "ann"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("approve");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_gate_behind_a_step_that_gives_nothing_can_be_seen_and_decided(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Void> saga =
          Saga.named("sell", 1, Order.class)
              .step("gone", (Order order) -> (Void) null)
              .approve("look")
              .build();
      Run<Void> run = site.open().start(saga, new Order("x", 0), "1");

      site.aios().inbox().approve(site.item(), "ann");

      assertThat(run.await(SOON)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_most_urgent_stands_first(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      for (int priority : new int[] {1, 5, 3}) {
        Saga<Order, Order> saga =
            Saga.named("sell" + priority, 1, Order.class)
                .approve("look")
                .priority(priority)
                .build();
        aios.start(saga, new Order("x", 0), "1");
        site.settle();
      }

      assertThat(aios.inbox().open()).extracting(InboxItem::priority).containsExactly(5, 3, 1);
    }
  }
}
