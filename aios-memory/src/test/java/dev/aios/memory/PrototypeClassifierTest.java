package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Embedder;
import dev.aios.memory.PrototypeClassifier.Classification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrototypeClassifierTest {
  /** Two components, so that a reader of the tests can see the angles. */
  private static final Embedder PLANE =
      new Embedder() {
        private final Map<String, Double> degrees =
            Map.of(
                "east",
                0.0,
                "north",
                90.0,
                "west",
                180.0,
                "near east",
                10.0,
                "between",
                45.0,
                "nearly between",
                44.0,
                "south",
                270.0);

        @Override
        public String name() {
          return "plane";
        }

        @Override
        public int dimension() {
          return 2;
        }

        @Override
        public List<float[]> embed(List<String> texts) {
          return texts.stream()
              .map(text -> Math.toRadians(degrees.get(text)))
              .map(angle -> new float[] {(float) Math.cos(angle), (float) Math.sin(angle)})
              .toList();
        }
      };

  private static PrototypeClassifier.Builder compass() {
    return PrototypeClassifier.over(PLANE)
        .label("E", "east")
        .label("N", "north")
        .label("W", "west");
  }

  @Test
  void a_text_gets_the_label_of_the_nearest_examples() {
    PrototypeClassifier classifier = compass().build();

    Classification answer = classifier.classify("near east");

    assertThat(answer.label()).isEqualTo("E");
    assertThat(answer.confidence()).isGreaterThan(0.99);
    assertThat(answer.confidences().keySet()).containsExactly("E", "N", "W");
    assertThat(answer.confidences().values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void a_narrow_lead_gives_little_confidence() {
    Classification between = compass().build().classify("between");
    assertThat(between.confidence()).isCloseTo(0.5, within(0.01));

    Classification nearly = compass().build().classify("nearly between");
    assertThat(nearly.label()).isEqualTo("E");
    assertThat(nearly.confidence()).isBetween(0.55, 0.7);
    assertThat(compass().temperature(0.01).build().classify("nearly between").confidence())
        .isGreaterThan(0.85);
  }

  @Test
  void what_is_near_to_no_example_gets_the_other_label() {
    PrototypeClassifier classifier = compass().otherwise("other", 0.3).build();

    assertThat(classifier.classify("south").label()).isEqualTo("other");
    assertThat(classifier.classify("near east").label()).isEqualTo("E");
  }

  @Test
  void examples_that_bear_each_other_out_are_told() {
    PrototypeClassifier good =
        PrototypeClassifier.over(PLANE).label("E", "east", "near east").label("W", "west").build();
    PrototypeClassifier bad =
        PrototypeClassifier.over(PLANE).label("A", "east", "west").label("B", "near east").build();

    assertThat(good.leaveOneOut()).isEqualTo(1);
    assertThat(bad.leaveOneOut()).isLessThan(1);
    assertThat(compass().build().leaveOneOut()).isZero();
  }

  @Test
  void everything_wrong_with_the_labels_is_named() {
    assertThatThrownBy(
            () ->
                PrototypeClassifier.over(PLANE)
                    .label("A", " ")
                    .label("A", List.of())
                    .otherwise("A", 2)
                    .temperature(0)
                    .build())
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.violations()).hasSize(6));
    assertThatThrownBy(() -> compass().build().classify(" "))
        .isInstanceOf(InvalidInputException.class);
  }
}
