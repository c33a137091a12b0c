package dev.aios.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Taint;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DrafterAgentTest {
  record Sheet(String client, LocalDate due, Money rate, int hours, String contact) {}

  record Letter(
      String subject, List<String> paragraphs, Map<String, String> extra, Optional<String> note) {}

  private final Sheet sheet =
      new Sheet(
          "Globex", LocalDate.of(2026, 9, 4), Money.of("1200.50", "EUR"), 12, "ada@globex.example");
  private final FakeContext context = new FakeContext();

  private static Agent<Sheet, Letter> writing(Letter letter, double confidence) {
    return Agent.proposing(
        "writer",
        (in, ctx) ->
            new Proposal<>(
                letter,
                confidence,
                List.of(new Evidence("sheet", "12", 1)),
                Cost.NONE,
                List.of(UncertainSpan.field("subject", "a guess")),
                Taint.of("mail:1")));
  }

  private static Letter letter(String... paragraphs) {
    return new Letter("Invoice", List.of(paragraphs), Map.of(), Optional.empty());
  }

  private static String marked(Letter letter, UncertainSpan span) {
    String text = letter.paragraphs().get(Integer.parseInt(span.path().replaceAll("\\D", "")));
    return text.substring(span.from(), span.to());
  }

  @Test
  void a_draft_is_never_sure_enough_to_pass_unseen() throws Exception {
    Proposal<Letter> draft =
        DrafterAgent.around(writing(letter("Hi"), 0.99)).cap(0.6).build().propose(sheet, context);
    assertThat(draft.confidence()).isEqualTo(0.6);
    assertThat(draft.evidence()).hasSize(1);
    assertThat(draft.taint()).isEqualTo(Taint.of("mail:1"));
    assertThat(draft.uncertain()).containsExactly(UncertainSpan.field("subject", "a guess"));
    assertThat(
            DrafterAgent.around(writing(letter("Hi"), 0.2))
                .build()
                .propose(sheet, context)
                .confidence())
        .isEqualTo(0.2);
  }

  @Test
  void what_was_left_open_is_marked_wherever_it_stands() throws Exception {
    Letter letter =
        new Letter(
            "Invoice [number]",
            List.of("Dear Ada", "TODO: greeting"),
            Map.of("ps", "see [link]"),
            Optional.of("[note]"));
    Proposal<Letter> draft =
        DrafterAgent.around(writing(letter, 0.9))
            .doubt(Pattern.compile("\\[[^\\]]*]|TODO"), "left open")
            .build()
            .propose(sheet, context);
    assertThat(draft.uncertain().subList(1, 5))
        .containsExactly(
            new UncertainSpan("subject", 8, 16, "left open"),
            new UncertainSpan("paragraphs[1]", 0, 4, "left open"),
            new UncertainSpan("extra[ps]", 4, 10, "left open"),
            new UncertainSpan("note", 0, 6, "left open"));
  }

  @Test
  void facts_that_stand_nowhere_in_the_input_are_marked() throws Exception {
    Letter letter =
        letter(
            "On 4/9/2026, that is 2026-09-04, we owe for 12 hours at 1,200.50 or 1200.5 EUR.",
            "Write to ada@globex.example or bob@globex.example, see https://globex.example/x.",
            "That makes 14406.00, due 2026-10-04, since 1 hour or 120 minutes.");
    Proposal<Letter> draft =
        DrafterAgent.around(writing(letter, 0.9))
            .doubtUnsupported()
            .build()
            .propose(sheet, context);
    assertThat(draft.uncertain().stream().skip(1).map(span -> marked(letter, span)))
        .containsExactly(
            "4/9/2026",
            "bob@globex.example",
            "https://globex.example/x",
            "14406.00",
            "2026-10-04",
            "1",
            "120");
  }

  @Test
  void numbers_in_the_german_way_are_the_same_numbers() throws Exception {
    Letter letter = letter("Es sind 1.200,50 EUR für 12,0 Stunden, fällig am 4. September 2026.");
    Proposal<Letter> draft =
        DrafterAgent.around(writing(letter, 0.9))
            .doubtUnsupported()
            .build()
            .propose(sheet, context);
    assertThat(draft.uncertain()).hasSize(1);
  }

  @Test
  void a_function_may_doubt_too_and_nothing_is_marked_twice() throws Exception {
    Proposal<Letter> draft =
        DrafterAgent.around(writing(letter("Hi"), 0.9))
            .doubt((in, out) -> List.of(UncertainSpan.field("subject", "a guess")))
            .doubt((in, out) -> List.of(UncertainSpan.field("paragraphs", "short")))
            .build()
            .propose(sheet, context);
    assertThat(draft.uncertain()).hasSize(2);
  }

  @Test
  void a_cap_out_of_range_is_refused() {
    assertThatThrownBy(() -> DrafterAgent.around(writing(letter(), 1)).cap(1.1).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("drafter around writer")
        .hasMessageContaining("cap 1.1");
  }
}
