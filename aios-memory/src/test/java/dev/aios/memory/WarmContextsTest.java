package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Context;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.Reranker;
import dev.aios.api.value.Taint;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.Summariser;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.derived.DerivedStore;
import dev.aios.memory.erasure.Erasure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was made from other things: kept while they hold, gone when they go. */
class WarmContextsTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Fidelity OLD_IS_FINE = Fidelity.BALANCED;

  @TempDir Path folder;

  private static ContextRequest request(Fidelity fidelity) {
    return ContextRequest.of("s", "the roof").fidelity(fidelity);
  }

  private static Derived digest(String id, String... from) {
    return new Derived(id, "digest", "in short", Set.of(from), NOW, "test", Taint.NONE);
  }

  /** How often a context was assembled anew shows in the journal. */
  private static long made(Company company) {
    return company.journal.readStream("derived", 0, 1000).stream()
        .filter(record -> record.body().toString().contains("warm"))
        .filter(record -> record.kind().equals("derived.made"))
        .count();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_warm_context_stays_until_something_that_it_came_from_changes(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      Contexts contexts = company.aios.service(Contexts.class);
      Entity anna =
          company
              .entities()
              .resolve(Entity.Kind.PERSON, "Anna", Set.of(Anchor.mail("a@lindenhof.example")), "m");
      company.sessions().about("s", Set.of(anna.id()));
      company.recall().add(List.of(passage("n1", "The roof is due.")));
      Context first = contexts.warm("daily", request(OLD_IS_FINE));
      assertThat(contexts.warm("daily", request(OLD_IS_FINE))).isEqualTo(first);
      assertThat(made(company)).isEqualTo(1);

      company.sessions().add("s", new Turn("user", "Hello.", NOW, Taint.NONE));
      assertThat(contexts.warm("daily", request(OLD_IS_FINE))).isNotEqualTo(first);
      assertThat(made(company)).isEqualTo(2);

      company
          .entities()
          .record(new Fact(anna.id(), "role", "architect", NOW, null, NOW, "m", 1, Taint.NONE));
      assertThat(contexts.warm("daily", request(OLD_IS_FINE)).messages().toString())
          .contains("architect");
      assertThat(made(company)).isEqualTo(3);

      company.recall().add(List.of(passage("n2", "The cellar is wet.")));
      contexts.warm("daily", request(OLD_IS_FINE));
      assertThat(made(company)).as("a passage that is not in it").isEqualTo(3);

      company.recall().add(List.of(passage("n1", "The roof is late.")));
      assertThat(contexts.warm("daily", request(OLD_IS_FINE)).messages().toString())
          .contains("late");
      assertThat(made(company)).isEqualTo(4);

      company.recall().remove("n1");
      assertThat(contexts.warm("daily", request(OLD_IS_FINE)).messages().toString())
          .doesNotContain("late");
      contexts.warm("daily", request(OLD_IS_FINE).system("Another task."));
      assertThat(made(company)).as("another request").isEqualTo(6);
    }
  }

  @Test
  void the_faithful_setting_sees_what_is_new_and_an_old_context_goes_stale() {
    try (Company company = new Company(Store.MEMORY, folder, Memory.builder().build())) {
      Contexts contexts = company.aios.service(Contexts.class);
      company.recall().add(List.of(passage("n1", "The roof is due.")));
      contexts.warm("daily", request(Fidelity.RICH));
      company.recall().add(List.of(passage("n2", "The roof is of copper.")));
      assertThat(contexts.warm("daily", request(Fidelity.RICH)).messages().toString())
          .contains("copper");

      Fidelity brief =
          new Fidelity(
              "brief",
              OLD_IS_FINE.window(),
              8,
              Duration.ofNanos(1),
              OLD_IS_FINE.tier(),
              OLD_IS_FINE.shares());
      contexts.warm("other", request(brief));
      long before = made(company);
      contexts.warm("other", request(brief));
      assertThat(made(company)).isEqualTo(before + 1);
    }
  }

  @Test
  void a_warm_context_survives_a_restart() {
    Context before;
    try (Company company = new Company(Store.SQLITE, folder, Memory.builder().build())) {
      company.sessions().add("s", new Turn("user", "Hello.", NOW, Taint.NONE));
      before = company.aios.service(Contexts.class).warm("daily", request(OLD_IS_FINE));
    }
    try (Company company = new Company(Store.SQLITE, folder, Memory.builder().build())) {
      assertThat(company.aios.service(Contexts.class).warm("daily", request(OLD_IS_FINE)))
          .isEqualTo(before);
      assertThat(made(company)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_derived_falls_with_its_source_also_by_way_of_others(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      DerivedStore derived = company.aios.service(DerivedStore.class);
      company.recall().add(List.of(passage("n1", "One text."), passage("n2", "Another text.")));
      derived.put(digest("d1", "passage:n1"));
      derived.put(digest("d2", "passage:n2"));
      derived.put(digest("d3", "d1", "passage:n2"));
      assertThat(derived.of("passage:n2")).extracting(Derived::id).containsExactly("d2", "d3");

      company.recall().add(List.of(passage("n1", "One text.")));
      assertThat(derived.find("d1")).as("the same again changes nothing").isPresent();
      company.recall().remove("n1");

      assertThat(derived.find("d1")).isEmpty();
      assertThat(derived.find("d3")).isEmpty();
      assertThat(derived.find("d2")).isPresent();
      company.recall().add(List.of(passage("n2", "Quite another text.")));
      assertThat(derived.find("d2")).isEmpty();
      assertThat(derived.fall("never there")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_derived_falls_when_its_passage_comes_to_say_what_another_says(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      DerivedStore derived = company.aios.service(DerivedStore.class);
      company.recall().add(List.of(passage("n1", "One text."), passage("n2", "Another text.")));
      derived.put(digest("d1", "passage:n1"));
      derived.put(digest("d2", "passage:n2"));

      assertThat(company.recall().add(List.of(passage("n1", "Another text."))))
          .extracting(Recall.Added::outcome)
          .containsExactly(Recall.Added.Outcome.DUPLICATE);

      assertThat(derived.find("d1")).isEmpty();
      assertThat(derived.find("d2")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_put_after_its_source_was_erased_is_not_kept(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      DerivedStore derived = company.aios.service(DerivedStore.class);
      String anna = anna(company);
      company.recall().add(List.of(passage("n1", "One text."), passage("n2", "Another text.")));
      company.recall().remove("n1");
      derived.put(digest("before", "entity/" + anna, "passage:n2", "mail:1"));
      assertThat(derived.find("before")).isPresent();
      company.aios.service(Erasure.class).person(anna);

      derived.put(digest("d1", "passage:n1"));
      derived.put(digest("d2", "passage:n2", "entity/" + anna));

      assertThat(company.journal.rows(RowQuery.table("derived"))).isEmpty();
      assertThat(company.journal.rows(RowQuery.table("derived.from"))).isEmpty();
    }
  }

  private static String anna(Company company) {
    return company
        .entities()
        .resolve(Entity.Kind.PERSON, "Anna", Set.of(Anchor.mail("a@lindenhof.example")), "m")
        .id();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_context_in_which_somebody_is_erased_while_it_is_assembled_is_not_kept(Store store) {
    List<Runnable> meanwhile = new ArrayList<>();
    Summariser summariser =
        (older, models, through) -> {
          List.copyOf(meanwhile).forEach(Runnable::run);
          return "in short";
        };
    try (Company company =
        new Company(store, folder, Memory.builder().summariser(summariser).build())) {
      String anna = anna(company);
      company.sessions().about("s", Set.of(anna));
      for (int i = 0; i < 200; i++) {
        company.sessions().add("s", new Turn("user", "Remark " + i + ".", NOW, Taint.NONE));
      }
      meanwhile.add(
          () -> {
            meanwhile.clear();
            company.aios.service(Erasure.class).person(anna);
          });

      company.aios.service(Contexts.class).warm("daily", request(Fidelity.FRUGAL));

      assertThat(meanwhile).isEmpty();
      assertThat(company.journal.rows(RowQuery.table("derived"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_context_in_which_a_passage_changes_while_it_is_assembled_is_not_kept(boolean removed) {
    List<Runnable> meanwhile = new ArrayList<>();
    Reranker reranker =
        (question, texts) -> {
          List.copyOf(meanwhile).forEach(Runnable::run);
          meanwhile.clear();
          return texts.stream().map(text -> 1.0).toList();
        };
    try (Company company =
        new Company(Store.MEMORY, folder, Memory.builder().reranker(reranker, 5).build())) {
      company.recall().add(List.of(passage("n1", "The roof is due.")));
      ContextRequest request = ContextRequest.of("", "the roof").fidelity(OLD_IS_FINE);
      meanwhile.add(
          () -> {
            if (removed) {
              company.recall().remove("n1");
            } else {
              company.recall().add(List.of(passage("n1", "Nothing is due.")));
            }
          });
      Contexts contexts = company.aios.service(Contexts.class);

      assertThat(contexts.warm("daily", request).messages().toString()).contains("The roof is due");

      assertThat(company.journal.rows(RowQuery.table("derived"))).isEmpty();
      contexts.warm("daily", request);
      assertThat(company.journal.rows(RowQuery.table("derived"))).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_warm_context_falls_with_a_fact_on_one_of_its_cards(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      String anna = anna(company);
      company
          .entities()
          .record(new Fact(anna, "car", "Smaragdvogel", NOW, null, NOW, "mail:1", 1, Taint.NONE));
      ContextRequest request = ContextRequest.of("", "").about(Set.of(anna)).fidelity(OLD_IS_FINE);
      Contexts contexts = company.aios.service(Contexts.class);
      assertThat(contexts.warm("daily", request).messages().toString()).contains("Smaragdvogel");

      assertThat(company.aios.service(Erasure.class).source("mail:1").filesClean()).isTrue();

      assertThat(company.journal.rows(RowQuery.table("derived"))).isEmpty();
      assertThat(contexts.warm("daily", request).messages().toString())
          .doesNotContain("Smaragdvogel");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fact_that_was_taken_from_a_passage_falls_with_it(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      String anna =
          company
              .entities()
              .resolve(Entity.Kind.PERSON, "Anna", Set.of(Anchor.mail("a@lindenhof.example")), "m")
              .id();
      company.recall().add(List.of(passage("n1", "She is an architect in Bonn.")));
      for (String source : List.of("passage:n1", "passage:n2", "mail:1")) {
        company
            .entities()
            .record(new Fact(anna, source, "x", NOW, null, NOW, source, 1, Taint.NONE));
      }

      company.recall().remove("n1");

      assertThat(company.entities().history(anna))
          .extracting(Fact::property)
          .containsExactly("passage:n2", "mail:1");
      assertThat(
              new dev.aios.memory.internal.identity.EntityRebuild(
                      company.journal, company.aios.codec())
                  .run())
          .isZero();
    }
  }

  @Test
  void what_fell_in_another_process_is_gone_here_too() {
    try (Company one = new Company(Store.SQLITE, folder, Memory.builder().build());
        Company two = new Company(Store.SQLITE, folder, Memory.builder().build())) {
      one.recall().add(List.of(passage("n1", "One text.")));
      one.aios.service(DerivedStore.class).put(digest("d1", "passage:n1"));
      assertThat(two.aios.service(DerivedStore.class).find("d1")).isPresent();

      two.recall().remove("n1");

      assertThat(one.aios.service(DerivedStore.class).find("d1")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_ended_session_takes_its_summary_and_its_warm_contexts_along(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      Contexts contexts = company.aios.service(Contexts.class);
      for (int i = 0; i < 200; i++) {
        company
            .sessions()
            .add("s", new Turn("user", "Remark " + i + " on the roof.", NOW, Taint.NONE));
      }
      contexts.warm("daily", request(Fidelity.FRUGAL));
      assertThat(contexts.summary("s", Fidelity.FRUGAL)).isPresent();
      DerivedStore derived = company.aios.service(DerivedStore.class);
      assertThat(derived.of("session/s")).hasSize(2);

      company.sessions().end("s");

      assertThat(derived.of("session/s")).isEmpty();
      assertThat(derived.find("warm/daily")).isEmpty();
    }
  }

  @Test
  void what_is_derived_from_nothing_is_refused() {
    try (Company company = new Company(Store.MEMORY, folder, Memory.builder().build())) {
      assertThatThrownBy(() -> company.aios.service(DerivedStore.class).put(digest(" ")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the id is blank")
          .hasMessageContaining("of nothing");
    }
  }
}
