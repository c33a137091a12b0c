package dev.aios.core.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Upcaster;
import dev.aios.core.internal.codec.Sample.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class UpcasterTest {
  private static final String TYPE = Versioned.class.getName();

  private static Upcaster from(String type, int version, UnaryOperator<Payload> lift) {
    return new Upcaster() {
      @Override
      public String type() {
        return type;
      }

      @Override
      public int from() {
        return version;
      }

      @Override
      public Payload lift(Payload old) {
        return lift.apply(old);
      }
    };
  }

  private static Payload rename(Payload old, String type, int version, String from, String to) {
    return new Payload(type, version, Json.of(old.data().toString().replace(from, to)));
  }

  private static JacksonCodec codec(Upcaster... upcasters) {
    return new JacksonCodec(List.of(upcasters), JacksonCodec.DEFAULT_MAX_BYTES, Map.of());
  }

  private final JacksonCodec codec =
      codec(
          from("com.acme.Old", 1, old -> rename(old, TYPE, 2, "\"title\"", "\"label\"")),
          from(TYPE, 2, old -> rename(old, TYPE, 3, "\"label\"", "\"name\"")));

  @Test
  void the_version_of_a_type_is_its_constant() {
    assertThat(codec.encode(new Versioned("a")).version()).isEqualTo(3);
    assertThat(codec.encode(List.of(new Versioned("a"))).version()).isEqualTo(3);
    assertThat(codec.encode(Map.of("k", Optional.of(new Versioned("a")))).version()).isEqualTo(3);
    assertThat(codec.encode(new Sample.Square(1)).version()).isEqualTo(1);
  }

  @Test
  void old_versions_and_old_names_are_lifted_one_after_the_other() {
    Versioned expected = new Versioned("x");
    assertThat(codec.decode(new Payload("com.acme.Old", 1, Json.of("{\"title\":\"x\"}"))))
        .isEqualTo(expected);
    assertThat(codec.decode(new Payload(TYPE, 2, Json.of("{\"label\":\"x\"}"))))
        .isEqualTo(expected);
    assertThat(codec.decode(new Payload(TYPE, 3, Json.of("{\"name\":\"x\"}")))).isEqualTo(expected);
  }

  @Test
  void elements_of_collections_are_lifted() {
    List<Versioned> expected = List.of(new Versioned("x"), new Versioned("y"));
    assertThat(
            codec.decode(
                new Payload(
                    "java.util.List<com.acme.Old>",
                    1,
                    Json.of("[{\"title\":\"x\"},{\"title\":\"y\"}]"))))
        .isEqualTo(expected);
    assertThat(
            codec.decode(
                new Payload(
                    "java.util.Map<java.lang.String,java.util.List<" + TYPE + ">>",
                    2,
                    Json.of("{\"k\":[{\"label\":\"x\"},{\"label\":\"y\"}]}"))))
        .isEqualTo(Map.of("k", expected));
    assertThat(
            codec.decode(
                new Payload("java.util.Optional<" + TYPE + ">", 2, Json.of("{\"label\":\"x\"}"))))
        .isEqualTo(Optional.of(new Versioned("x")));
    assertThat(codec.decode(new Payload("java.util.List<com.acme.Old>", 1, Json.of("[]"))))
        .isEqualTo(List.of());
    assertThat(
            codec.decode(
                new Payload(
                    "java.util.List<*>",
                    1,
                    Json.of(
                        "[{\"@type\":\"com.acme.Old\",\"@value\":{\"title\":\"x\"}},"
                            + "{\"@type\":\"java.lang.Integer\",\"@value\":1}]"))))
        .isEqualTo(List.of(new Versioned("x"), 1));
  }

  @Test
  void a_version_without_a_way_up_is_told() {
    assertThatThrownBy(() -> codec().decode(new Payload(TYPE, 2, Json.of("{\"label\":\"x\"}"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("register an Upcaster from version 2");
    assertThatThrownBy(() -> codec().decode(new Payload(TYPE, 4, Json.of("{\"name\":\"x\"}"))))
        .hasMessageContaining("version 4 is later than this program's 3");
    assertThatThrownBy(
            () -> codec().decode(new Payload("com.acme.Old", 1, Json.of("{\"title\":\"x\"}"))))
        .hasMessageContaining("there is no such class")
        .hasMessageContaining("Upcaster");
  }

  @Test
  void upcasters_that_lead_nowhere_are_told() {
    assertThatThrownBy(
            () -> codec(from(TYPE, 2, old -> old)).decode(new Payload(TYPE, 2, Json.of("{}"))))
        .hasMessageContaining("gave version 2, which is no later");
    assertThatThrownBy(
            () ->
                codec(
                        from("a", 1, old -> new Payload("b", 1, old.data())),
                        from("b", 1, old -> new Payload("a", 1, old.data())))
                    .decode(new Payload("a", 1, Json.of("{}"))))
        .hasMessageContaining("circle");
    assertThatThrownBy(
            () ->
                codec(
                        from(
                            TYPE,
                            2,
                            old -> {
                              throw new IllegalStateException("boom");
                            }))
                    .decode(new Payload(TYPE, 2, Json.of("{}"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("boom");
    assertThatThrownBy(() -> codec(from("a", 1, old -> old), from("a", 1, old -> old)))
        .isInstanceOf(ConflictException.class);
  }
}
