package dev.aios.memory;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.EffectFailedException;
import dev.aios.api.Extension;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Recall.Stage;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Need;
import dev.aios.memory.recall.QueryExpansion;
import dev.aios.memory.recall.QueryExpansions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions are searched for in other words too, where the host lets somebody write them. */
class QueryExpansionTest {
  private static final Query HEATING = Query.of("When is the heating serviced?", 5);

  @TempDir Path folder;

  private Company company(Store store, QueryExpansion expansion, Extension... more) {
    Company company =
        new Company(
            store,
            folder,
            Memory.builder().embedder(new HashingEmbedder()).expansion(expansion).build(),
            more);
    company
        .recall()
        .add(
            List.of(
                passage("boiler", "The boiler gets its yearly inspection in October."),
                passage("choir", "Singers sang a cantata with the choir on Sunday."),
                passage("serviced", "The lift was serviced on Monday, by the lift people.")));
    return company;
  }

  private static Hit boiler(List<Hit> hits) {
    return hits.stream().filter(hit -> hit.id().equals("boiler")).findFirst().orElseThrow();
  }

  private static double sum(Hit hit) {
    return hit.parts().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_uses_none_of_the_words_is_found_by_others_and_says_so(Store store) {
    QueryExpansion trade =
        (asked, models, through) ->
            asked.text().contains("heating") ? List.of("boiler inspection") : List.of();
    Query byWords = HEATING.ranked(Ranking.DEFAULT.without(Stage.MEANING));
    try (Company company = company(store, trade)) {
      assertThat(
              ids(
                  company
                      .recall()
                      .search(
                          HEATING.ranked(
                              Ranking.DEFAULT.without(Stage.MEANING).without(Stage.EXPANSION)))))
          .containsExactly("serviced");

      List<Hit> hits = company.recall().search(byWords);
      assertThat(ids(hits)).containsExactlyInAnyOrder("serviced", "boiler");
      assertThat(boiler(hits).parts()).containsOnlyKeys(Stage.EXPANSION);

      assertThat(company.recall().search(HEATING))
          .hasSize(3)
          .allSatisfy(hit -> assertThat(hit.score()).isCloseTo(sum(hit), within(1e-9)));
      assertThat(boiler(company.recall().search(HEATING)).parts().get(Stage.EXPANSION))
          .isPositive();
      assertThat(company.recall().search(Query.of("lift on Monday", 1)).get(0).parts())
          .doesNotContainKey(Stage.EXPANSION);
    }
  }

  @Test
  void filters_hold_for_other_words_too() {
    try (Company company =
        company(Store.MEMORY, (asked, models, through) -> List.of("boiler inspection"))) {
      assertThat(company.recall().search(HEATING.in("no project"))).isEmpty();
      assertThat(ids(company.recall().search(HEATING.from(Set.of("note:choir")))))
          .containsExactly("choir");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_model_is_asked_through_the_door_once_for_each_question(Store store) {
    ListeningModel model =
        new ListeningModel(request -> "1. The boiler's inspection.\n\n- boiler maintenance\n");
    QueryExpansion byModel = QueryExpansions.byModel(Need.CHEAPEST);
    try (Company company = company(store, byModel, model)) {
      assertThat(boiler(company.recall().search(HEATING)).parts()).containsKey(Stage.EXPANSION);
      company.recall().search(HEATING);
      company.recall().search(Query.of(HEATING.text(), 2));
      company.recall().add(List.of(passage("new", "Something new.")));
      company.recall().search(HEATING);

      ChatRequest asked = model.asked.get(0);
      assertThat(model.asked).hasSize(1);
      assertThat(asked.taint().sources()).contains("recall:question");
      assertThat(asked.messages().get(1).toString())
          .containsSubsequence("<outside ", "When is the heating serviced?", "</outside ");
      company.recall().search(HEATING.ranked(Ranking.DEFAULT.without(Stage.EXPANSION)));
      company.recall().search(Query.of("Another question", 2));
      assertThat(model.asked).hasSize(2);
      assertThat(company.journal.read(0, 1000))
          .anySatisfy(record -> assertThat(record.stream()).contains("expansion/"));
    }
    if (store == Store.SQLITE) {
      try (Company company = company(store, byModel, model)) {
        assertThat(boiler(company.recall().search(HEATING)).parts()).containsKey(Stage.EXPANSION);
        assertThat(model.asked).as("after a restart").hasSize(2);
      }
    }
  }

  @Test
  void where_no_model_can_be_had_the_question_s_own_words_are_searched_for() {
    boolean[] down = {true};
    QueryExpansion flaky =
        (asked, models, through) -> {
          if (down[0]) {
            throw new EffectFailedException("the provider is down");
          }
          return List.of("boiler inspection");
        };
    Query byWords = HEATING.ranked(Ranking.DEFAULT.without(Stage.MEANING));
    try (Company company = company(Store.MEMORY, flaky)) {
      assertThat(ids(company.recall().search(byWords))).containsExactly("serviced");
      down[0] = false;
      assertThat(ids(company.recall().search(byWords))).contains("boiler");
    }
    try (Company company = company(Store.MEMORY, QueryExpansions.byModel(Need.CHEAPEST))) {
      assertThat(ids(company.recall().search(byWords))).containsExactly("serviced");
    }
  }

  @Test
  void odd_answers_are_passed_over() {
    List<String> odd = new ArrayList<>();
    odd.add("");
    odd.add("  \u200b ");
    odd.add("x".repeat(QueryExpansion.LONGEST + 1));
    odd.add(HEATING.text());
    try (Company company = company(Store.MEMORY, (asked, models, through) -> odd)) {
      assertThat(company.recall().search(HEATING))
          .hasSize(3)
          .allSatisfy(hit -> assertThat(hit.parts()).doesNotContainKey(Stage.EXPANSION));
    }
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add("other words " + i);
    }
    HashingEmbedder embedder = new HashingEmbedder();
    try (Company company =
        new Company(
            Store.MEMORY,
            folder,
            Memory.builder()
                .embedder(embedder)
                .expansion((asked, models, through) -> many)
                .build())) {
      company.recall().add(List.of(passage("n1", "The roof is due.")));
      int before = embedder.texts.get();
      company.recall().search(HEATING);
      assertThat(embedder.texts.get() - before).isEqualTo(1 + QueryExpansion.MOST);
    }
  }
}
