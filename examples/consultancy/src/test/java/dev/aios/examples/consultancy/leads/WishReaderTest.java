package dev.aios.examples.consultancy.leads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.value.Money;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.mail.Message;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WishReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Our budget is EUR 25,000.|EUR|25000",
        "We have set aside between 12,000 and 15,000 euros.|EUR|15000",
        "Wir rechnen mit 18.000 bis 20.000 Euro.|EUR|20000",
        "Der Rahmen liegt bei 40.000\u00a0Euro, freigegeben.|EUR|40000",
        "Mehr als 800 Euro können wir nicht ausgeben.|EUR|800",
        "The budget is £3,200.|GBP|3200",
        "We can spend up to 20k euros.|EUR|20000",
        "Unser Budget: CHF 9'500.|CHF|9500",
        "We carry parts worth 3.1 million euros. A budget of EUR 5,000 is approved.|EUR|5000",
        "Last year we lost EUR 90,000. For this we would spend 7,000 EUR.|EUR|7000"
      })
  void it_finds_the_budget(String text, String currency, long units) {
    assertThat(read(text).value().budget()).isEqualTo(Money.of(units, currency));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No fixed budget yet. The last project cost EUR 900.",
        "What would that cost?",
        "We have 140 people, three kilns and 1,900 articles in 2026."
      })
  void it_makes_no_budget_up(String text) {
    assertThat(read(text).value().budget()).isNull();
  }

  @Test
  void it_finds_who_decides_when_and_whether_to_meet() {
    Wish english =
        read("I can sign it. Could we talk? The work would begin in the first half of January.")
            .value();
    assertThat(english).isEqualTo(new Wish(null, true, "first half of January", true));
    Wish german =
        read("Die Entscheidung treffe ich. Haben Sie Zeit für ein Gespräch? Bis Ende März.")
            .value();
    assertThat(german.decides()).isTrue();
    assertThat(german.meets()).isTrue();
    assertThat(german.start()).isEqualTo("Ende März");
  }

  @Test
  void it_is_the_surer_the_more_it_found_and_says_what_it_missed() {
    Proposal<Wish> full = read("Our budget is EUR 25,000, and I decide. Can we meet in January?");
    Proposal<Wish> vague = read("Do you do trainings?");

    assertThat(full.confidence()).isGreaterThanOrEqualTo(0.9);
    assertThat(full.evidence()).singleElement().extracting("quote").asString().contains("25,000");
    assertThat(vague.confidence()).isLessThan(0.6);
    assertThat(vague.uncertain()).singleElement().extracting("path").isEqualTo("budget");
    assertThat(vague.taint().sources()).containsExactly("mail:lead@lead.example");
  }

  private static Proposal<Wish> read(String text) {
    Message mail =
        new Message(
            "id",
            Instant.EPOCH,
            new Address("", "lead@lead.example"),
            List.of(),
            "",
            text,
            List.of());
    return new WishReader().propose(new Inquiry(mail, 0.9), nobody());
  }

  /** The reader needs nothing of the runtime. */
  private static AgentContext nobody() {
    return (AgentContext)
        Proxy.newProxyInstance(
            AgentContext.class.getClassLoader(),
            new Class<?>[] {AgentContext.class},
            (proxy, method, args) -> {
              throw new AssertionError("it asked for " + method);
            });
  }
}
