package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.queue.QueueStatus;
import dev.aios.api.queue.Window;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues: who begins when, and that nothing is lost. The world begins at 08:00. */
class QueueTest {
  private static final StartOptions MAIL = StartOptions.through("mail");

  /** Ten minutes of work, of which a queue's slot is held all the while. */
  private static Saga<Order, Order> work(Site site) {
    return Saga.named("work", 1, Order.class)
        .step(
            "begin",
            (Order order) -> {
              site.did("begin " + order.item());
              return order;
            })
        .idempotent()
        .sleep("take-time", Duration.ofMinutes(10))
        .step(
            "end",
            (Order order) -> {
              site.did("end " + order.item());
              return order;
            })
        .idempotent()
        .build();
  }

  private static Run<Order> start(Site site, String item, StartOptions options) {
    return site.aios().start(work(site), new Order(item, 0), item, options);
  }

  /** What began, in order. */
  private static List<String> begun(Site site) {
    return site.did.stream()
        .filter(what -> what.startsWith("begin "))
        .map(what -> what.substring("begin ".length()))
        .toList();
  }

  /** The most that were at work at once. */
  static int most(List<String> did) {
    Set<String> active = new HashSet<>();
    int most = 0;
    for (String what : did) {
      if (what.startsWith("begin ")) {
        active.add(what.substring("begin ".length()));
        most = Math.max(most, active.size());
      } else {
        active.remove(what.substring("end ".length()));
      }
    }
    return most;
  }

  private static void assertEmpty(Aios aios) {
    assertThat(aios.journal().rows(RowQuery.table("queue.entry"))).as("entries left").isEmpty();
  }

  private static void define(Site site, WorkQueue queue) {
    site.aios().queues().define(queue);
  }

  private static QueueStatus mail(Site site) {
    return site.aios().queues().find("mail").orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void as_many_runs_as_the_queue_allows_go_on_at_once_and_all_get_done(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail").concurrency(3));
      List<Run<Order>> runs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        runs.add(start(site, "r" + i, MAIL));
      }
      RunStatus last = site.status(runs.get(9));
      assertThat(last.state()).isEqualTo(RunState.WAITING);
      assertThat(last.why()).isEqualTo("queued in mail");
      assertThat(mail(site).running()).isEqualTo(3);
      assertThat(mail(site).waiting()).isEqualTo(7);
      assertThat(site.aios().runs().list(RunState.WAITING, 100)).hasSize(10);

      site.pass(Duration.ofMinutes(45));

      assertThat(runs).allMatch(run -> run.status().state() == RunState.COMPLETED);
      assertThat(most(site.did)).isEqualTo(3);
      assertThat(begun(site))
          .as("each once")
          .containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9");
      assertEmpty(site.aios());
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void higher_priorities_go_first_and_lanes_take_turns(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail"));
      site.aios().queues().pause("mail", "until all are there");
      for (int i = 1; i <= 4; i++) {
        start(site, "big" + i, MAIL.fairBy("big"));
      }
      start(site, "small1", MAIL.fairBy("small"));
      start(site, "small2", MAIL.fairBy("small"));
      start(site, "urgent", MAIL.priority(5).fairBy("big"));
      start(site, "whenever", MAIL.priority(-5).fairBy("other"));
      site.settle();
      assertThat(begun(site)).isEmpty();

      site.aios().queues().resume("mail");
      site.pass(Duration.ofMinutes(90));

      List<String> begun = begun(site);
      assertThat(begun.get(0)).isEqualTo("urgent");
      assertThat(begun.subList(1, 5))
          .as("turns of two lanes")
          .containsExactlyInAnyOrder("big1", "small1", "big2", "small2");
      assertThat(begun.subList(1, 3)).containsExactlyInAnyOrder("big1", "small1");
      assertThat(begun.subList(5, 8)).containsExactly("big3", "big4", "whenever");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void no_more_begin_than_the_rate_allows(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail").concurrency(100).rate(2, Duration.ofMinutes(1)));
      for (int i = 0; i < 6; i++) {
        start(site, "r" + i, MAIL);
      }
      site.settle();
      assertThat(begun(site)).hasSize(2);
      site.pass(Duration.ofSeconds(29));
      assertThat(begun(site)).hasSize(2);
      site.pass(Duration.ofSeconds(2));
      assertThat(begun(site)).hasSize(3);

      site.close(site.aios());
      site.open(work(site));
      site.settle();
      assertThat(begun(site)).as("the bucket is in the journal").hasSize(3);
      site.pass(Duration.ofSeconds(90));
      assertThat(begun(site)).hasSize(6);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_delayed_run_stays_back_and_one_for_the_night_waits_for_it(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail").concurrency(10));
      LocalTime dusk = LocalTime.of(8, 20);
      LocalTime dawn = LocalTime.of(6, 0);
      Window night = new Window(dusk, dawn, ZoneOffset.UTC, Duration.ofHours(20));
      Window soon = new Window(dusk, dawn, ZoneOffset.UTC, Duration.ofMinutes(10));
      start(site, "delayed", MAIL.delay(Duration.ofMinutes(5)));
      start(site, "nightly", MAIL.window(night));
      start(site, "impatient", MAIL.window(soon));
      site.settle();
      assertThat(mail(site).later()).isEqualTo(3);

      site.pass(Duration.ofMinutes(5));
      assertThat(begun(site)).containsExactly("delayed");
      site.pass(Duration.ofMinutes(5));
      assertThat(begun(site)).containsExactly("delayed", "impatient");
      site.pass(Duration.ofMinutes(10).minusSeconds(1));
      assertThat(begun(site)).hasSize(2);
      site.pass(Duration.ofSeconds(1));
      assertThat(begun(site)).containsExactly("delayed", "impatient", "nightly");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_crash_between_slot_and_beginning_loses_neither(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail"));
      site.journal()
          .dieAfter(
              write ->
                  write.rows().stream()
                      .anyMatch(
                          row ->
                              row instanceof dev.aios.api.journal.RowChange.Put put
                                  && put.group().equals("mail#admitted")));
      Run<Order> first = start(site, "first", MAIL);
      try {
        start(site, "second", MAIL);
      } catch (dev.aios.api.StorageException e) {
        assertThat(site.journal().isDead()).isTrue();
      }
      Site.until(() -> site.journal().isDead());
      site.crash();

      site.open(work(site));
      start(site, "second", MAIL);
      site.pass(Duration.ofMinutes(25));
      assertThat(site.aios().runs().find(first.id()).orElseThrow().state())
          .isEqualTo(RunState.COMPLETED);
      assertThat(begun(site)).containsExactly("first", "second");
      assertEmpty(site.aios());
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_cancelled_run_gives_up_its_place_or_its_slot(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail"));
      Run<Order> running = start(site, "running", MAIL);
      site.settle();
      Run<Order> waiting = start(site, "waiting", MAIL);
      start(site, "next", MAIL);
      site.settle();

      waiting.cancel("not wanted");
      running.cancel("not wanted either");
      site.settle();

      assertThat(waiting.status().state()).isEqualTo(RunState.CANCELLED);
      assertThat(running.status().state()).isEqualTo(RunState.CANCELLED);
      assertThat(begun(site)).containsExactly("running", "next");
      site.pass(Duration.ofMinutes(11));
      assertEmpty(site.aios());
    }
  }

  @Test
  void a_lane_that_could_not_be_stored_is_refused_and_does_not_stop_the_queue(@TempDir Path dir) {
    try (Site site = new Site(Store.SQLITE, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail"));
      for (String lane : List.of("a\0b", "a\nb", "half \uD83D")) {
        assertThatThrownBy(() -> start(site, "bad", MAIL.fairBy(lane)))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("queue 'mail'")
            .hasMessageContaining("the lane (fairBy) holds");
      }
      assertThatThrownBy(() -> start(site, "half \uD83D", MAIL))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("run id");
      Run<Order> run = start(site, "good", MAIL.fairBy("\uD83D\uDC1F"));
      site.pass(Duration.ofMinutes(11));
      assertThat(run.status().state()).isEqualTo(RunState.COMPLETED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_that_is_migrated_while_it_is_queued_begins_by_its_new_version(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail").concurrency(1));
      site.aios().queues().pause("mail", "not yet");
      Run<Order> run = start(site, "a", MAIL);
      site.settle();
      site.close(site.aios());

      Saga<Order, Order> second =
          Saga.named("work", 2, Order.class).then(site.adding("begin", 7)).build();
      var aios = site.open(second);
      aios.runs().migrate(run.id(), 2);
      aios.queues().resume("mail");
      site.pass(Duration.ofMinutes(1));

      assertThat(aios.runs().get(run.id()).result()).contains(new Order("a", 7));
      assertEmpty(aios);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_same_key_takes_one_place(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail"));
      start(site, "first", MAIL);
      start(site, "second", MAIL);
      start(site, "second", MAIL);
      site.settle();
      start(site, "first", MAIL);
      site.settle();
      assertThat(mail(site).running()).isEqualTo(1);
      assertThat(mail(site).waiting()).isEqualTo(1);
      site.pass(Duration.ofMinutes(25));
      assertThat(begun(site)).containsExactly("first", "second");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void changed_limits_count_at_once(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open(work(site));
      define(site, WorkQueue.named("mail"));
      for (int i = 0; i < 5; i++) {
        start(site, "r" + i, MAIL);
      }
      site.settle();
      assertThat(begun(site)).hasSize(1);
      define(site, WorkQueue.named("mail").concurrency(4));
      site.settle();
      assertThat(begun(site)).hasSize(4);
    }
  }

  @Test
  void what_makes_no_sense_is_refused_with_what_to_do(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      site.open(work(site));
      assertThatThrownBy(() -> start(site, "r", MAIL))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("no queue 'mail'");
      assertThat(site.aios().runs().list(null, 10)).as("nothing is started").isEmpty();
      assertThatThrownBy(() -> StartOptions.NONE.priority(1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("queue");
      assertThatThrownBy(() -> MAIL.priority(101))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("-100 to 100");
      assertThatThrownBy(() -> WorkQueue.named("a#b").concurrency(0).rate(1, Duration.ZERO))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("'#'");
      assertThatThrownBy(() -> site.aios().queues().pause("nowhere", "why"))
          .isInstanceOf(NotFoundException.class);
    }
  }
}
