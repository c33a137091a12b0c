package dev.aios.memory.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.identity.Anchor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MentionsTest {
  private static final Mentions ANN =
      new Mentions(
          List.of("Ann Li", "Ann", "Weberknecht"),
          Set.of(
              Anchor.mail("ann@lindenhof.example"),
              Anchor.mail("li@müller.example"),
              Anchor.of("phone", "+49 171 5550123")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Call +491715550123.",
        "Call +49 171 555 01 23, please",
        "0049 171/5550123",
        "+49 (0)171 - 555 0123",
        "0171-555 01 23",
        "(0171) 5550123",
        "{\"phone\":\"1715550123\"}",
        "On 2026-11-02 0171 5550123 called",
        "To: Ann@Lindenhof.example, others",
        "<ann@lindenhof.example>",
        "Write to ann@lindenhof.example.",
        "li@müller.example",
        "li@xn--mller-kva.example"
      })
  void somebody_is_identified_by_each_form_of_her_addresses_and_numbers(String text) {
    assertThat(ANN.identify(text)).isTrue();
    assertThat(ANN.mention(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "joann@lindenhof.example",
        "mary.ann@lindenhof.example",
        "ann@lindenhof.example.org",
        "ann@lindenhof.examples",
        "5550123",
        "030 5550123",
        "+41 171 5550123",
        "0041 171 5550123",
        "01715550123456",
        "The Annual report of Ann",
        "Weberknechte",
        "Joann Li",
        "Ann Lind"
      })
  void what_only_holds_the_same_letters_or_digits_is_of_somebody_else(String text) {
    assertThat(ANN.identify(text)).isFalse();
    assertThat(ANN.mention(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANN\n  LI said", "so Weberknecht says"})
  void a_name_is_a_mention_but_may_be_of_another(String text) {
    assertThat(ANN.identify(text)).isFalse();
    assertThat(ANN.mention(text)).isTrue();
  }

  @Test
  void a_number_that_was_recorded_without_its_country_is_found_with_it() {
    Mentions office = new Mentions(List.of(), Set.of(Anchor.of("phone", "030 1234567")));

    assertThat(office.identify("+49 30 123 45 67")).isTrue();
    assertThat(office.identify("030/1234567")).isTrue();
    assertThat(office.identify("040/1234567")).isFalse();
  }

  @Test
  void a_short_number_is_not_taken_for_an_amount() {
    Mentions office = new Mentions(List.of(), Set.of(Anchor.of("phone", "+49 30 1234")));

    assertThat(office.identify("301234 euros")).isFalse();
    assertThat(office.identify("030 1234")).isTrue();
    assertThat(office.identify("+49 30 1234")).isTrue();
  }
}
