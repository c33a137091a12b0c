package dev.aios.memory.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StemsTest {
  /** Examples of Porter's paper, rule by rule. */
  @ParameterizedTest
  @CsvSource({
    "caresses, caress",
    "ponies, poni",
    "cats, cat",
    "agreed, agre",
    "plastered, plaster",
    "motoring, motor",
    "conflated, conflat",
    "troubled, troubl",
    "sized, size",
    "hopping, hop",
    "falling, fall",
    "hissing, hiss",
    "failing, fail",
    "filing, file",
    "happy, happi",
    "relational, relat",
    "conditional, condit",
    "valenci, valenc",
    "digitizer, digit",
    "vietnamization, vietnam",
    "predication, predic",
    "operator, oper",
    "feudalism, feudal",
    "decisiveness, decis",
    "hopefulness, hope",
    "callousness, callous",
    "formaliti, formal",
    "sensitiviti, sensit",
    "triplicate, triplic",
    "formative, form",
    "electrical, electr",
    "goodness, good",
    "revival, reviv",
    "allowance, allow",
    "airliner, airlin",
    "adjustable, adjust",
    "replacement, replac",
    "adoption, adopt",
    "communism, commun",
    "activate, activ",
    "effective, effect",
    "probate, probat",
    "cease, ceas",
    "controll, control",
    "roll, roll"
  })
  void a_word_has_the_stem_of_the_paper(String word, String stem) {
    assertThat(Stems.of(word)).isEqualTo(stem);
  }

  @ParameterizedTest
  @CsvSource({"2026-11-05", "anna@lindenhof.example", "größe", "sky", "ing", "日本"})
  void what_is_no_long_word_of_latin_letters_stays_as_it_is(String word) {
    assertThat(Stems.of(word)).isEqualTo(word);
  }

  @Property(tries = 500)
  void any_word_keeps_a_beginning_of_itself(
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 20) String word) {
    String stem = Stems.of(word);

    assertThat(stem).isNotEmpty().hasSizeLessThanOrEqualTo(word.length() + 1);
    assertThat(stem.charAt(0)).isEqualTo(word.charAt(0));
  }
}
