package dev.aios.memory.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "Invoices, invoice",
    "companies, company",
    "boxes, boxe",
    "boss, boss",
    "status, status",
    "gas, gas",
    "Müller, muller",
    "STRASSE, strasse",
    "Straße, strasse",
    "ﬁne, fine",
    "don't, dont",
    "Anna's, anna",
  })
  void differences_that_do_not_matter_are_folded(String text, String word) {
    assertThat(Words.of(text)).containsExactly(word);
  }

  @Test
  void numbers_and_addresses_are_found_whole_and_by_their_parts() {
    assertThat(Words.of("Invoice 2026-0017 to anna.weber@lindenhof.example, please."))
        .containsExactly(
            "invoice",
            "2026",
            "0017",
            "2026-0017",
            "to",
            "anna",
            "weber",
            "lindenhof",
            "example",
            "anna.weber@lindenhof.example",
            "please");
    assertThat(Words.of("and/or well-known")).containsExactly("and", "or", "well", "known");
  }

  @Test
  void scripts_without_spaces_become_pairs() {
    assertThat(Words.of("日本語 is 語")).containsExactly("日本", "本語", "is", "語");
  }

  @Test
  void symbols_are_words_and_punctuation_is_not() {
    assertThat(Words.of("🙂 !!! … ☎ ok")).containsExactly("🙂", "☎", "ok");
  }

  @Test
  void a_question_is_about_its_telling_words_and_about_all_if_it_has_no_others() {
    assertThat(StopWords.without(Words.of("Where is there a leak?"))).containsExactly("leak");
    assertThat(StopWords.without(Words.of("Wo ist ein Leck?"))).containsExactly("leck");
    assertThat(StopWords.without(Words.of("to be or not"))).containsExactly("not");
    assertThat(StopWords.without(Words.of("Who is it?"))).containsExactly("who", "is", "it");
  }

  @Property
  void any_text_has_words_without_space_or_upper_case(@ForAll String text) {
    for (String word : Words.of(text)) {
      assertThat(word).isNotEmpty().doesNotContain(" ", "\n", "A", "Z");
    }
  }
}
