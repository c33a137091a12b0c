package dev.aios.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Untrusted;
import dev.aios.core.Aios;
import dev.aios.memory.Memory;
import dev.aios.memory.PrototypeClassifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory with the real models, as a host has it. */
class MemoryWithOnnxTest {
  private static final Map<String, String> NOTES =
      Map.of(
          "roof", "Water came through the ceiling of the kitchen after the storm on Sunday.",
          "money", "The customer transferred 1,250 EUR to our account this morning.",
          "date", "We meet the architect on Thursday at ten in her studio.",
          "invoice", "Invoice 2026-0017 over 480 EUR was sent to Lindenhof.",
          "staff", "The new apprentice starts in August and needs a desk.",
          "garden", "The hedge behind the house has to be cut before spring.");

  @TempDir Path folder;

  static Stream<Embedder> models() {
    return Stream.of(OnnxEmbedder.allMiniLmL6V2(), OnnxEmbedder.bgeSmallEnV15());
  }

  private Aios open(Embedder embedder) {
    return Aios.builder()
        .sqlite(folder.resolve("company.db"))
        .extension(Memory.with(embedder))
        .open();
  }

  private static void addNotes(Recall recall) {
    recall.add(
        NOTES.entrySet().stream()
            .map(
                note ->
                    new Passage(
                        note.getKey(),
                        Untrusted.text(note.getValue(), "note:" + note.getKey()),
                        "",
                        null,
                        Set.of(),
                        null,
                        Map.of()))
            .toList());
  }

  private static String best(Recall recall, String question) {
    return recall.search(Query.of(question, 3)).get(0).id();
  }

  @ParameterizedTest
  @MethodSource("models")
  void questions_are_answered_by_meaning_and_by_keywords(Embedder embedder) {
    try (Aios aios = open(embedder)) {
      Recall recall = aios.service(Recall.class);
      addNotes(recall);

      assertThat(best(recall, "Did rain get into a room?")).isEqualTo("roof");
      assertThat(best(recall, "Which plants should be trimmed?")).isEqualTo("garden");
      assertThat(best(recall, "Which new colleague joins us?")).isEqualTo("staff");
      assertThat(best(recall, "2026-0017")).isEqualTo("invoice");
    }
    try (Aios aios = open(embedder)) {
      List<Hit> hits = aios.service(Recall.class).search(Query.of("Did rain get into a room?", 1));
      assertThat(hits).extracting(Hit::source).containsExactly("note:roof");
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void mails_are_sorted_by_examples(Embedder embedder) {
    PrototypeClassifier kind =
        PrototypeClassifier.over(embedder)
            .label(
                "lead",
                "We would like an offer for a new website.",
                "Do you have time for another project this spring?",
                "A friend recommended you, what would it cost?",
                "Could we talk about working together?")
            .label(
                "invoice",
                "Please find our invoice attached.",
                "The payment is due within thirty days.",
                "This is a reminder that the amount is still open.",
                "We have transferred the money today.")
            .label(
                "appointment",
                "Shall we meet on Thursday at ten?",
                "I have to move our call to next week.",
                "The meeting takes place in our office.",
                "Are you free on Monday afternoon?")
            .build();

    assertThat(kind.classify("Could you send us a quote for the redesign of our shop?").label())
        .isEqualTo("lead");
    assertThat(kind.classify("Your bill from October has not been paid yet.").label())
        .isEqualTo("invoice");
    assertThat(kind.classify("Let us postpone our session to Friday at noon.").label())
        .isEqualTo("appointment");
    assertThat(kind.leaveOneOut()).isGreaterThan(0.6);
  }

  @Test
  void an_embedder_is_a_service_of_the_runtime() {
    try (Aios aios = open(OnnxEmbedder.allMiniLmL6V2())) {
      assertThat(aios.service(Embedder.class).name()).isEqualTo("all-minilm-l6-v2-q");
    }
  }
}
