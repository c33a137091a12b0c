package dev.aios.governance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.budget.Budget.Period;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermTest {
  @ParameterizedTest
  @CsvSource({
    "DAY,   2026-11-24T23:59:59.999Z, 2026-11-24, 2026-11-25T00:00:00Z",
    "DAY,   2028-02-28T12:00:00Z,     2028-02-28, 2028-02-29T00:00:00Z",
    "WEEK,  2026-11-24T12:00:00Z,     2026-W48,   2026-11-30T00:00:00Z",
    "WEEK,  2026-11-30T00:00:00Z,     2026-W49,   2026-12-07T00:00:00Z",
    "WEEK,  2027-01-01T12:00:00Z,     2026-W53,   2027-01-04T00:00:00Z",
    "WEEK,  2024-12-30T12:00:00Z,     2025-W01,   2025-01-06T00:00:00Z",
    "MONTH, 2026-11-30T23:59:59Z,     2026-11,    2026-12-01T00:00:00Z",
    "MONTH, 2026-12-31T23:59:59Z,     2026-12,    2027-01-01T00:00:00Z",
    "YEAR,  2026-12-31T23:59:59Z,     2026,       2027-01-01T00:00:00Z",
    "EVER,  2026-11-24T00:00:00Z,     ever,       ",
  })
  void an_instant_lies_in_one_term_by_the_calendar_in_utc(
      Period period, Instant at, String id, Instant end) {
    assertThat(Term.of(period, at)).isEqualTo(new Term(id, end));
  }

  @Property
  void the_next_term_begins_where_the_term_ends(
      @ForAll Period period, @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
    Instant at = Instant.ofEpochSecond(second);
    Term term = Term.of(period, at);
    if (term.end() != null) {
      assertThat(term.end()).isAfter(at);
      assertThat(Term.of(period, term.end()).id()).isNotEqualTo(term.id());
      Instant last = term.end().minus(Duration.ofNanos(1));
      assertThat(Term.of(period, last)).isEqualTo(term);
    }
  }
}
