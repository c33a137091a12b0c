package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.TokenCounter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChunkerTest {
  private static final TokenCounter WORDS =
      text -> text.isBlank() ? 0 : text.strip().split("\\s+").length;

  private static List<Chunk> chunks(int size, int overlap, String text) {
    return new Chunker(WORDS, size, overlap).chunks(text);
  }

  @Test
  void a_short_text_is_one_chunk() {
    assertThat(chunks(50, 10, "One sentence. Another one.\n\nA paragraph."))
        .containsExactly(new Chunk(0, "", "One sentence. Another one.\n\nA paragraph."));
    assertThat(chunks(50, 10, " \n \n")).isEmpty();
  }

  @Test
  void a_chunk_begins_at_a_heading_and_knows_those_above_it() {
    String text =
        """
        # Roof
        The roof of the house is old and leaks in two places.

        ## Budget
        The owner has set aside ten thousand for the repair.

        ## Dates
        Work begins in March and ends before the end of April.
        """;

    assertThat(chunks(16, 4, text))
        .extracting(Chunk::heading, Chunk::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "", "# Roof\nThe roof of the house is old and leaks in two places."),
            org.assertj.core.groups.Tuple.tuple(
                "Roof", "## Budget\nThe owner has set aside ten thousand for the repair."),
            org.assertj.core.groups.Tuple.tuple(
                "Roof", "## Dates\nWork begins in March and ends before the end of April."));
  }

  @Test
  void the_later_chunks_of_a_section_carry_its_heading() {
    String text = "# Roof\n\n## Budget\n\n" + "The owner pays ten thousand. ".repeat(20);

    assertThat(chunks(30, 5, text))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            chunk -> {
              if (chunk.start() > 0) {
                assertThat(chunk.heading()).isEqualTo("Roof > Budget");
              }
            });
  }

  @Test
  void a_comment_in_code_is_no_heading() {
    assertThat(chunks(50, 5, "# Setup\n```\n# not a heading\nrun it\n```\nDone."))
        .singleElement()
        .satisfies(chunk -> assertThat(chunk.heading()).isEmpty());
    assertThat(chunks(16, 2, "# A\n```\n# no\n```\n" + "Words of the text. ".repeat(9)))
        .last()
        .satisfies(chunk -> assertThat(chunk.heading()).isEqualTo("A"));
  }

  @Test
  void paragraphs_are_kept_whole_where_that_fits() {
    String first = "Eins zwei drei. Vier fünf sechs. Sieben acht neun.";
    String second = "Alpha beta gamma. Delta epsilon zeta. Eta theta iota.";

    assertThat(chunks(14, 0, first + "\n\n" + second))
        .extracting(Chunk::text)
        .containsExactly(first, second);
  }

  @Test
  void a_chunk_repeats_the_end_of_the_one_before() {
    String text = "One two three. Four five six. Seven eight nine. Ten eleven twelve.";

    assertThat(chunks(9, 3, text))
        .extracting(Chunk::text)
        .containsExactly(
            "One two three. Four five six. Seven eight nine.",
            "Seven eight nine. Ten eleven twelve.");
  }

  @Test
  void a_sentence_longer_than_a_chunk_is_cut_between_words() {
    String text = "word ".repeat(500).strip() + ".";

    assertThat(chunks(40, 10, text))
        .allSatisfy(
            chunk -> {
              assertThat(WORDS.count(chunk.text())).isLessThanOrEqualTo(40);
              assertThat(chunk.text()).matches("(word ?)+\\.?");
            });
  }

  @Test
  void list_items_are_not_cut_apart() {
    String text = "- buy nails and screws\n- call Anna about it\n- write the long offer";

    assertThat(chunks(9, 0, text))
        .extracting(Chunk::text)
        .containsExactly(
            "- buy nails and screws", "- call Anna about it", "- write the long offer");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void ten_megabytes_in_one_word_or_one_line_are_cut_in_time() {
    TokenCounter quarters = text -> (text.length() + 3) / 4;
    Chunker chunker = new Chunker(quarters, 200, 40);

    assertThat(chunker.chunks("x".repeat(10_000_000)))
        .allSatisfy(chunk -> assertThat(chunk.text().length()).isLessThanOrEqualTo(900));
    assertThat(chunker.chunks("many words ".repeat(900_000))).hasSizeGreaterThan(10_000);
    assertThat(chunker.chunks("\n".repeat(5_000_000) + "end")).hasSize(1);
  }

  @Property(tries = 300)
  void together_the_chunks_hold_every_visible_character_and_none_is_too_large(
      @ForAll("documents") String text,
      @ForAll @IntRange(min = 4, max = 40) int size,
      @ForAll @IntRange(min = 0, max = 20) int overlap) {
    List<Chunk> chunks = chunks(size, Math.min(overlap, size / 2), text);

    int covered = 0;
    int lastStart = -1;
    for (Chunk chunk : chunks) {
      assertThat(text).startsWith(text.substring(0, chunk.start()) + chunk.text());
      assertThat(chunk.start()).isGreaterThan(lastStart);
      assertThat(WORDS.count(chunk.text())).isBetween(1, size);
      if (chunk.start() > covered) {
        assertThat(text.substring(covered, chunk.start())).isBlank();
      }
      assertThat(chunk.end()).isGreaterThan(covered);
      covered = chunk.end();
      lastStart = chunk.start();
    }
    assertThat(text.substring(covered)).isBlank();
  }

  @Provide
  Arbitrary<String> documents() {
    return Arbitraries.of(
            "word ",
            "Sentence of words. ",
            "\n",
            "\n\n",
            "# Heading\n",
            "### Deep one\n",
            "- item\n",
            "1. first\n",
            "```\n",
            "🙂 ",
            "日本語。",
            "   ",
            "x".repeat(300) + " ",
            "What? ",
            "\t")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }
}
