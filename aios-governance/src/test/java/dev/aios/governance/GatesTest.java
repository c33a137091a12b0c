package dev.aios.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Proposal;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Money;
import dev.aios.api.value.Taint;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class GatesTest {
  private record Invoice(Money total) {}

  private static final Money LIMIT = Money.of(500, "EUR");
  private static final Proposal<Invoice> SMALL = Proposal.of(new Invoice(LIMIT), 0.9);
  private static final Proposal<Invoice> LARGE =
      Proposal.of(new Invoice(Money.of("500.01", "EUR")), 0.9);

  @Test
  void a_proposal_less_sure_than_the_limit_is_shown_to_a_person() {
    assertThat(Gates.<Invoice>confidenceBelow(0.9)).rejects(SMALL);
    assertThat(Gates.<Invoice>confidenceBelow(0.91)).accepts(SMALL);
    assertThatThrownBy(() -> Gates.confidenceBelow(Double.NaN))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void a_proposal_about_much_money_is_shown_to_a_person() {
    Predicate<Proposal<Invoice>> gate = Gates.moneyAbove(Invoice::total, LIMIT);
    assertThat(gate).accepts(LARGE).rejects(SMALL);
    assertThat(gate).accepts(Proposal.of(new Invoice(Money.of(1, "USD"))));
  }

  @Test
  void a_tainted_proposal_is_shown_to_a_person() {
    assertThat(Gates.<Invoice>tainted()).rejects(SMALL).accepts(SMALL.tainted(Taint.of("mail:x")));
  }

  @Test
  void gates_are_combined_in_a_saga_without_naming_types() {
    Saga<Invoice, Invoice> saga =
        Saga.named("invoicing", 1, Invoice.class)
            .approve(
                "owner",
                Gates.anyOf(
                    Gates.confidenceBelow(0.9),
                    Gates.moneyAbove(Invoice::total, LIMIT),
                    Gates.allOf(Gates.tainted(), Gates.uncertain())))
            .build();
    assertThat(saga.name()).isEqualTo("invoicing");
    Predicate<Proposal<Invoice>> any =
        Gates.anyOf(Gates.confidenceBelow(0.5), Gates.moneyAbove(Invoice::total, LIMIT));
    assertThat(any).accepts(LARGE).rejects(SMALL);
    Predicate<Proposal<Invoice>> all =
        Gates.allOf(Gates.confidenceBelow(0.5), Gates.moneyAbove(Invoice::total, LIMIT));
    assertThat(all).rejects(LARGE);
  }
}
