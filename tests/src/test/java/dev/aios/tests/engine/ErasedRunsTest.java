package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.ErasedException;
import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunHold;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.Aios;
import dev.aios.tests.engine.Care.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs about somebody: sealed from their first record on, and gone with their key. */
class ErasedRunsTest {
  private final Care care = new Care();

  private Aios open(Site site) {
    Aios aios = site.open(care.saga, care.child);
    aios.events().subscribe(care.listener());
    return aios;
  }

  /** What stands in clear in records and rows, as they are kept. */
  private static List<String> kept(Site site) {
    List<String> found = new ArrayList<>();
    for (JournalRecord record : site.journal().read(0, Integer.MAX_VALUE)) {
      found.addAll(Care.in(record.kind() + record.stream() + record.body()));
    }
    for (String table :
        List.of("run", "inbox", "signal", "effect", "event.dead", "queue.entry", "debounce")) {
      for (Row row : site.journal().rows(RowQuery.table(table))) {
        found.addAll(Care.in(row.key() + row.group() + row.body()));
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_about_somebody_reads_as_any_other_and_nothing_of_it_is_kept_in_clear(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      Run<Case> run = care.start(aios, "anna,ben", "1");
      care.toItsEnd(site, run);

      assertThat(run.result().orElseThrow().word()).contains("Signaldistel Kindernelke");
      assertThat(care.heard).containsExactly("Ereignislilie");
      assertThat(care.whom).containsExactly(Set.of("anna", "ben"));
      assertThat(aios.runs().about("anna"))
          .containsExactly(run.id(), new RunId("child", "of/anna,ben"));
      assertThat(aios.runs().about("ben")).hasSize(2);
      assertThat(Care.in(aios.runs().history(run.id()).toString())).contains("Fehlmutter");
      Set<String> read = new TreeSet<>();
      aios.journal()
          .read(0, Integer.MAX_VALUE)
          .forEach(record -> read.addAll(Care.in(record.body().toString())));
      assertThat(read).containsExactlyInAnyOrderElementsOf(Care.WORDS);
      assertThat(kept(site)).isEmpty();
      assertThat(care.start(aios, "anna,ben", "1").id()).isEqualTo(run.id());
      assertThatThrownBy(() -> care.start(aios, "carl", "1")).isInstanceOf(ConflictException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_erased_run_keeps_its_status_and_tells_nothing_else(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      Run<Case> run = care.start(aios, "anna,ben", "1");
      care.toItsEnd(site, run);
      RunStatus before = run.status();
      long position = run.history().get(0).position();

      ErasedRuns erased = aios.runs().eraseAbout("anna");

      assertThat(erased.erased()).containsExactly(run.id(), new RunId("child", "of/anna,ben"));
      assertThat(erased.underWay()).isEmpty();
      assertThat(erased.held()).isEmpty();
      assertThat(aios.runs().about("anna")).isEmpty();
      assertThat(aios.runs().about("ben")).isEmpty();
      RunStatus after = run.status();
      assertThat(after.state()).isEqualTo(RunState.COMPLETED);
      assertThat(after.why()).isEqualTo("erased");
      assertThat(after.cost()).isEqualTo(before.cost());
      assertThat(after.updated()).isEqualTo(before.updated());
      assertThat(aios.runs().list(null, 10)).contains(after);
      assertThatThrownBy(run::result)
          .isInstanceOf(ErasedException.class)
          .hasMessageContaining("run care/1 has been erased");
      assertThatThrownBy(() -> run.await(Site.SOON)).isInstanceOf(ErasedException.class);
      assertThatThrownBy(run::history).isInstanceOf(ErasedException.class);
      assertThatThrownBy(run::diagram).isInstanceOf(ErasedException.class);
      assertThatThrownBy(() -> aios.runs().at(run.id(), position))
          .isInstanceOf(ErasedException.class);
      assertThatThrownBy(() -> aios.runs().fork(Fork.of(run.id(), position, "f")))
          .isInstanceOf(ErasedException.class);
      Path file = dir.resolve("run.jsonl");
      assertThatThrownBy(() -> aios.runs().export(run.id(), file))
          .isInstanceOf(ErasedException.class);
      assertThat(file).doesNotExist();
      assertThat(aios.inbox().list(null, 10)).isEmpty();
      assertThat(care.start(aios, "anna,ben", "1").status()).isEqualTo(after);
      assertThat(aios.runs().eraseAbout("anna").erased()).isEmpty();
      assertThat(aios.runs().erase(run.id()).erased()).isEmpty();
      assertThat(site.journal().rows(RowQuery.table("key"))).isEmpty();
      assertThat(site.journal().rows(RowQuery.table("subject"))).isEmpty();
      assertThat(site.journal().rows(RowQuery.table("signal"))).isEmpty();
      assertThat(site.journal().rows(RowQuery.table("erasure.owed"))).isEmpty();
      assertThat(aios.journal().verify().ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_under_way_goes_on_and_is_erased_when_it_ends(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      Run<Case> run = care.start(aios, "anna", "1");
      care.untilAsked(site, run);

      ErasedRuns asked = aios.runs().eraseAbout("anna");

      assertThat(asked.erased()).isEmpty();
      assertThat(asked.underWay()).containsExactly(run.id());
      assertThat(run.status().why()).isEqualTo("awaits signal word");
      site.close(aios);
      Aios again = open(site);
      again.signal(run.id(), "word", new Care.Told("Signaldistel"));
      Run<Object> same = again.runs().get(run.id());
      site.world().advanceUntil(() -> same.status().why().equals("erased"), Site.SOON);
      site.settle();
      assertThat(same.status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(again.runs().about("anna")).isEmpty();
      assertThat(again.runs().find(new RunId("child", "of/anna")).orElseThrow().why())
          .isEqualTo("erased");
      assertThat(site.journal().rows(RowQuery.table("erasure.owed"))).isEmpty();
      assertThat(site.journal().rows(RowQuery.table("key"))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_child_stays_while_its_parent_may_still_ask_for_its_result(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Case, Case> parent =
          Saga.named("parent", 1, Case.class)
              .about(of -> List.of(of.whom()))
              .subSaga("first", care.child, of -> "c")
              .await("word", Care.Told.class, (Case of, Care.Told told) -> of)
              .build();
      Aios aios = site.open(parent, care.child);
      Run<Case> run = aios.start(parent, new Case("anna", "x"), "1");
      RunId child = new RunId("child", "c");
      site.settle();
      assertThat(aios.runs().find(child).orElseThrow().state()).isEqualTo(RunState.COMPLETED);

      assertThat(aios.runs().eraseAbout("anna").underWay()).containsExactly(child, run.id());

      run.signal("word", new Care.Told("go"));
      site.world().advanceUntil(() -> run.status().why().equals("erased"), Site.SOON);
      site.settle();
      assertThat(aios.runs().about("anna")).isEmpty();
      assertThat(aios.runs().find(child).orElseThrow().why()).isEqualTo("erased");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_that_is_put_off_does_not_begin_once_it_is_erased(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      var calm = dev.aios.api.run.Debounce.quiet(java.time.Duration.ofMinutes(5));
      Case input = new Case("anna", "Quittengelee");
      RunId first = aios.debounce(care.saga, input, "k", calm);
      assertThat(kept(site)).isEmpty();
      assertThat(aios.runs().debounced(5)).hasSize(1);

      assertThat(aios.runs().eraseAbout("anna").erased()).containsExactly(first);

      assertThat(aios.runs().debounced(5)).isEmpty();
      site.pass(java.time.Duration.ofMinutes(10));
      assertThat(aios.runs().find(first)).isEmpty();
      RunId second = aios.debounce(care.saga, input, "k", calm);
      assertThat(second).isNotEqualTo(first);
      site.pass(java.time.Duration.ofMinutes(6));
      site.settle();
      assertThat(aios.runs().find(second)).isPresent();
      assertThat(aios.runs().about("anna")).containsExactly(second);
      assertThat(kept(site)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_about_somebody_is_so_in_every_way_of_starting_it(Store store, @TempDir Path dir)
      throws IOException {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      Saga<Case, Case> plain =
          Saga.named("plain", 1, Case.class).step("s", (Case of) -> of).build();
      aios.register(plain);
      Case input = new Case("anna", "Quittengelee");
      Run<Case> run = aios.start(plain, input, "1", StartOptions.NONE.about("anna", "ben"));
      site.settle();
      assertThat(run.result()).contains(input);
      long begin = run.history().get(0).position();
      Run<Object> fork = aios.runs().fork(Fork.of(run.id(), begin, "fork"));
      site.settle();
      assertThat(fork.result()).contains(input);
      assertThat(aios.runs().about("ben")).contains(fork.id());
      Path file = dir.resolve("run.jsonl");
      aios.runs().export(run.id(), file);
      assertThat(Files.readString(file)).contains("Quittengelee");

      assertThat(aios.runs().erase(run.id()).erased()).containsExactly(run.id());
      assertThat(aios.runs().about("anna")).containsExactly(fork.id());
      assertThat(fork.result()).contains(input);
      assertThat(kept(site)).isEmpty();
      assertThatThrownBy(() -> aios.runs().importRun(file)).isInstanceOf(ConflictException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void signals_that_were_never_taken_go_too_though_the_saga_is_not_known(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Case, Case> twice =
          Saga.named("twice", 1, Case.class)
              .sleep("rest", Duration.ofMinutes(1))
              .await("word", Care.Told.class, (Case of, Care.Told told) -> of)
              .build();
      Aios aios = site.open();
      StartOptions about = StartOptions.NONE.about("anna");
      Run<Case> run = aios.start(twice, new Case("anna", "Quittengelee"), "1", about);
      // both are there before it would wait for one
      run.signal("word", new Care.Told("Signaldistel"));
      run.signal("word", new Care.Told("Signaldistel"));
      site.pass(Duration.ofMinutes(2));
      assertThat(run.status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(untaken(site)).isEqualTo(1);

      site.close(aios);
      site.open().runs().eraseAbout("anna");

      assertThat(untaken(site)).isZero();
    }
  }

  private static int untaken(Site site) {
    return site.journal().rows(RowQuery.group("signal", "word#twice/1")).size();
  }

  /** An extension that keeps what is about somebody. */
  private static Extension holding(String whom) {
    return new Extension() {
      @Override
      public String name() {
        return "hold of " + whom;
      }

      @Override
      public void install(Installation on) {
        on.hold(
            new RunHold() {
              @Override
              public Optional<String> on(RunId run, Set<String> about) {
                return forbids(about);
              }

              @Override
              public Optional<String> onEvent(String event, Set<String> about) {
                return forbids(about);
              }

              private Optional<String> forbids(Set<String> about) {
                return about.contains(whom) ? Optional.of(whom + " is held") : Optional.empty();
              }
            });
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void runs_and_events_that_anybody_holds_stay_and_are_told(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Case, Case> plain =
          Saga.named("plain", 1, Case.class).step("s", (Case of) -> of).build();
      Aios aios =
          site.open(
              builder -> builder.saga(plain).extension(holding("anna")).extension(holding("ben")));
      Case input = new Case("", "Quittengelee");
      Run<Case> held = aios.start(plain, input, "1", StartOptions.NONE.about("anna", "carl"));
      Run<Case> gone = aios.start(plain, input, "2", StartOptions.NONE.about("carl"));
      aios.events().publish(new Care.Told("held"), "", Taint.NONE, List.of("ben", "carl"));
      aios.events().publish(new Care.Told("gone"), "", Taint.NONE, List.of("carl"));
      site.settle();

      ErasedRuns erased = aios.runs().eraseAbout("carl");

      assertThat(erased.erased()).containsExactly(gone.id());
      assertThat(erased.held()).hasSize(2);
      assertThat(erased.held().get(0)).startsWith("event/").endsWith(": ben is held");
      assertThat(erased.held().get(1)).isEqualTo("plain/1: anna is held");
      assertThat(held.result()).contains(input);
      assertThatThrownBy(() -> aios.runs().erase(held.id()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("anna is held");
      List<String> heard = new ArrayList<>();
      aios.events()
          .subscribe(
              new Subscription<>(
                  "late",
                  Care.Told.class,
                  Subscription.From.BEGINNING,
                  Retry.exponential(2),
                  (told, context) -> heard.add(told.word())));
      site.pass(java.time.Duration.ofMinutes(1));
      assertThat(heard).containsExactly("held");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_cannot_be_erased_is_refused(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = open(site);
      Saga<Case, Case> plain =
          Saga.named("plain", 1, Case.class).step("s", (Case of) -> of).build();
      Run<Case> run = aios.start(plain, new Case("anna", "x"), "1");
      site.settle();
      assertThatThrownBy(() -> aios.runs().erase(run.id()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("started about nobody");
      assertThatThrownBy(() -> aios.runs().erase(new RunId("plain", "2")))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> aios.runs().eraseAbout(" "))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> StartOptions.NONE.about("x".repeat(201)))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> StartOptions.NONE.about((String) null))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> care.start(aios, "", "2")).isInstanceOf(InvalidInputException.class);
      assertThat(aios.runs().find(new RunId("care", "2"))).isEmpty();
      assertThat(aios.runs().eraseAbout("nobody").erased()).isEmpty();
    }
  }
}
