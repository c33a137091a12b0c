package dev.aios.memory.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  @Test
  void what_a_reader_cannot_see_is_gone() {
    assertThat(Canonical.of("in\u200bvoi\u00adce \u202eevil\u202c \u2066x\u2069\ufeff"))
        .isEqualTo("invoice evil x");
    assertThat(Canonical.of("tag\udb40\udc41\udb40\udc42s")).isEqualTo("tags");
    assertThat(Canonical.of("bell\u0007 and null\u0000")).isEqualTo("bell and null");
  }

  @Test
  void what_a_reader_sees_stays() {
    assertThat(Canonical.of("👩‍👩‍👧 ❤️ می‌خواهم")).isEqualTo("👩‍👩‍👧 ❤️ می‌خواهم");
    assertThat(Canonical.of("tab\tand\nline")).isEqualTo("tab\tand\nline");
  }

  @Test
  void lines_end_in_one_way_and_letters_are_composed() {
    assertThat(Canonical.of("a\r\nb\rc\nd")).isEqualTo("a\nb\nc\nd");
    assertThat(Canonical.of("Ko\u0308ln")).isEqualTo("Köln");
  }

  @Test
  void a_line_has_single_spaces_only() {
    assertThat(Canonical.line("  a \t b\u00a0\u2003c\n\nd ")).isEqualTo("a b c d");
    assertThat(Canonical.key("Grüße  AUS\nKöln")).isEqualTo("grüße aus köln");
  }

  @Property
  void any_text_becomes_storable_and_stays_as_it_is_the_second_time(@ForAll String text) {
    String once = Canonical.of(text);

    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(once)).isTrue();
    assertThat(Canonical.of(once)).isEqualTo(once);
  }
}
