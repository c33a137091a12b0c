package dev.aios.memory;

import static dev.aios.memory.Company.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.policy.Untrusted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What recall makes of turns and questions that nobody would write on purpose. */
class RecallOddInputTest {
  @TempDir Path folder;

  private Company company() {
    return new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()));
  }

  private static Passage turn(String id, String text, String thread, long position, String who) {
    return Passage.turn(id, Untrusted.text(text, "chat"), new Said(thread, position, who), null);
  }

  private static int rows(Company company) {
    return Stream.of("recall.passage", "recall.text", "recall.chunk", "recall.vector")
        .mapToInt(table -> company.journal.rows(RowQuery.table(table)).size())
        .sum();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("a thread without a name", turn("t", "Hello", " ", 1, "Anna"), "thread"),
        Arguments.of("a thread that is null", turn("t", "Hello", null, 1, "Anna"), "thread"),
        Arguments.of("a speaker that is null", turn("t", "Hello", "a", 1, null), "speaker"),
        Arguments.of(
            "a thread of a thousand characters",
            turn("t", "Hello", "a".repeat(1_001), 1, "Anna"),
            "thread"),
        Arguments.of("a turn without an id", turn("", "Hello", "a", 1, "Anna"), "id"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void is_refused_by_name_and_nothing_is_stored(String what, Passage passage, String named) {
    try (Company company = company()) {
      List<Passage> all = List.of(turn("good", "Hello", "a", 1, "Anna"), passage);

      assertThatThrownBy(() -> company.recall().add(all))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(named);
      assertThat(rows(company)).isZero();
      assertThat(company.recall().size()).isZero();
    }
  }

  static Stream<Arguments> taken() {
    return Stream.of(
        Arguments.of("the lowest position", turn("t", "marzipan", "a", Long.MIN_VALUE, "Anna")),
        Arguments.of("the highest position", turn("t", "marzipan", "a", Long.MAX_VALUE, "Anna")),
        Arguments.of("no speaker", turn("t", "marzipan", "a", 1, "")),
        Arguments.of("a speaker of two lines", turn("t", "marzipan", "a", 1, "An\nna\u0000")),
        Arguments.of(
            "a speaker of a hundred words", turn("t", "marzipan", "a", 1, "A ".repeat(100))),
        Arguments.of(
            "a turn of many chunks", turn("t", "marzipan is good. ".repeat(500), "a", 1, "A")),
        Arguments.of("symbols", turn("t", "marzipan 🙂 \ud800 \u202e", "🙂", 1, "🙂")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  void is_taken_found_and_removed_without_a_trace(String what, Passage passage) {
    try (Company company = company()) {
      company
          .recall()
          .add(
              List.of(
                  turn("before", "Hello", "a", 0, "B"),
                  passage,
                  turn("after", "Goodbye", "a", 2, "B"),
                  turn("beside", "The same place", "a", 2, "B")));

      assertThat(ids(company.recall().search(Query.of("marzipan", 4).around(10)))).contains("t");
      assertThat(company.recall().remove("t")).isTrue();
      assertThat(company.recall().remove("t")).isFalse();
      assertThat(company.recall().search(Query.of("marzipan", 9).around(10)))
          .noneMatch(hit -> hit.id().equals("t"))
          .allSatisfy(hit -> assertThat(hit.before()).noneMatch(one -> one.id().equals("t")));
      Stream.of("before", "after", "beside").forEach(company.recall()::remove);
      assertThat(rows(company)).isZero();
    }
  }

  @Test
  void a_turn_without_text_is_empty_and_takes_an_older_one_along() {
    try (Company company = company()) {
      company.recall().add(List.of(turn("t", "Hello", "a", 1, "Anna")));

      assertThat(
              company.recall().add(List.of(turn("t", " \u200b", "a", 1, "Anna"))).get(0).outcome())
          .isEqualTo(Outcome.EMPTY);
      assertThat(rows(company)).isZero();
    }
  }

  static Stream<Query> odd() {
    Query hello = Query.of("hello", 5);
    return Stream.of(
        hello.about(Set.of("nobody")),
        hello.in("nowhere"),
        hello.from(Set.of("nothing")),
        hello.between(Instant.MAX, Instant.MIN),
        hello.trusted());
  }

  @ParameterizedTest
  @MethodSource("odd")
  void a_filter_that_nothing_passes_gives_nothing(Query query) {
    try (Company company = company()) {
      company.recall().add(List.of(turn("t", "Hello", "a", 1, "Anna")));

      assertThat(company.recall().search(query)).isEmpty();
    }
  }

  static Stream<String> questions() {
    return Stream.of(
        "\"",
        "\"\"",
        "“”",
        "\"   \"",
        "?",
        "the",
        "who was it",
        "\0",
        "in May 99999",
        "🙂",
        "hello ".repeat(10_000),
        "\"" + "x".repeat(10_000),
        "0000-00-00",
        "vor 999 Jahren");
  }

  @ParameterizedTest
  @MethodSource("questions")
  void a_question_of_any_kind_is_answered(String question) {
    try (Company company = company()) {
      company.recall().add(List.of(turn("t", "Hello", "a", 1, "Anna")));

      assertThat(company.recall().search(Query.of(question, 5))).hasSizeLessThanOrEqualTo(1);
      Ranking far = Ranking.DEFAULT.at(Instant.parse("9999-12-31T23:59:59Z"));
      assertThat(company.recall().search(Query.of(question + " today", 5).ranked(far)))
          .hasSizeLessThanOrEqualTo(1);
    }
  }
}
