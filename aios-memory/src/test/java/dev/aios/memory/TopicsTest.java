package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Topics;
import dev.aios.api.memory.Topics.Topic;
import dev.aios.api.model.Embedder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {
  private static final Query ALL = Query.of("", 1);
  private static final long NOT_YET = Long.MIN_VALUE;

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

  /** Long vectors, near each other if their texts begin alike. */
  private static final class Wide implements Embedder {
    @Override
    public String name() {
      return "wide";
    }

    @Override
    public int dimension() {
      return 512;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
      return texts.stream().map(this::embed).toList();
    }

    private float[] embed(String text) {
      float[] vector = new float[dimension()];
      Random random = new Random(text.hashCode());
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextGaussian() / 100;
      }
      vector[text.strip().charAt(0) % vector.length] += 1;
      return vector;
    }
  }

  /** More than the clusters are made from. */
  @Test
  void of_many_texts_each_is_in_its_topic_and_their_vectors_are_not_held_at_once() {
    int each = 1_400;
    AtomicLong held = new AtomicLong(NOT_YET);
    WatchedJournal[] journal = new WatchedJournal[1];
    try (Company company =
        new Company(
            Store.MEMORY,
            folder,
            its -> {
              journal[0] = new WatchedJournal(its);
              return journal[0];
            },
            Memory.with(new Wide()))) {
      for (String theme : List.of("roof", "choir", "tax")) {
        List<Passage> all = new ArrayList<>();
        for (int i = 0; i < each; i++) {
          all.add(Company.passage(theme + i, theme + noise(theme, i)));
        }
        company.recall().add(all);
      }
      assertThat(company.recall().size()).isEqualTo(3 * each);
      long before = used();
      journal[0].watch(
          (read, key) -> {
            if (read.equals("recall.chunk") && held.get() == NOT_YET) {
              held.set(used() - before); // The topics are found, and their words are looked up.
            }
          });

      List<Topic> found = topics(company, ALL, 3);

      assertThat(found).hasSize(3);
      for (Topic topic : found) {
        String theme = topic.passages().get(0).replaceAll("[0-9]", "");
        assertThat(topic.passages()).hasSize(each).allMatch(id -> id.startsWith(theme));
        assertThat(topic.words()).contains(theme);
      }
      assertThat(held.get())
          .as("bytes, of vectors of %d", 3L * each * 512 * Float.BYTES)
          .isNotEqualTo(NOT_YET)
          .isLessThan(3L * each * 512 * Float.BYTES / 2);
    }
  }

  /** Words that no other text has: so none is taken for nearly the same as another. */
  private static String noise(String theme, int number) {
    Random random = new Random(theme.hashCode() + number);
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      words.append(' ').append(Long.toString(random.nextLong() >>> 1, 36));
    }
    return words.toString();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
