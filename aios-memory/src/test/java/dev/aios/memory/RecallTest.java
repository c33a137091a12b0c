package dev.aios.memory;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Inventory.DataSource;
import dev.aios.api.identity.Inventory.RetentionRule;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecallTest {
  private static final String LETTER =
      "Dear Anna, thank you for the good talk last week. We would like to begin with the repair of"
          + " the roof in March, as soon as the weather allows it. The offer stands until the end of"
          + " the month, and we will not charge for the visit. Please tell us whether the dates fit,"
          + " so that we can order the material in time. Kind regards, Bernd";

  @TempDir Path folder;

  private final HashingEmbedder embedder = new HashingEmbedder();

  private Company company(Store store) {
    return new Company(store, folder, Memory.with(embedder));
  }

  private static List<String> search(Company company, String text) {
    return ids(company.recall().search(Query.of(text, 10)));
  }

  private static int rows(Company company) {
    return company.journal.rows(RowQuery.table("recall.passage")).size()
        + company.journal.rows(RowQuery.table("recall.text")).size()
        + company.journal.rows(RowQuery.table("recall.chunk")).size();
  }

  private static List<Outcome> outcomes(List<Recall.Added> added) {
    return added.stream().map(Recall.Added::outcome).toList();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_passage_is_found_with_its_source_and_all_that_was_given(Store store) {
    try (Company company = company(store)) {
      Passage passage =
          new Passage(
              "m1",
              Untrusted.text("The roof leaks above the kitchen.", "mail:a@lindenhof.example"),
              "Water damage",
              Instant.parse("2026-11-02T10:00:00Z"),
              Set.of("e1"),
              "p1",
              Map.of("from", "Anna", "thread", "17"));
      assertThat(company.recall().add(List.of(passage, passage("m2", "Lunch was good."))))
          .containsExactly(
              new Recall.Added("m1", Outcome.ADDED, 1, List.of()),
              new Recall.Added("m2", Outcome.ADDED, 1, List.of()));

      Hit hit = company.recall().search(Query.of("leaking roof", 3)).get(0);

      assertThat(hit.id()).isEqualTo("m1");
      assertThat(hit.source()).isEqualTo("mail:a@lindenhof.example");
      assertThat(hit.title()).isEqualTo("Water damage");
      assertThat(hit.text()).isEqualTo("The roof leaks above the kitchen.");
      assertThat(hit.chunk()).isZero();
      assertThat(hit.time()).isEqualTo(Instant.parse("2026-11-02T10:00:00Z"));
      assertThat(hit.taint()).isEqualTo(Taint.of("mail:a@lindenhof.example"));
      assertThat(hit.attributes()).isEqualTo(Map.of("from", "Anna", "thread", "17"));
      assertThat(hit.similarity()).isGreaterThan(0.2);
      assertThat(hit.keywords()).isPositive();
      assertThat(company.recall().size()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_passage_is_found_by_its_title_too(Store store) {
    try (Company company = company(store)) {
      company
          .recall()
          .add(
              List.of(
                  passage("a", "Hochwald project", "Could you send it until Friday?"),
                  passage("b", "Lunch", "Could you come on Friday?")));

      assertThat(search(company, "hochwald").get(0)).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_long_passage_is_found_once_by_the_chunk_that_fits_best(Store store) {
    try (Company company = company(store)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        text.append("# Part ").append(i).append("\n\n");
        text.append("Filling words about the matter of number ").append(i).append(". ");
        text.append("They go on and on until the part is full of them and ends. ".repeat(6));
        text.append(i == 17 ? "The password of the safe is marzipan." : "").append("\n\n");
      }
      assertThat(company.recall().add(List.of(passage("long", text.toString()))).get(0).chunks())
          .isGreaterThan(10);
      company.recall().add(List.of(passage("short", "We talked about marmalade.")));

      List<Hit> hits = company.recall().search(Query.of("the password of the safe", 10));

      assertThat(ids(hits)).containsExactlyInAnyOrder("long", "short");
      assertThat(hits.get(0).text()).contains("marzipan");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void filters_hold_before_the_search_and_not_after(Store store) {
    try (Company company = company(store)) {
      List<Passage> many = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        many.add(
            new Passage(
                "m" + i,
                Untrusted.text("The invoice number " + i + " is due soon.", "mail:x"),
                "",
                Instant.parse("2026-11-01T00:00:00Z").plusSeconds(i * 60L),
                Set.of("e" + i % 3),
                i == 250 ? "roof" : "other",
                Map.of()));
      }
      company.recall().add(many);
      Instant from = Instant.parse("2026-11-01T00:00:00Z");

      assertThat(ids(company.recall().search(query(Set.of(), "roof", null, null))))
          .containsExactly("m250");
      assertThat(
              ids(
                  company
                      .recall()
                      .search(
                          query(
                              Set.of("e0", "e1"),
                              null,
                              from.plusSeconds(60 * 290),
                              from.plusSeconds(60 * 296)))))
          .containsExactlyInAnyOrder("m291", "m292", "m294", "m295");
      assertThat(company.recall().search(query(Set.of("nobody"), null, null, null))).isEmpty();
      assertThat(company.recall().search(query(Set.of(), "unknown", null, null))).isEmpty();
      assertThat(company.recall().search(query(Set.of(), null, null, null))).hasSize(20);
    }
  }

  private static Query query(Set<String> entities, String project, Instant from, Instant to) {
    return new Query("invoice due", 20, entities, project, from, to, false);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_passage_without_a_time_is_not_found_when_one_is_asked_for(Store store) {
    try (Company company = company(store)) {
      company.recall().add(List.of(passage("a", "The invoice is due.")));

      assertThat(
              company
                  .recall()
                  .search(query(Set.of(), null, Instant.parse("2000-01-01T00:00:00Z"), null)))
          .isEmpty();
      assertThat(search(company, "invoice")).containsExactly("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_concerns_a_merged_entity_is_found_under_the_one_kept(Store store) {
    try (Company company = company(store)) {
      Entity anna = person(company, "Anna Weber", "anna@lindenhof.example");
      Entity same = person(company, "A. Weber", "weber@lindenhof.example");
      company
          .recall()
          .add(
              List.of(
                  new Passage(
                      "m1",
                      Untrusted.text("The roof leaks.", "mail:x"),
                      "",
                      null,
                      Set.of(same.id()),
                      null,
                      Map.of())));
      Query ofAnna = new Query("roof", 5, Set.of(anna.id()), null, null, null, false);
      assertThat(company.recall().search(ofAnna)).isEmpty();

      company.entities().merge(anna.id(), same.id(), "owner");

      assertThat(ids(company.recall().search(ofAnna))).containsExactly("m1");
    }
  }

  private static Entity person(Company company, String name, String address) {
    return company
        .entities()
        .resolve(Entity.Kind.PERSON, name, Set.of(Anchor.mail(address)), "mail");
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void only_sources_that_the_inventory_trusts_are_without_taint(Store store) {
    try (Company company = company(store)) {
      company.inventory().register(new RetentionRule("keep", null, "own"));
      company
          .inventory()
          .register(new DataSource("notes", "markdown", "notes/", null, "keep", true));
      company.inventory().register(new DataSource("mail", "mbox", "mail", null, "keep", false));
      company
          .recall()
          .add(
              List.of(
                  with("n", "The roof leaks, says the owner.", "notes:2026-11-02.md"),
                  with("m", "The roof leaks, says a stranger.", "mail:x@birke.example"),
                  with("u", "The roof leaks, says nobody.", "web")));

      List<Hit> trusted =
          company.recall().search(new Query("roof", 9, Set.of(), null, null, null, true));

      assertThat(ids(trusted)).containsExactly("n");
      assertThat(trusted.get(0).taint()).isEqualTo(Taint.NONE);
      assertThat(search(company, "roof")).containsExactlyInAnyOrder("n", "m", "u");
    }
  }

  private static Passage with(String id, String text, String source) {
    return new Passage(id, Untrusted.text(text, source), "", null, Set.of(), null, Map.of());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void adding_the_same_again_changes_nothing_and_embeds_nothing(Store store) {
    try (Company company = company(store)) {
      company.recall().add(List.of(passage("a", "The roof leaks."), passage("b", LETTER)));
      long head = company.journal.head();
      int texts = embedder.texts.get();

      assertThat(
              outcomes(
                  company
                      .recall()
                      .add(List.of(passage("a", "The roof\n\nleaks."), passage("b", LETTER)))))
          .containsExactly(Outcome.UNCHANGED, Outcome.UNCHANGED);
      assertThat(company.journal.head()).isEqualTo(head);
      assertThat(embedder.texts.get()).isEqualTo(texts);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void another_text_replaces_the_older_one(Store store) {
    try (Company company = company(store)) {
      company.recall().add(List.of(passage("a", "The roof leaks.")));
      int rows = rows(company);

      assertThat(outcomes(company.recall().add(List.of(passage("a", "The cellar is dry.")))))
          .containsExactly(Outcome.REPLACED);

      assertThat(company.recall().search(Query.of("roof leaks", 5)))
          .extracting(Hit::text)
          .containsExactly("The cellar is dry.");
      assertThat(rows(company)).isEqualTo(rows);
      assertThat(company.recall().size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void other_particulars_with_the_same_text_replace_the_older_ones(Store store) {
    try (Company company = company(store)) {
      company.recall().add(List.of(passage("a", "Old title", "Could you send it?")));
      Passage moved =
          new Passage(
              "a",
              Untrusted.text("Could you send it?", "note:a"),
              "Hochwald",
              null,
              Set.of("e1"),
              "p1",
              Map.of());

      assertThat(outcomes(company.recall().add(List.of(moved)))).containsExactly(Outcome.REPLACED);

      assertThat(
              company
                  .recall()
                  .search(new Query("hochwald", 5, Set.of("e1"), "p1", null, null, false)))
          .extracting(Hit::title)
          .containsExactly("Hochwald");
      assertThat(rows(company)).isEqualTo(3);
      assertThat(outcomes(company.recall().add(List.of(moved)))).containsExactly(Outcome.UNCHANGED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_text_that_is_there_already_is_stored_and_embedded_once_and_found_under_either(
      Store store) {
    try (Company company = company(store)) {
      assertThat(
              outcomes(
                  company
                      .recall()
                      .add(
                          List.of(
                              in("a", "The roof leaks.", "one"),
                              in("b", "the roof   LEAKS.", "two")))))
          .containsExactly(Outcome.ADDED, Outcome.DUPLICATE);

      assertThat(embedder.texts.get()).isEqualTo(1);
      assertThat(company.journal.rows(RowQuery.table("recall.chunk"))).hasSize(1);
      assertThat(search(company, "roof")).containsExactly("a");
      assertThat(ids(company.recall().search(query(Set.of(), "two", null, null))))
          .containsExactly("b");
      assertThat(company.recall().size()).isEqualTo(2);

      company.recall().remove("a");
      assertThat(search(company, "roof")).containsExactly("b");
      company.recall().remove("b");
      assertThat(search(company, "roof")).isEmpty();
      assertThat(rows(company)).isZero();
    }
  }

  private static Passage in(String id, String text, String project) {
    return new Passage(
        id, Untrusted.text(text, "note:" + id), "", null, Set.of(), project, Map.of());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_near_duplicate_is_stored_once_and_a_letter_to_somebody_else_is_not(Store store) {
    try (Company company = company(store)) {
      String forwarded = "> " + LETTER.replace(". ", ".\n> ").replace("good talk", "nice talk");
      assertThat(
              outcomes(
                  company
                      .recall()
                      .add(
                          List.of(
                              passage("a", LETTER),
                              passage("b", forwarded),
                              passage("c", LETTER.replace("Anna", "Clara"))))))
          .containsExactly(Outcome.ADDED, Outcome.DUPLICATE, Outcome.ADDED);
      assertThat(embedder.texts.get()).as("texts embedded").isLessThanOrEqualTo(3);
      assertThat(company.journal.rows(RowQuery.table("recall.text"))).hasSize(2);
      assertThat(outcomes(company.recall().add(List.of(passage("b", forwarded)))))
          .containsExactly(Outcome.UNCHANGED);

      company.recall().remove("a");
      assertThat(search(company, "the repair of the roof in March"))
          .containsExactlyInAnyOrder("b", "c");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_small_edit_of_a_passage_is_stored_and_is_no_duplicate_of_itself(Store store) {
    try (Company company = company(store)) {
      company.recall().add(List.of(passage("a", LETTER)));
      String edited = LETTER.replace("good talk", "nice talk");

      assertThat(outcomes(company.recall().add(List.of(passage("a", edited)))))
          .containsExactly(Outcome.REPLACED);

      assertThat(company.recall().search(Query.of("talk", 5)))
          .extracting(Hit::text)
          .containsExactly(edited);
      assertThat(rows(company)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_same_id_twice_in_one_call_is_added_and_then_replaced(Store store) {
    try (Company company = company(store)) {
      assertThat(
              outcomes(
                  company
                      .recall()
                      .add(
                          List.of(
                              passage("a", "The roof leaks."),
                              passage("a", "The cellar is dry."),
                              passage("a", "the cellar is  dry.")))))
          .containsExactly(Outcome.ADDED, Outcome.REPLACED, Outcome.UNCHANGED);
      assertThat(rows(company)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_passage_that_has_become_empty_is_gone(Store store) {
    try (Company company = company(store)) {
      company.recall().add(List.of(passage("a", "The roof leaks.")));

      assertThat(
              outcomes(company.recall().add(List.of(passage("a", " \u200b\n"), passage("b", "")))))
          .containsExactly(Outcome.EMPTY, Outcome.EMPTY);
      assertThat(company.recall().size()).isZero();
      assertThat(rows(company)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void removing_takes_chunks_and_vectors_along_and_leaves_no_text_in_any_record(Store store) {
    try (Company company = company(store)) {
      company.recall().add(List.of(passage("a", "Zaubertitel", "The secret word is marzipan.")));
      assertThat(company.recall().remove("a")).isTrue();
      assertThat(company.recall().remove("a")).isFalse();
      assertThat(company.recall().remove("never there")).isFalse();
      assertThat(company.recall().remove(" ")).isFalse();

      assertThat(search(company, "marzipan")).isEmpty();
      assertThat(rows(company)).isZero();
      assertThat(company.journal.readStream("recall", 0, 10))
          .extracting(record -> record.kind())
          .containsExactly("recall.added", "recall.removed");
      assertThat(company.journal.read(0, 1000))
          .noneMatch(record -> record.body().toString().contains("marzipan"))
          .noneMatch(record -> record.body().toString().contains("Zaubertitel"));
    }
  }

  @Test
  void a_restart_finds_the_same_in_the_same_order_without_embedding_again() {
    List<Hit> before;
    try (Company company = company(Store.SQLITE)) {
      List<Passage> many = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        many.add(passage("m" + i, "Title " + i % 7, "Words about matter " + i % 11 + " and " + i));
      }
      company.recall().add(many);
      for (int i = 0; i < 40; i += 3) {
        company.recall().remove("m" + i);
      }
      before = company.recall().search(Query.of("matter 5 title 3", 50));
    }
    int texts = embedder.texts.get();
    try (Company company = company(Store.SQLITE)) {
      assertThat(company.recall().search(Query.of("matter 5 title 3", 50))).isEqualTo(before);
      assertThat(embedder.texts.get()).isEqualTo(texts + 1);
    }
  }

  @Test
  void without_an_embedder_passages_are_found_by_keywords() {
    try (Company company = new Company(Store.MEMORY, folder, Memory.builder().build())) {
      company.recall().add(List.of(passage("a", "The roof leaks."), passage("b", "Lunch.")));

      List<Hit> hits = company.recall().search(Query.of("roofs", 5));

      assertThat(ids(hits)).containsExactly("a");
      assertThat(hits.get(0).similarity()).isZero();
      assertThat(company.has(dev.aios.api.model.Embedder.class)).isFalse();
    }
  }

  @Test
  void another_embedder_never_compares_its_vectors_with_older_ones() {
    try (Company company = company(Store.SQLITE)) {
      company.recall().add(List.of(passage("a", "The roof leaks."), passage("b", "Dry cellar.")));
    }
    HashingEmbedder other = new HashingEmbedder("hashing-2");
    try (Company company = new Company(Store.SQLITE, folder, Memory.with(other))) {
      assertThat(company.recall().search(Query.of("roof", 5)))
          .singleElement()
          .satisfies(hit -> assertThat(hit.similarity()).isZero());

      assertThat(outcomes(company.recall().add(List.of(passage("a", "The roof leaks.")))))
          .containsExactly(Outcome.REPLACED);
      assertThat(company.recall().search(Query.of("roof", 5)).get(0).similarity()).isPositive();
    }
  }

  @Test
  void a_runtime_that_does_not_use_memory_pays_nothing_for_it() {
    try (Company company = company(Store.SQLITE)) {
      assertThat(company.journal.rows(RowQuery.table("recall.passage"))).isEmpty();
    }
    assertThat(embedder.calls.get()).isZero();
  }
}
