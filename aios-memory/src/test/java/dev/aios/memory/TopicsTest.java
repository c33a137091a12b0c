package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Topics;
import dev.aios.api.memory.Topics.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {
  private static final Query ALL = Query.of("", 1);

  @TempDir Path folder;

  private Company company() {
    return new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()));
  }

  private static List<Passage> passages() {
    List<Passage> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(
          Company.passage("roof" + i, "The roofer repaired the roof and its chimney, day " + i)
              .in("building"));
    }
    for (int i = 0; i < 7; i++) {
      all.add(Company.passage("choir" + i, "Singers sang a cantata with the choir, song " + i));
    }
    for (int i = 0; i < 4; i++) {
      all.add(
          Company.passage("tax" + i, "Quarterly taxes: the taxman wants VAT, form " + i)
              .in("building"));
    }
    return all;
  }

  private static List<Topic> topics(Company company, Query filter, int most) {
    return company.aios.service(Topics.class).of(filter, most);
  }

  @Test
  void passages_that_resemble_each_other_are_a_topic_with_the_words_that_set_it_apart() {
    List<Topic> before;
    try (Company company = company()) {
      company.recall().add(passages());
      before = topics(company, ALL, 3);

      assertThat(before).hasSize(3);
      assertThat(before.get(0).passages()).hasSize(12).allMatch(id -> id.startsWith("roof"));
      assertThat(before.get(1).passages()).hasSize(7).allMatch(id -> id.startsWith("choir"));
      assertThat(before.get(2).passages()).hasSize(4).allMatch(id -> id.startsWith("tax"));
      assertThat(before.get(0).words()).contains("roof", "chimney").doesNotContain("the", "and");
      assertThat(before.get(1).label()).contains(", ");
      assertThat(before.get(1).words()).contains("choir", "cantata");
    }
    try (Company company = company()) {
      assertThat(topics(company, ALL, 3)).as("after a restart").isEqualTo(before);
    }
  }

  @Test
  void filters_hold_and_fewer_topics_than_asked_for_are_no_fault() {
    try (Company company = company()) {
      assertThat(topics(company, ALL, 5)).isEmpty();
      company.recall().add(passages());

      List<Topic> building = topics(company, ALL.in("building"), 2);
      assertThat(building).hasSize(2);
      assertThat(building.get(0).passages()).allMatch(id -> id.startsWith("roof"));
      assertThat(topics(company, ALL.in("nothing"), 9)).isEmpty();
      assertThat(topics(company, ALL, 100).stream().mapToInt(one -> one.passages().size()).sum())
          .isEqualTo(23);
      assertThatThrownBy(() -> topics(company, ALL, 0)).isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void without_an_embedder_there_are_no_topics() {
    try (Company company = new Company(Store.MEMORY, folder, Memory.builder().build())) {
      company.recall().add(passages());

      assertThat(topics(company, ALL, 3)).isEmpty();
    }
  }

  @Test
  void a_label_is_written_as_in_the_passages_that_are_there() {
    try (Company company = company()) {
      company.recall().add(passages());
      company.recall().add(List.of(Company.passage("gone", "A cantat was a misprint.")));
      company.recall().remove("gone");

      assertThat(topics(company, ALL, 3))
          .anySatisfy(topic -> assertThat(topic.words()).contains("cantata"))
          .allSatisfy(topic -> assertThat(topic.words()).doesNotContain("cantat"));
    }
  }
}
