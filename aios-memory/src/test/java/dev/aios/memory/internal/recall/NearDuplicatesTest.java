package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearDuplicatesTest {
  private static final String LETTER =
      "Dear Anna, thank you for the good talk last week. We would like to begin with the repair of"
          + " the roof in March, as soon as the weather allows it. The offer of 12,500 EUR stands"
          + " until the end of the month, and we will not charge for the visit. Please tell us"
          + " whether the dates fit, so that we can order the material in time. Kind regards, Bernd";

  private static boolean same(String a, String b) {
    boolean same = NearDuplicates.sayTheSame(a, b);
    assertThat(NearDuplicates.sayTheSame(b, a)).isEqualTo(same);
    return same;
  }

  private static int bits(String a, String b) {
    return Long.bitCount(NearDuplicates.fingerprint(a) ^ NearDuplicates.fingerprint(b));
  }

  @Test
  void a_copy_with_other_layout_and_a_changed_word_is_a_duplicate() {
    String copy = "> " + LETTER.replace(". ", ".\n> ").replace("good talk", "nice talk");

    assertThat(same(LETTER, copy)).isTrue();
    assertThat(bits(LETTER, copy)).isLessThanOrEqualTo(NearDuplicates.MOST_BITS);
  }

  @ParameterizedTest
  @CsvSource({
    "Anna, Clara",
    "12, 13",
    "EUR, USD",
    "March, April",
    "will not charge, will surely charge",
    "Bernd, Anna",
  })
  void a_name_a_number_or_a_negation_makes_it_another_text(String of, String other) {
    String changed = LETTER.replaceFirst(of, other);

    assertThat(changed).isNotEqualTo(LETTER);
    assertThat(same(LETTER, changed)).isFalse();
  }

  @Test
  void who_owes_whom_is_told_apart() {
    String text =
        "After the meeting it was agreed by everybody who was there that Anna owes Bernd the money"
            + " for the material of the roof";

    assertThat(same(text, text.replace("Anna owes Bernd", "Bernd owes Anna"))).isFalse();
  }

  @Test
  void short_texts_are_never_near_duplicates() {
    assertThat(same("please call me back today", "please call me back now")).isFalse();
    assertThat(same("thanks", "thanks")).isFalse();
  }

  @Test
  void different_letters_have_different_fingerprints() {
    String other =
        "Hello Clara, the concert was cancelled at short notice because the singer fell ill. The"
            + " tickets keep their validity, a new date is being looked for. Whoever wants the money"
            + " back may ask for it at the box office until Friday. We are sorry for the trouble";

    assertThat(bits(LETTER, other)).isGreaterThan(NearDuplicates.MOST_BITS);
    assertThat(same(LETTER, other)).isFalse();
  }
}
