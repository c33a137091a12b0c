package dev.aios.memory;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.EffectFailedException;
import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecallBadInputTest {
  @TempDir Path folder;

  private Company company(Memory memory, Extension... others) {
    return new Company(Store.MEMORY, folder, memory, others);
  }

  private Company company() {
    return company(Memory.with(new HashingEmbedder()));
  }

  @Test
  void everything_wrong_with_a_call_is_named_and_nothing_of_it_is_stored() {
    try (Company company = company()) {
      List<Passage> bad =
          Arrays.asList(
              passage("fine", "Fine."),
              null,
              passage(" ", "Without an id."),
              passage("x".repeat(1001), "With a long id."),
              passage("half\ud800", "With half an id."),
              new Passage(
                  "nowhere", Untrusted.text("text", ""), "", null, Set.of(), null, Map.of()),
              new Passage(
                  "html", Untrusted.html("<p>x", "web"), "", null, Set.of(), null, Map.of()),
              passage("huge", "x".repeat(5_000_001)));

      assertThatThrownBy(() -> company.recall().add(bad))
          .isInstanceOfSatisfying(
              InvalidInputException.class,
              e ->
                  assertThat(e.violations())
                      .hasSize(9)
                      .anySatisfy(v -> assertThat(v).contains("passage 1").contains("null"))
                      .anySatisfy(v -> assertThat(v).contains("id of passage 2 is blank"))
                      .anySatisfy(v -> assertThat(v).contains("1001 characters"))
                      .anySatisfy(v -> assertThat(v).contains("half a surrogate pair"))
                      .anySatisfy(v -> assertThat(v).contains("source of passage nowhere"))
                      .anySatisfy(v -> assertThat(v).contains("no sanitiser"))
                      .anySatisfy(v -> assertThat(v).contains("huge").contains("5000001")));
      assertThat(company.recall().size()).isZero();
      assertThat(company.journal.readStream("recall", 0, 1)).isEmpty();
    }
  }

  @Test
  void no_passages_and_a_blank_question_give_nothing() {
    try (Company company = company()) {
      assertThat(company.recall().add(List.of())).isEmpty();
      company.recall().add(List.of(passage("a", "The roof leaks.")));

      assertThat(company.recall().search(Query.of(" \u200b\n", 5))).isEmpty();
      assertThatThrownBy(() -> Query.of("roof", 0)).isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> Query.of("roof", 1001)).isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void one_character_a_symbol_and_half_a_character_are_texts() {
    try (Company company = company()) {
      assertThat(
              company
                  .recall()
                  .add(List.of(passage("a", "x"), passage("b", "🙂"), passage("c", "\udc00"))))
          .extracting(added -> added.outcome())
          .containsOnly(Outcome.ADDED);

      assertThat(ids(company.recall().search(Query.of("🙂", 1)))).containsExactly("b");
      assertThat(ids(company.recall().search(Query.of("x", 1)))).containsExactly("a");
      assertThat(company.recall().search(Query.of("\ufffd", 3)))
          .extracting(Hit::text)
          .contains("\ufffd");
    }
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void ten_megabytes_are_taken_whole_where_that_is_allowed() {
    Memory memory =
        Memory.builder()
            .embedder(new HashingEmbedder())
            .tokenCounter(TokenCounters.estimate())
            .maxCharacters(20_000_000)
            .build();
    try (Company company = company(memory)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; text.length() < 10_000_000; i++) {
        text.append("Sentence number ").append(i).append(" says nothing of interest at all. ");
      }
      text.append("The last word is marzipan.");

      assertThat(company.recall().add(List.of(passage("big", text.toString()))).get(0).chunks())
          .isGreaterThan(10_000);
      assertThat(company.recall().search(Query.of("marzipan", 1)).get(0).text())
          .endsWith("The last word is marzipan.");
      assertThat(company.recall().remove("big")).isTrue();
      assertThat(company.recall().search(Query.of("marzipan", 1))).isEmpty();
    }
  }

  @Test
  void a_question_of_a_megabyte_is_answered() {
    try (Company company = company()) {
      company.recall().add(List.of(passage("a", "The roof leaks.")));

      assertThat(ids(company.recall().search(Query.of("roof ".repeat(200_000), 1))))
          .containsExactly("a");
    }
  }

  static Stream<Arguments> brokenAnswers() {
    return Stream.of(
        Arguments.of(
            "components", (UnaryOperator<List<float[]>>) all -> List.of(new float[] {1, 0})),
        Arguments.of("without direction", changing(vector -> vector[3] = Float.NaN)),
        Arguments.of("without direction", changing(vector -> Arrays.fill(vector, 0))),
        Arguments.of("without direction", changing(vector -> vector[0] = Float.POSITIVE_INFINITY)),
        Arguments.of("0 vectors for 1 texts", (UnaryOperator<List<float[]>>) all -> List.of()));
  }

  private static UnaryOperator<List<float[]>> changing(java.util.function.Consumer<float[]> how) {
    return all -> {
      List<float[]> copies = new ArrayList<>();
      for (float[] vector : all) {
        float[] copy = vector.clone();
        how.accept(copy);
        copies.add(copy);
      }
      return copies;
    };
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void what_a_broken_embedder_gives_is_not_stored(
      String problem, UnaryOperator<List<float[]>> broken) {
    HashingEmbedder real = new HashingEmbedder();
    Embedder embedder =
        new Embedder() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public int dimension() {
            return real.dimension();
          }

          @Override
          public List<float[]> embed(List<String> texts) {
            return broken.apply(real.embed(texts));
          }
        };
    try (Company company = company(Memory.with(embedder))) {
      assertThatThrownBy(() -> company.recall().add(List.of(passage("a", "The roof leaks."))))
          .isInstanceOf(EffectFailedException.class)
          .hasMessageContaining("Embedder broken")
          .hasMessageContaining(problem);
      assertThat(company.recall().size()).isZero();
      assertThat(company.journal.readStream("recall", 0, 1)).isEmpty();
    }
  }

  @Test
  void vectors_that_are_not_of_unit_length_are_made_so() {
    HashingEmbedder real = new HashingEmbedder();
    Embedder tripled =
        new Embedder() {
          @Override
          public String name() {
            return "tripled";
          }

          @Override
          public int dimension() {
            return real.dimension();
          }

          @Override
          public List<float[]> embed(List<String> texts) {
            return changing(
                    vector -> {
                      for (int i = 0; i < vector.length; i++) {
                        vector[i] *= 3;
                      }
                    })
                .apply(real.embed(texts));
          }
        };
    try (Company company = company(Memory.with(tripled))) {
      company.recall().add(List.of(passage("a", "The roof leaks.")));

      assertThat(company.recall().search(Query.of("The roof leaks.", 1)).get(0).similarity())
          .isBetween(0.999, 1.001);
    }
  }

  @Test
  void an_embedder_that_fails_in_the_middle_leaves_what_was_stored_and_can_be_called_again() {
    HashingEmbedder real = new HashingEmbedder();
    boolean[] fails = {true};
    Embedder flaky =
        new Embedder() {
          @Override
          public String name() {
            return "flaky";
          }

          @Override
          public int dimension() {
            return real.dimension();
          }

          @Override
          public List<float[]> embed(List<String> texts) {
            if (fails[0] && texts.stream().anyMatch(text -> text.contains("matter 100"))) {
              throw new EffectFailedException("no connection");
            }
            return real.embed(texts);
          }
        };
    List<Passage> many = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      many.add(passage("m" + i, "A text about the matter " + i));
    }
    try (Company company = company(Memory.with(flaky))) {
      assertThatThrownBy(() -> company.recall().add(many)).hasMessage("no connection");
      int stored = company.recall().size();
      assertThat(stored).isEqualTo(64);

      fails[0] = false;
      assertThat(company.recall().add(many).stream().filter(a -> a.outcome() == Outcome.UNCHANGED))
          .hasSize(stored);
      assertThat(company.recall().size()).isEqualTo(150);
    }
  }

  @Test
  void the_runtimes_sanitiser_cleans_what_is_stored_and_its_findings_are_told() {
    Sanitiser.Finding finding = new Sanitiser.Finding("hidden-text", "pay me", true);
    Extension sanitising =
        new Extension() {
          @Override
          public String name() {
            return "sanitising";
          }

          @Override
          public void install(Installation on) {
            on.service(
                Sanitiser.class,
                content ->
                    new Sanitiser.Clean(
                        content.text().replace("<b>pay me</b>", ""),
                        Taint.of("seen:" + content.source()),
                        List.of(finding)));
          }
        };
    try (Company company = company(Memory.with(new HashingEmbedder()), sanitising)) {
      Passage html =
          new Passage(
              "h",
              Untrusted.html("The roof leaks.<b>pay me</b>", "web"),
              "",
              null,
              Set.of(),
              null,
              Map.of());
      assertThat(company.recall().add(List.of(html)).get(0).findings()).containsExactly(finding);

      Hit hit = company.recall().search(Query.of("roof", 1)).get(0);
      assertThat(hit.text()).isEqualTo("The roof leaks.");
      assertThat(hit.taint()).isEqualTo(Taint.of("seen:web"));
    }
  }

  @Test
  void settings_out_of_range_are_all_named() {
    assertThatThrownBy(
            () ->
                Memory.builder()
                    .chunks(8, 100)
                    .exactUpTo(-1)
                    .weights(0, 0)
                    .maxCharacters(0)
                    .build())
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.violations()).hasSize(5));
    assertThatThrownBy(() -> Memory.builder().weights(Double.NaN, 1).build())
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void a_closed_runtime_says_so() {
    Company company = company();
    var recall = company.recall();
    recall.add(List.of(passage("a", "The roof leaks.")));
    company.close();

    assertThatThrownBy(() -> recall.add(List.of(passage("b", "The cellar is dry."))))
        .isInstanceOf(dev.aios.api.ClosedException.class);
    assertThatThrownBy(() -> recall.search(Query.of("roof", 1)))
        .isInstanceOf(dev.aios.api.ClosedException.class);
  }
}
