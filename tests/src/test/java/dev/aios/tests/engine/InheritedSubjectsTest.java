package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.batch.Batch;
import dev.aios.api.effect.Effect;
import dev.aios.api.event.Events;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.Runs;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.Aios;
import dev.aios.tests.engine.Care.Case;
import dev.aios.tests.engine.Care.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes of something about somebody is about them too, and falls with them. */
class InheritedSubjectsTest {
  private static final Case INPUT = new Case("anna", "Quittengelee");
  private static final StartOptions ANNA = StartOptions.NONE.about("anna");

  private final Saga<Case, Case> plain =
      Saga.named("plain", 1, Case.class).step("s", (Case of) -> of).build();

  /** What stands in clear, as it is kept. */
  private static List<String> kept(Site site) {
    List<String> found = new ArrayList<>();
    for (JournalRecord record : site.journal().read(0, Integer.MAX_VALUE)) {
      found.addAll(Care.in(record.kind() + record.stream() + record.body()));
    }
    for (String table :
        List.of(
            "run",
            "inbox",
            "signal",
            "effect",
            "event.dead",
            "queue.entry",
            "queue.dead",
            "batch.task",
            "subscription")) {
      for (Row row : site.journal().rows(RowQuery.table(table))) {
        found.addAll(Care.in(row.key() + row.group() + row.body()));
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_a_handler_performs_starts_and_publishes_is_about_whom_its_event_is_about(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open(plain);
      aios.events()
          .subscribe(
              Subscription.of(
                  "watcher",
                  Told.class,
                  (told, context) -> {
                    Told seen =
                        context
                            .effects()
                            .perform(
                                Effect.named("look", told.word())
                                    .idempotent()
                                    .by((word, call) -> new Told("Effektklee")));
                    context
                        .service(Runs.class)
                        .start(plain, new Case("", seen.word()), "k", StartOptions.NONE);
                    context.service(Events.class).publish(new Case("", "Ergebnisrose"));
                  }));
      List<String> heard = new ArrayList<>();
      aios.events()
          .subscribe(
              Subscription.of(
                  "second",
                  Case.class,
                  (event, context) -> heard.add(event.word() + context.about())));

      aios.events().publish(new Told("Ereignislilie"), "k", Taint.NONE, List.of("anna"));
      site.settle();

      assertThat(heard).containsExactly("Ergebnisrose[anna]");
      assertThat(aios.runs().about("anna")).containsExactly(new RunId("plain", "k"));
      assertThat(kept(site)).isEmpty();
      assertThat(site.journal().rows(RowQuery.table("effect"))).hasSize(1);

      assertThat(aios.runs().eraseAbout("anna").erased()).hasSize(1);
      assertThat(site.journal().rows(RowQuery.table("key"))).isEmpty();
      // whoever comes later passes over what was erased
      List<String> late = new ArrayList<>();
      aios.events()
          .subscribe(Subscription.of("late", Told.class, (told, context) -> late.add(told.word())));
      aios.events().publish(new Told("for all"));
      site.pass(Duration.ofMinutes(1));
      assertThat(late).containsExactly("for all");
      assertThat(aios.inbox().list(null, 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_that_cannot_be_delivered_is_a_dead_letter_that_goes_with_its_person(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open(plain);
      aios.events()
          .subscribe(
              new Subscription<>(
                  "broken",
                  Told.class,
                  Subscription.From.BEGINNING,
                  Retry.exponential(2),
                  (told, context) -> {
                    throw new IllegalStateException("Fehlmutter of " + told.word());
                  }));
      aios.events().publish(new Told("Ereignislilie"), "", Taint.NONE, List.of("anna"));
      site.pass(Duration.ofMinutes(5));
      List<InboxItem> open = aios.inbox().open();
      assertThat(open).hasSize(1);
      assertThat(Care.in(open.get(0).title())).containsExactly("Fehlmutter", "Ereignislilie");
      assertThat(kept(site)).isEmpty();

      aios.runs().eraseAbout("anna");

      assertThat(aios.inbox().list(null, 10)).isEmpty();
      assertThat(aios.inbox().find(open.get(0).id())).isEmpty();
      site.close(aios);
      Aios again = site.open(plain);
      site.pass(Duration.ofMinutes(5));
      assertThat(again.inbox().list(null, 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_whose_person_is_erased_between_two_tries_is_passed_over(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open(plain);
      List<String> tried = new ArrayList<>();
      aios.events()
          .subscribe(
              new Subscription<>(
                  "broken",
                  Told.class,
                  Subscription.From.BEGINNING,
                  Retry.exponential(50),
                  (told, context) -> {
                    tried.add(told.word());
                    if (!told.word().equals("after")) {
                      throw new IllegalStateException("Fehlmutter");
                    }
                  }));
      aios.events().publish(new Told("before"), "k", Taint.NONE, List.of("anna"));
      site.settle();
      aios.events().publish(new Told("after"), "k");
      site.pass(Duration.ofSeconds(1));
      assertThat(tried).contains("before").doesNotContain("after");

      aios.runs().eraseAbout("anna");

      site.world().advanceUntil(() -> tried.contains("after"), Duration.ofDays(2));
      assertThat(tried).endsWith("after");
      assertThat(aios.inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_run_of_a_batch_is_about_all_whose_tasks_it_works_on(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Case, Case> batch =
          Batch.<Case, Case>of(
                  "noting",
                  (cases, context) ->
                      cases.stream().map(of -> new Case(of.whom(), "Ergebnisrose")).toList())
              .upTo(3)
              .within(Duration.ofMinutes(5));
      Saga<Case, Case> asking =
          Saga.named("ask", 1, Case.class)
              .about(of -> of.whom().isEmpty() ? List.of() : List.of(of.whom()))
              .then(batch.as("note"))
              .build();
      Aios aios = site.open(asking);
      aios.batches().define(batch);
      Run<Case> hers = aios.start(asking, INPUT, "1");
      Run<Case> his = aios.start(asking, new Case("ben", "Quittengelee"), "2");
      site.settle();
      assertThat(kept(site)).isEmpty();
      Run<Case> nobodys = aios.start(asking, new Case("", "x"), "3");
      site.settle();

      assertThat(Stream.of(hers, his, nobodys).map(run -> run.status().state()))
          .containsOnly(RunState.COMPLETED);
      RunId work = new RunId("batch-noting", "1");
      assertThat(aios.runs().about("anna")).containsExactly(hers.id(), work);
      assertThat(aios.runs().about("ben")).containsExactly(his.id(), work);
      assertThat(aios.runs().eraseAbout("anna").erased()).containsExactly(hers.id(), work);
      assertThat(his.result().orElseThrow().word()).isEqualTo("Ergebnisrose");
      assertThat(nobodys.result()).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_failed_run_of_a_queue_is_not_tried_again_once_it_is_erased(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Case, Case> failing =
          Saga.named("failing", 1, Case.class)
              .<Case>step(
                  "s",
                  (Case of) -> {
                    throw new IllegalStateException("Fehlmutter of " + of.word());
                  })
              .build();
      Aios aios = site.open(failing);
      aios.queues().define(WorkQueue.named("work").withDeadLetters());
      Run<Case> run = aios.start(failing, INPUT, "1", StartOptions.through("work").about("anna"));
      site.world().advanceUntil(() -> !aios.inbox().open().isEmpty(), Site.SOON);
      assertThat(Care.in(aios.inbox().open().get(0).title()))
          .containsExactly("Quittengelee", "Fehlmutter");
      assertThat(kept(site)).isEmpty();

      assertThat(aios.runs().eraseAbout("anna").erased()).containsExactly(run.id());

      assertThat(run.status().state()).isEqualTo(RunState.FAILED);
      assertThat(run.status().why()).isEqualTo("erased");
      assertThat(aios.inbox().list(null, 10)).isEmpty();
      assertThat(site.journal().rows(RowQuery.table("queue.dead"))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_agent_that_starts_a_run_by_itself_starts_it_about_the_same_people(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Case, Case> starting =
          Saga.named("starting", 1, Case.class)
              .step(
                  "s",
                  dev.aios.api.agent.Agent.<Case, Case>of(
                      "starter",
                      (of, context) -> {
                        assertThat(context.about()).isEqualTo(Set.of("anna"));
                        context.service(Runs.class).start(plain, of, "k", StartOptions.NONE);
                        return of;
                      }))
              .build();
      Aios aios = site.open(starting, plain);
      aios.start(starting, INPUT, "1", ANNA);
      site.settle();
      assertThat(aios.runs().about("anna"))
          .containsExactly(new RunId("plain", "k"), new RunId("starting", "1"));
      assertThat(kept(site)).isEmpty();
    }
  }
}
