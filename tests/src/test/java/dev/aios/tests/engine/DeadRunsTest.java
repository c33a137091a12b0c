package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queued runs that failed, and what people make of them. */
class DeadRunsTest {
  private static final StartOptions MAIL = StartOptions.through("mail");

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_failed_run_comes_before_a_person_who_has_it_tried_again(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      boolean[] works = {false};
      Saga<Order, Order> moody =
          Saga.named("moody", 1, Order.class)
              .step(
                  "try",
                  (Order order) -> {
                    if (!works[0]) {
                      throw new IllegalStateException("the server is down");
                    }
                    site.did("sent " + order.item());
                    return order;
                  })
              .build();
      site.open(moody);
      site.aios().queues().define(WorkQueue.named("mail").withDeadLetters());
      site.aios().start(moody, new Order("letter", 0), "letter", MAIL);
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.DEAD_LETTER);
      assertThat(item.title()).contains("moody/letter").contains("mail").contains("server is down");

      site.aios().inbox().decide(item, new Verdict.Retry(), "owner");
      InboxItem again = site.item();
      assertThat(again.title()).contains("moody/letter~");

      works[0] = true;
      site.aios().inbox().decide(again, new Verdict.Retry(), "owner");
      site.settle();
      assertThat(site.did).containsExactly("sent letter");
      assertThat(site.aios().runs().list(RunState.FAILED, 10)).hasSize(2);
      assertThat(site.aios().inbox().open()).isEmpty();
      assertThat(site.aios().journal().rows(RowQuery.table("queue.dead"))).isEmpty();
      assertThat(site.aios().journal().rows(RowQuery.table("queue.entry"))).isEmpty();
    }
  }

  /** Version 1 fails; a later one would not. */
  private static Saga<Order, Order> letters(Site site, int version) {
    return Saga.named("letters", version, Order.class)
        .step(
            "send",
            (Order order) -> {
              if (version == 1) {
                throw new PermanentException("no stamps", null);
              }
              site.did("sent");
              return order;
            })
        .build();
  }

  @Test
  void whoever_wants_a_run_tried_again_whose_version_is_gone_is_told_so(@TempDir Path dir) {
    try (Site site = new Site(Store.SQLITE, dir)) {
      Aios first = site.open(letters(site, 1));
      site.aios().queues().define(WorkQueue.named("mail").withDeadLetters());
      first.start(letters(site, 1), new Order("a", 0), "a", MAIL);
      InboxItem item = site.item();
      site.close(first);

      Aios second = site.open(letters(site, 2));
      assertThatThrownBy(() -> second.inbox().decide(item, new Verdict.Retry(), "owner"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("run letters/a")
          .hasMessageContaining("version 1 of saga letters")
          .hasMessageContaining("only [2]");
      assertThat(second.inbox().open()).as("it is still there").hasSize(1);
      site.close(second);

      // a program that has the saga not at all leaves it to one that has
      Aios console = site.open();
      console.inbox().decide(item, new Verdict.Retry(), "owner");
      site.close(console);
      Aios third = site.open(letters(site, 1));
      site.settle();
      assertThat(third.runs().list(RunState.FAILED, 9)).hasSize(2);
    }
  }

  @Test
  void a_run_with_a_long_key_of_any_characters_is_tried_again(@TempDir Path dir) {
    try (Site site = new Site(Store.SQLITE, dir)) {
      Aios aios = site.open(letters(site, 1));
      site.aios().queues().define(WorkQueue.named("mail").withDeadLetters());
      aios.start(letters(site, 1), new Order("a", 0), "x" + "\uD83D\uDC1F".repeat(99), MAIL);
      aios.inbox().decide(site.item(), new Verdict.Retry(), "owner");
      site.settle();
      assertThat(aios.runs().list(RunState.FAILED, 9)).hasSize(2);
    }
  }
}
