package dev.aios.memory;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.EffectFailedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall.Around;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Recall.Stage;
import dev.aios.api.model.Reranker;
import dev.aios.api.policy.Untrusted;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecallRankingTest {
  private static final Instant MAY = Instant.parse("2023-05-08T13:56:00Z");

  @TempDir Path folder;

  private final HashingEmbedder embedder = new HashingEmbedder();

  /** By keywords only: what the hashed trigrams take for meaning is chance in so few texts. */
  private Company byKeywords() {
    return new Company(Store.MEMORY, folder, Memory.builder().build());
  }

  private Company company() {
    return new Company(Store.MEMORY, folder, Memory.with(embedder));
  }

  private static Passage turn(int number, String speaker, String text) {
    return Passage.turn(
        "t" + number, Untrusted.text(text, "chat:1"), new Said("talk", number, speaker), MAY);
  }

  private static List<Passage> talk() {
    return List.of(
        turn(1, "Anna", "Hello Bernd, how was the trip?"),
        turn(2, "Bernd", "Long. The train stood for an hour."),
        turn(3, "Anna", "Which instrument does your daughter play now?"),
        turn(4, "Bernd", "The cello, since the summer."),
        turn(5, "Anna", "How nice!"),
        turn(6, "Bernd", "And the offer for the roof goes out on Monday."),
        turn(7, "Anna", "How nice!"));
  }

  private static double sum(Hit hit) {
    return hit.parts().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_answer_is_found_by_the_question_that_it_was_given_to(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      company.recall().add(talk());
      Query query = Query.of("instrument of the daughter", 2);

      assertThat(ids(company.recall().search(query))).containsExactly("t3", "t4");
      assertThat(
              ids(company.recall().search(query.ranked(Ranking.DEFAULT.without(Stage.NEIGHBOURS)))))
          .containsExactly("t3");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_score_is_the_sum_of_its_parts_which_name_what_found_it(Store store) {
    try (Company company = new Company(store, folder, Memory.with(embedder))) {
      company.recall().add(talk());

      List<Hit> hits =
          company
              .recall()
              .search(
                  Query.of("What did Bernd say of the daughter in May 2023?", 7)
                      .ranked(
                          Ranking.DEFAULT.recency(2, Duration.ofDays(1)).at(MAY.plusSeconds(9))));

      assertThat(hits)
          .isNotEmpty()
          .allSatisfy(hit -> assertThat(hit.score()).isCloseTo(sum(hit), within(1e-9)))
          .allSatisfy(
              hit ->
                  assertThat(hit.parts())
                      .containsKeys(Stage.MEANING, Stage.NEIGHBOURS, Stage.DATES, Stage.RECENCY));
      assertThat(hits.get(0).parts()).containsKey(Stage.KEYWORDS);
    }
  }

  @Test
  void what_a_filter_hides_does_not_speak_for_its_neighbours() {
    try (Company company = new Company(Store.MEMORY, folder, Memory.builder().build())) {
      List<Passage> talk = new ArrayList<>(talk());
      talk.set(3, talk.get(3).in("music"));
      company.recall().add(talk);

      assertThat(company.recall().search(Query.of("instrument of the daughter", 5).in("music")))
          .isEmpty();
      assertThat(ids(company.recall().search(Query.of("cello", 5).in("music"))))
          .containsExactly("t4");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_was_said_twice_is_found_twice(Store store) {
    try (Company company = new Company(store, folder, Memory.with(embedder))) {
      company.recall().add(talk());

      assertThat(ids(company.recall().search(Query.of("How nice", 2))))
          .containsExactlyInAnyOrder("t5", "t7");
      company.recall().remove("t5");
      assertThat(ids(company.recall().search(Query.of("How nice", 9))))
          .contains("t7")
          .doesNotContain("t5");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_stands_around_a_turn_is_shown_with_it_in_the_order_it_was_said(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      List<Passage> talk = talk();
      company.recall().add(List.of(talk.get(3), talk.get(1), talk.get(4)));
      company.recall().add(List.of(talk.get(2), talk.get(0)));

      Hit hit = company.recall().search(Query.of("cello", 1).around(2)).get(0);

      assertThat(hit.said()).isEqualTo(new Said("talk", 4, "Bernd"));
      assertThat(hit.before()).extracting(Around::id).containsExactly("t2", "t3");
      assertThat(hit.after()).extracting(Around::id).containsExactly("t5");
      assertThat(hit.before().get(1).speaker()).isEqualTo("Anna");
      assertThat(hit.before().get(1).text()).isEqualTo(talk.get(2).content().text());

      company.recall().remove("t3");
      hit = company.recall().search(Query.of("cello", 1).around(2)).get(0);
      assertThat(hit.before()).extracting(Around::id).containsExactly("t1", "t2");
    }
  }

  @Test
  void a_turn_that_moves_stands_at_its_new_place() {
    try (Company company = byKeywords()) {
      List<Passage> talk = talk();
      company.recall().add(talk);
      Passage cello = talk.get(3);
      company
          .recall()
          .add(List.of(Passage.turn("t4", cello.content(), new Said("other", 1, "Bernd"), MAY)));

      assertThat(company.recall().search(Query.of("cello", 1).around(3)).get(0).before()).isEmpty();
      assertThat(company.recall().search(Query.of("Which instrument", 1).around(1)).get(0).after())
          .extracting(Around::id)
          .containsExactly("t5");
    }
  }

  @Test
  void the_chunks_beside_a_chunk_are_shown_with_it() {
    try (Company company = company()) {
      String text =
          ("# One\n\n" + "The first part is about bricks. ".repeat(30))
              + ("\n\n# Two\n\n" + "The second part is about marzipan. ".repeat(30))
              + ("\n\n# Three\n\n" + "The third part is about gravel. ".repeat(30));
      company.recall().add(List.of(passage("doc", text)));

      Hit hit = company.recall().search(Query.of("marzipan", 1).around(10)).get(0);

      List<String> all = new ArrayList<>();
      hit.before().forEach(around -> all.add(around.text()));
      assertThat(all.get(0)).startsWith("# One");
      assertThat(hit.after().get(hit.after().size() - 1).text()).contains("gravel");
      assertThat(hit.before().size()).isEqualTo(hit.chunk());
    }
  }

  @Test
  void a_date_in_the_question_finds_what_was_said_then() {
    try (Company company = byKeywords()) {
      List<Passage> notes = new ArrayList<>();
      for (int month = 1; month <= 12; month++) {
        notes.add(
            new Passage(
                "m" + month,
                Untrusted.text("Notes of the weekly meeting, number " + month, "notes"),
                "",
                Instant.parse("2023-%02d-10T09:00:00Z".formatted(month)),
                Set.of(),
                null,
                Map.of()));
      }
      company.recall().add(notes);

      Ranking october = Ranking.DEFAULT.at(Instant.parse("2023-10-11T00:00:00Z"));
      assertThat(ids(company.recall().search(Query.of("weekly meeting in May 2023", 1))))
          .containsExactly("m5");
      assertThat(ids(company.recall().search(Query.of("yesterday's meeting", 1).ranked(october))))
          .containsExactly("m10");
      assertThat(ids(company.recall().search(Query.of("meeting of last month", 1).ranked(october))))
          .containsExactly("m9");
    }
  }

  @Test
  void recency_and_importance_count_where_the_ranking_asks_for_them() {
    try (Company company = company()) {
      Instant now = Instant.parse("2026-11-25T00:00:00Z");
      company
          .recall()
          .add(
              List.of(
                  at("old", "The price of the roof is 500 euro.", now.minus(Duration.ofDays(400)))
                      .weighing(1),
                  at("new", "The price of the roof is 700 euro, or so.", now)));
      Query query = Query.of("price of the roof", 1);

      assertThat(ids(company.recall().search(query))).containsExactly("old");
      Ranking recent = Ranking.DEFAULT.recency(5, Duration.ofDays(30)).at(now);
      assertThat(ids(company.recall().search(query.ranked(recent)))).containsExactly("new");
      assertThat(ids(company.recall().search(query.ranked(recent.importance(9)))))
          .containsExactly("old");
    }
  }

  private static Passage at(String id, String text, Instant time) {
    return new Passage(id, Untrusted.text(text, "note:" + id), "", time, Set.of(), null, Map.of());
  }

  @Test
  void diversity_puts_something_else_before_more_of_the_same() {
    try (Company company = company()) {
      company
          .recall()
          .add(
              List.of(
                  passage("a1", "The roof of the house leaks at the chimney, says Anna"),
                  passage("a2", "The roof of the house leaks at the chimney, says Bernd"),
                  passage("a3", "The roof of the house leaks at the chimney, says Clara"),
                  passage("b", "A new roof costs 9,000 euro")));
      Query query = Query.of("roof of the house leaks", 2);

      assertThat(ids(company.recall().search(query))).doesNotContain("b");
      assertThat(ids(company.recall().search(query.ranked(Ranking.DEFAULT.diversity(0.7)))))
          .contains("b");
    }
  }

  @Test
  void only_the_sources_asked_for_are_found() {
    try (Company company = company()) {
      company
          .recall()
          .add(
              List.of(
                  from("mail", "mail:anna@lindenhof.example"),
                  from("note", "notes:2026"),
                  from("other", "mailing")));

      assertThat(ids(company.recall().search(Query.of("roof", 9).from(Set.of("mail")))))
          .containsExactly("mail");
      assertThat(ids(company.recall().search(Query.of("roof", 9).from(Set.of("notes:2026", "x")))))
          .containsExactly("note");
    }
  }

  private static Passage from(String id, String source) {
    return new Passage(
        id, Untrusted.text("The roof leaks: " + id, source), "", null, Set.of(), null, Map.of());
  }

  @Test
  void a_quoted_phrase_is_found_as_it_stands() {
    try (Company company = byKeywords()) {
      company
          .recall()
          .add(
              List.of(
                  passage("words", "The green house is old; the old house, green once, is sold."),
                  passage("phrase", "He wrote of the “Old Green House” once, among much else.")));

      assertThat(ids(company.recall().search(Query.of("who wrote \"old green house\"?", 1))))
          .containsExactly("phrase");
    }
  }

  @Test
  void stems_find_other_forms_of_a_word_and_can_be_switched_off() {
    try (Company company = new Company(Store.MEMORY, folder, Memory.builder().build())) {
      company.recall().add(List.of(passage("a", "She painted a sunrise")));
      assertThat(ids(company.recall().search(Query.of("painting", 1)))).containsExactly("a");
    }
    try (Company company =
        new Company(Store.MEMORY, folder, Memory.builder().englishStems(false).build())) {
      company.recall().add(List.of(passage("a", "She painted a sunrise")));
      assertThat(company.recall().search(Query.of("painting", 1))).isEmpty();
    }
  }

  @Test
  void a_reranker_has_the_last_word_over_the_hits_that_it_reads() {
    Reranker shortest =
        (question, texts) -> texts.stream().map(text -> -(double) text.length()).toList();
    try (Company company =
        new Company(
            Store.MEMORY,
            folder,
            Memory.builder().embedder(embedder).reranker(shortest, 2).build())) {
      company
          .recall()
          .add(
              List.of(
                  passage("long", "The roof leaks above the kitchen, and the roof is old"),
                  passage("short", "Roof leaks"),
                  passage("least", "Tea")));
      Query query = Query.of("roof leaks above the kitchen", 3);

      List<Hit> hits = company.recall().search(query);
      assertThat(ids(hits)).containsExactly("short", "long", "least");
      assertThat(hits).allSatisfy(hit -> assertThat(sum(hit)).isCloseTo(hit.score(), within(1e-9)));
      assertThat(hits).extracting(Hit::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      assertThat(
              ids(company.recall().search(query.ranked(Ranking.DEFAULT.without(Stage.RERANKER)))))
          .startsWith("long");
    }
  }

  @Test
  void a_reranker_that_breaks_its_contract_is_named() {
    try (Company company =
        new Company(
            Store.MEMORY,
            folder,
            Memory.builder().reranker((question, texts) -> List.of(Double.NaN), 9).build())) {
      company.recall().add(List.of(passage("a", "The roof leaks")));

      assertThatThrownBy(() -> company.recall().search(Query.of("roof", 1)))
          .isInstanceOf(EffectFailedException.class)
          .hasMessageContaining("Stage.RERANKER");
    }
  }

  @Test
  void an_answer_is_remembered_until_something_changes_and_a_question_is_embedded_once() {
    try (Company company = company()) {
      company.recall().add(List.of(passage("a", "The roof leaks")));
      Query query = Query.of("roof", 5);
      List<Hit> first = company.recall().search(query);
      int texts = embedder.texts.get();

      assertThat(company.recall().search(query)).isSameAs(first);
      assertThat(embedder.texts.get()).isEqualTo(texts);

      company.recall().add(List.of(passage("b", "Another roof")));
      assertThat(ids(company.recall().search(query))).containsExactlyInAnyOrder("a", "b");
      company.recall().remove("a");
      assertThat(ids(company.recall().search(query))).containsExactly("b");
    }
  }

  @Test
  void settings_out_of_range_are_named_all_at_once() {
    assertThatThrownBy(() -> new Ranking(Set.of(), -1, Duration.ZERO, Double.NaN, 2, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("recency")
        .hasMessageContaining("halfLife")
        .hasMessageContaining("importance")
        .hasMessageContaining("diversity");
    assertThatThrownBy(() -> Query.of("roof", 0).around(11))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("limit");
    assertThatThrownBy(() -> passage("a", "x").weighing(1.5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("importance");
  }

  @Test
  void an_answer_that_is_kept_goes_with_what_it_holds() {
    try (Company company = company()) {
      company.recall().add(talk());
      Query query = Query.of("cello", 1);
      WeakReference<Hit> kept = new WeakReference<>(company.recall().search(query).get(0));
      System.gc();
      assertThat(company.recall().search(query).get(0)).isSameAs(kept.get());

      company.recall().remove("t4");

      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (kept.get() != null && System.nanoTime() < until) {
        System.gc();
      }
      assertThat(kept.get()).isNull();
    }
  }
}
