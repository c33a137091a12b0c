package dev.aios.memory.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {
  /** A Wednesday. */
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  private static List<String> asked(String question) {
    return Dates.askedBy(question, NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What did Anna say on 3 May 2023?      | m5 2023-5 2023-05-03 y2023",
        "Who came on May 3rd, 2023?            | m5 2023-5 2023-05-03 y2023",
        "Was geschah am 3. Mai 2023?           | m5 2023-5 2023-05-03 y2023",
        "Was geschah am 3.5.2023?              | m5 2023-5 2023-05-03 y2023",
        "the log of 2023-05-03                 | m5 2023-5 2023-05-03 y2023",
        "invoices of 2023-05                   | m5 2023-5 y2023",
        "What happened in May 2023?            | m5 2023-5 y2023",
        "What happened in May?                 | m5",
        "a trip in early August                | m8",
        "the July meeting                      | m7",
        "sales of 2022                         | y2022",
        "what did I do yesterday               | 2026-11-24",
        "Was war gestern?                      | 2026-11-24",
        "who called last week?                 | 2026-w47",
        "offers of last month                  | 2026-10",
        "letztes Jahr                          | y2025",
        "what did he say 3 days ago            | 2026-11-22",
        "vor 2 Wochen                          | 2026-w46",
        "the call last Friday                  | 2026-11-20",
        "der Anruf letzten Montag              | 2026-11-23"
      })
  void a_question_asks_for_the_dates_that_it_names(String question, String words) {
    assertThat(asked(question)).containsExactlyInAnyOrder(words.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "May I march on?",
        "Who may come?",
        "order 12345",
        "Did Mark decide?",
        "31.31.9999",
        "",
        "the marathon",
        "yesterdays"
      })
  void what_is_no_date_asks_for_none(String question) {
    assertThat(asked(question)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"on 31 February 2023", "2023-02-31"})
  void of_a_day_that_does_not_exist_its_month_is_left(String question) {
    assertThat(asked(question)).containsExactlyInAnyOrder("m2", "2023-2", "y2023");
  }

  @ParameterizedTest
  @CsvSource({
    "2023-05-03T23:59:59Z, on 3 May 2023", "2026-11-24T00:00:00Z, yesterday",
    "2026-11-16T00:00:00Z, last week", "2025-12-31T12:00:00Z, last year",
    "2027-01-01T12:00:00Z, in January 2027"
  })
  void a_time_has_the_words_that_are_asked_for(String time, String question) {
    assertThat(Dates.of(Instant.parse(time))).containsAll(asked(question));
  }

  @Property(tries = 300)
  void no_question_is_too_odd(@ForAll String question) {
    assertThat(asked(question)).doesNotContainNull();
    assertThat(asked(question + " 0 January 2023 vor 999 Jahren 999 weeks ago")).isNotEmpty();
    assertThat(Arrays.asList("y2023")).isSubsetOf(asked(question + " 2023"));
  }
}
