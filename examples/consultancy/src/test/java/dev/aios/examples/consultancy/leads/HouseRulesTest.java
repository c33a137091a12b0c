package dev.aios.examples.consultancy.leads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.value.Money;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Note;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  @Test
  void the_owners_own_note_rules() {
    HouseRules rules = HouseRules.of(Folder.shipped().notes());

    assertThat(rules)
        .isEqualTo(
            new HouseRules(
                Money.of(5000, "EUR"),
                Duration.ofMinutes(30),
                DayOfWeek.TUESDAY,
                DayOfWeek.THURSDAY,
                LocalTime.of(10, 0),
                LocalTime.of(16, 0)));
  }

  @Test
  void a_clients_note_rules_nothing() {
    Note note =
        new Note(
            "n.md",
            "",
            null,
            "Priory",
            List.of(),
            List.of("Nothing below EUR 9,000"),
            List.of(),
            "");

    assertThat(HouseRules.of(List.of(note)).smallest()).isEqualTo(Money.zero("EUR"));
  }

  @Test
  void a_budget_is_met_declined_or_asked_for() {
    HouseRules rules = HouseRules.of(Folder.shipped().notes());

    assertThat(rules.judge(wish(Money.of(5000, "EUR")))).isEqualTo(Lead.Verdict.MEET);
    assertThat(rules.judge(wish(Money.of(4999, "EUR")))).isEqualTo(Lead.Verdict.DECLINE);
    assertThat(rules.judge(wish(Money.of(10, "CHF")))).isEqualTo(Lead.Verdict.MEET);
    assertThat(rules.judge(new Wish(null, false, "", false))).isEqualTo(Lead.Verdict.ASK);
  }

  private static Wish wish(Money budget) {
    return new Wish(budget, false, "", false);
  }
}
