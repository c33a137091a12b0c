package dev.aios.core.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.Sample.Circle;
import dev.aios.core.internal.codec.Sample.Colour;
import dev.aios.core.internal.codec.Sample.Drawing;
import dev.aios.core.internal.codec.Sample.Figure;
import dev.aios.core.internal.codec.Sample.Line;
import dev.aios.core.internal.codec.Sample.Oval;
import dev.aios.core.internal.codec.Sample.Pair;
import dev.aios.core.internal.codec.Sample.Square;
import dev.aios.core.internal.codec.Sample.Wide;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JacksonCodecTest {
  private final JacksonCodec codec = new JacksonCodec();

  static Stream<Object> values() {
    return Stream.of(
        "plain",
        "with \"quotes\", \\ and \u0000 and ü and 😀",
        "",
        true,
        'x',
        (byte) 7,
        (short) 300,
        42,
        1L << 40,
        1.5f,
        Math.PI,
        Double.MAX_VALUE,
        new BigInteger("123456789012345678901234567890"),
        new BigDecimal("1.10"),
        new BigDecimal("1E+9"),
        UUID.fromString("00000000-0000-0001-0000-000000000002"),
        URI.create("https://acme.example/a?b=c"),
        Currency.getInstance("EUR"),
        Locale.GERMANY,
        Instant.parse("2026-09-04T10:15:30.000000001Z"),
        Duration.ofNanos(1),
        Period.ofMonths(3),
        LocalDate.of(2026, 2, 28),
        LocalTime.of(1, 2, 3),
        LocalDateTime.of(2026, 1, 2, 3, 4),
        OffsetDateTime.parse("2026-01-02T03:04:05+02:00"),
        ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneId.of("Europe/Berlin")),
        Year.of(2026),
        YearMonth.of(2026, 2),
        ZoneId.of("Europe/Berlin"),
        Money.of("12.345678", "EUR"),
        Money.of("-0.5", "USD"),
        Money.of(3, "JPY"),
        Json.of("{\"a\":1.10}"),
        Colour.RED,
        Colour.GREEN,
        new Circle(1.5),
        new Drawing("d", new Square(2), List.of(new Circle(1), new Oval(1, 2))),
        new Sample.Tree("root", List.of(new Sample.Tree("leaf", List.of()))),
        new Pair<>("one", 2L),
        new Pair<>(List.of(1, 2), new Pair<>(Colour.RED, Instant.EPOCH)),
        new Wide<>(List.of(new Circle(1), new Square(2)), Optional.of(new Oval(1, 2))),
        new Wide<String>(List.of(), Optional.empty()),
        new Wide<Object>(List.of("a", 1), Optional.empty()),
        new Sample.Versioned("v"),
        List.of("a", "b"),
        List.of(),
        List.of(new Circle(1), new Square(1)),
        List.of(List.of(1L), List.of()),
        List.of(1, 2L, "three", new BigDecimal("4.0"), new Circle(5), List.of(6)),
        Arrays.asList("a", null),
        new ArrayList<>(List.of(1)),
        Set.of(3, 1, 2),
        new TreeSet<>(Set.of("b", "a")),
        Map.of("a", new Circle(1), "b", new Circle(2)),
        Map.of(Colour.RED, 1L),
        Map.of(5, List.of(Money.of(1, "EUR"))),
        Map.of("x", 1, "y", "two"),
        Map.of(),
        new TreeMap<>(Map.of("k", 1)),
        Optional.of(new Square(1)),
        List.of(Optional.of(new Circle(1)), Optional.of(new Square(1)), Optional.empty()),
        Map.of("a", Optional.of(new Circle(1)), "b", Optional.of(new Square(1))),
        List.of(Optional.of(List.of(new Circle(1))), Optional.of(List.of(new Square(1)))),
        Optional.of(Optional.of(new Circle(1))),
        new Pair<>(List.of(Optional.of(new Circle(1)), Optional.of(new Square(1))), "and more"),
        List.of(
            new Wide<Sample.Figure>(List.of(), Optional.of(new Circle(1))),
            new Wide<Sample.Figure>(List.of(), Optional.of(new Square(1)))),
        Optional.empty(),
        new Cost(Money.of(1, "EUR"), dev.aios.api.value.Tokens.of(5), Duration.ofMillis(3)),
        Taint.of("mail:a@b.example"),
        new Proposal<>(
            new Line("w", 1, Money.of(2, "EUR")),
            0.5,
            List.of(new Evidence("s", "q", 1)),
            Cost.NONE,
            List.of(),
            Taint.of("x")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void what_was_encoded_is_decoded_as_it_was(Object value) {
    Payload payload = codec.encode(value);
    assertThat(new JacksonCodec().decode(payload)).as("%s", payload).isEqualTo(value);
    assertThat(codec.encode(codec.decode(payload))).isEqualTo(payload);
  }

  @Test
  void a_record_with_everything_comes_back() {
    Sample.Invoice before = Sample.invoice();
    Sample.Invoice after = (Sample.Invoice) codec.decode(codec.encode(before));
    assertThat(after).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void bytes_come_back() {
    assertThat((byte[]) codec.decode(codec.encode(new byte[] {1, -1}))).containsExactly(1, -1);
    assertThat((float[]) codec.decode(codec.encode(new float[] {0.5f}))).containsExactly(0.5f);
  }

  @Test
  void null_has_a_payload() {
    assertThat(codec.encode(null)).isEqualTo(new Payload("null", 1, Json.NULL));
    assertThat(codec.decode(codec.encode(null))).isNull();
  }

  @Test
  void a_request_to_a_model_comes_back() {
    ChatRequest request =
        ChatRequest.of(
                new Message.Instruction("be brief"),
                new Message.User(
                    List.of(
                        new Message.Part.Trusted("read"),
                        new Message.Part.Outside(Untrusted.html("<p>hi", "mail:1")))))
            .offering(List.of(new ToolSpec("t", "d", Json.of("{\"type\":\"object\"}"))));
    assertThat(codec.decode(codec.encode(request))).isEqualTo(request);
  }

  @Test
  void only_components_are_properties_and_in_their_order() {
    assertThat(codec.toJson(new Line("work", 9, Money.of("95.50", "EUR"))))
        .hasToString(
            "{\"what\":\"work\",\"hours\":9,\"rate\":{\"amount\":\"95.50\",\"currency\":\"EUR\"}}");
  }

  @Test
  void type_names_tell_what_collections_hold() {
    assertThat(codec.encode(List.of(new Circle(1))).type())
        .isEqualTo("java.util.List<dev.aios.core.internal.codec.Sample$Circle>");
    assertThat(codec.encode(List.of(new Circle(1), new Square(1))).type())
        .isEqualTo("java.util.List<dev.aios.core.internal.codec.Sample$Figure>");
    assertThat(codec.encode(List.of(new Circle(1), new Oval(1, 1))).type())
        .isEqualTo("java.util.List<dev.aios.core.internal.codec.Sample$Round>");
    assertThat(codec.encode(Map.of("a", List.of(1))).type())
        .isEqualTo("java.util.Map<java.lang.String,java.util.List<java.lang.Integer>>");
    assertThat(codec.encode(List.of("a", 1)))
        .isEqualTo(
            new Payload(
                "java.util.List<*>",
                1,
                Json.of(
                    "[{\"@type\":\"java.lang.String\",\"@value\":\"a\"},"
                        + "{\"@type\":\"java.lang.Integer\",\"@value\":1}]")));
    assertThat(codec.toJson(List.of("a", 1))).hasToString("[\"a\",1]");
  }

  @Test
  void sealed_types_say_which_of_them() {
    assertThat(codec.toJson(new Drawing("d", new Square(2), List.of(new Circle(1)))))
        .hasToString(
            "{\"title\":\"d\",\"first\":{\"@type\":\"Square\",\"side\":2},"
                + "\"others\":[{\"@type\":\"Circle\",\"radius\":1.0}]}");
    assertThat(codec.fromJson(Json.of("{\"@type\":\"Oval\",\"a\":1,\"b\":2}"), Figure.class))
        .isEqualTo(new Oval(1, 2));
  }

  @Test
  void equal_sets_have_equal_payloads_whatever_their_order() {
    List<String> many = Stream.iterate(0, i -> i + 1).limit(50).map(i -> "e" + i).toList();
    List<String> backwards = new ArrayList<>(many);
    java.util.Collections.reverse(backwards);
    assertThat(codec.encode(new java.util.HashSet<>(many)).data())
        .isEqualTo(codec.encode(Set.copyOf(backwards)).data());
    assertThat(codec.encode(new java.util.LinkedHashSet<>(List.of("z", "a"))).data())
        .hasToString("[\"a\",\"z\"]");
  }

  @Test
  void an_alias_stands_for_a_class_that_may_be_renamed() {
    JacksonCodec aliased = new JacksonCodec(List.of(), 1000, Map.of("circle", Circle.class));
    Payload payload = aliased.encode(List.of(new Circle(1)));
    assertThat(payload.type()).isEqualTo("java.util.List<circle>");
    assertThat(aliased.decode(payload)).isEqualTo(List.of(new Circle(1)));
    assertThat(aliased.decode(codec.encode(new Circle(2)))).isEqualTo(new Circle(2));
    assertThatThrownBy(
            () ->
                new JacksonCodec(
                    List.of(), 1000, Map.of("circle", Circle.class, "ring", Circle.class)))
        .isInstanceOf(ConflictException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.Thread",
        "java.lang.ProcessBuilder",
        "javax.script.ScriptEngineManager",
        "java.io.File",
        "java.net.URL",
        "java.util.List<java.lang.Object>",
        "java.util.ArrayDeque<java.lang.String>",
        "java.util.Map<java.lang.Thread,java.lang.String>",
        "java.util.Optional<java.lang.Runtime>",
        "com.fasterxml.jackson.databind.JsonNode",
        "dev.aios.core.internal.codec.JacksonCodec",
        "dev.aios.core.internal.codec.Sample$Opaque",
        "dev.aios.api.model.ChatModel",
        "com.acme.Gone",
        "java.util.List",
        "java.util.List<java.lang.String",
        "java.util.List<java.lang.String>>",
        "java.lang.String<java.lang.String>",
        "java.lang.String extra",
        "..",
        ""
      })
  void a_stored_name_of_anything_but_plain_data_is_refused(String type) {
    for (String data : List.of("{}", "[]", "\"x\"", "[\"a\",{}]")) {
      assertThatThrownBy(() -> codec.decode(new Payload(type, 1, Json.of(data))))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void a_forged_name_does_not_even_initialise_its_class() {
    assertThatThrownBy(
            () ->
                codec.decode(
                    new Payload(JacksonCodecTest.class.getName() + "$Bomb", 1, Json.of("{}"))))
        .isInstanceOf(InvalidInputException.class);
    assertThat(System.getProperty("aios.test.bomb")).isNull();
  }

  static class Bomb {
    static {
      System.setProperty("aios.test.bomb", "exploded");
    }
  }

  @Test
  void what_has_no_form_is_named_with_its_path() {
    assertThatThrownBy(() -> codec.encode(new Sample.Opaque("x", new Thread())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Sample$Opaque")
        .hasMessageContaining("worker: java.lang.Thread has no JSON form");
    assertThatThrownBy(() -> codec.encode(List.of(Map.of("k", new Object()))))
        .hasMessageContaining("[]{}: java.lang.Object has no JSON form");
    assertThatThrownBy(() -> codec.encode(List.of("a", new Thread())))
        .hasMessageContaining("java.lang.Thread has no JSON form");
    assertThatThrownBy(() -> codec.encode(Map.of(List.of(1), 1))).hasMessageContaining("map key");
    assertThatThrownBy(() -> codec.toJson(List.of("a", new Thread())))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void what_is_too_large_is_refused_with_its_path() {
    JacksonCodec small = new JacksonCodec(List.of(), 100, Map.of());
    assertThat(small.encode("x".repeat(98)).data().utf8()).hasSize(100);
    assertThatThrownBy(() -> small.encode("x".repeat(99)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageContaining("larger than the limit of 100 bytes");
    assertThatThrownBy(() -> codec.encode(new Sample.Tree("x".repeat(2 << 20), List.of())))
        .hasMessageContaining("Sample$Tree")
        .hasMessageContaining("name: larger than the limit of 1048576 bytes");
  }

  @Test
  void what_holds_itself_is_refused() {
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatThrownBy(() -> codec.encode(endless)).isInstanceOf(InvalidInputException.class);
    List<Sample.Tree> children = new ArrayList<>();
    children.add(new Sample.Tree("t", children));
    assertThatThrownBy(() -> codec.encode(new Sample.Tree("t", children)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void half_a_surrogate_pair_survives() {
    assertThat(codec.decode(codec.encode("a\uD83D"))).isEqualTo("a\uD83D");
    assertThat(codec.encode("😀").data().utf8()).hasSize(6);
  }

  @Test
  void broken_json_within_a_value_is_refused() {
    for (String broken : List.of("{", "", "1 2", "nul")) {
      assertThatThrownBy(() -> codec.encode(new ToolSpec("t", "d", Json.of(broken))))
          .as(broken)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("parameters");
    }
  }

  @Test
  void a_null_that_was_stored_is_read_but_not_taken_from_outside() {
    Payload stored = codec.encode(new Sample.Tree(null, null));
    assertThat(codec.decode(stored)).isEqualTo(new Sample.Tree(null, null));
    assertThatThrownBy(() -> codec.fromJson(stored.data(), Sample.Tree.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("name: must not be null");
  }

  static Stream<Arguments> badJson() {
    String line = "{\"what\":\"w\",\"hours\":1,\"rate\":{\"amount\":\"1\",\"currency\":\"EUR\"}}";
    return Stream.of(
        new Arguments(
            line.replace("\"hours\":1", "\"hours\":\"1\""), "hours: must be a whole number"),
        new Arguments(
            line.replace("\"hours\":1", "\"hours\":1.5"), "hours: must be a whole number"),
        new Arguments(line.replace("\"hours\":1", "\"hours\":null"), "hours: "),
        new Arguments(line.replace("\"hours\":1", "\"hours\":99999999999"), "hours: "),
        new Arguments(line.replace("\"hours\":1,", ""), "'hours' is missing"),
        new Arguments(
            line.replace("\"hours\":1", "\"hours\":1,\"x\":2"), "x: is no known property"),
        new Arguments(line.replace("\"hours\":1", "\"hours\":1,\"hours\":2"), "Duplicate"),
        new Arguments(line.replace("\"w\"", "5"), "what: must be a string"),
        new Arguments(line.replace("\"w\"", "null"), "what: must not be null"),
        new Arguments(line.replace("EUR", "ABC"), "rate: "),
        new Arguments(line.replace("\"amount\":\"1\"", "\"amount\":\"much\""), "rate: "),
        new Arguments(line.substring(0, 20), "the JSON ends too early"),
        new Arguments(line + "!", "is no JSON"),
        new Arguments(line + line, "JSON"),
        new Arguments("[" + line + "]", "must be an object"),
        new Arguments("\"\"", "must be an object"),
        new Arguments("null", "it is null"),
        new Arguments("", "JSON"),
        new Arguments("Here is the JSON: {}", "is no JSON"));
  }

  record Arguments(String json, String message) {}

  @ParameterizedTest
  @MethodSource("badJson")
  void json_that_does_not_fit_is_refused_with_its_path(Arguments bad) {
    assertThatThrownBy(() -> codec.fromJson(Json.of(bad.json()), Line.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(bad.message())
        .hasMessageNotContaining("JacksonCodec")
        .hasMessageNotContaining("Source:");
  }

  @Test
  void a_choice_that_does_not_exist_is_told_with_those_that_do() {
    assertThatThrownBy(() -> codec.fromJson(Json.of("\"BLUE\""), Colour.class))
        .hasMessageContaining("'BLUE' is none of [RED, ");
    assertThatThrownBy(() -> codec.fromJson(Json.of("0"), Colour.class))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () -> codec.fromJson(Json.of("{\"@type\":\"Star\",\"side\":1}"), Figure.class))
        .hasMessageContaining("@type 'Star' is none of its types");
    assertThatThrownBy(() -> codec.fromJson(Json.of("{\"side\":1}"), Figure.class))
        .hasMessageContaining("'@type' is missing");
  }

  @Test
  void a_records_own_check_speaks_for_itself() {
    assertThatThrownBy(() -> codec.fromJson(Json.of("{\"amount\":-1}"), Sample.Positive.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("amount -1 is not positive");
    assertThatThrownBy(
            () -> codec.fromJson(Json.of("{\"micros\":1,\"currency\":\"EUR\"}"), Money.class))
        .hasMessageContaining("money is {");
  }

  @Test
  void deep_json_from_outside_is_refused() {
    String deep = "{\"name\":\"t\",\"children\":[".repeat(2000) + "]}".repeat(2000);
    assertThatThrownBy(() -> codec.fromJson(Json.of(deep), Sample.Tree.class))
        .isInstanceOf(InvalidInputException.class);
  }

  private static Json tree(int depth) {
    return Json.of("{\"name\":\"t\",\"children\":[".repeat(depth) + "]}".repeat(depth));
  }

  /** What reading a tree in three ways comes to; null for what is read. */
  private List<@Nullable Throwable> read(Json tree, String type) {
    List<@Nullable Throwable> thrown = new ArrayList<>();
    List<Runnable> ways =
        List.of(
            () -> codec.fromJson(tree, Sample.Tree.class),
            () -> codec.decode(new Payload(type, 1, tree)),
            () -> JacksonCodec.hash(new Payload(type, 1, tree)));
    for (Runnable way : ways) {
      try {
        way.run();
        thrown.add(null);
      } catch (Throwable e) {
        thrown.add(e);
      }
    }
    return thrown;
  }

  @Test
  void json_too_deep_for_the_stack_of_the_thread_is_refused() throws Exception {
    String type = codec.encode(new Sample.Tree("t", List.of())).type();
    // What takes a stack by itself is loaded before; too deep for the parser is refused anywhere.
    assertThat(read(tree(2), type)).containsOnlyNulls();
    assertThat(read(tree(600), type)).hasOnlyElementsOfType(InvalidInputException.class);
    Json deep = tree(480); // Each level an object and an array: the parser takes 1,000.
    List<@Nullable Throwable> thrown = new ArrayList<>();
    Thread small = new Thread(null, () -> thrown.addAll(read(deep, type)), "small", 144 << 10);
    small.start();
    small.join();
    assertThat(thrown)
        .hasSize(3)
        .allSatisfy(
            each ->
                assertThat(each)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("nested too deep"));
  }

  @Test
  void invalid_utf8_is_refused() {
    assertThatThrownBy(
            () ->
                codec.fromJson(Json.ofUtf8(new byte[] {'"', (byte) 0xC3, 'x', '"'}), String.class))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void the_hash_is_that_of_the_content_whatever_the_order_of_keys() {
    Payload one = new Payload("t", 1, Json.of("{\"a\":1.50,\"b\":[1,{\"d\":\"x\",\"c\":null}]}"));
    Payload same =
        new Payload("t", 1, Json.of("{ \"b\":[1,{\"c\":null,\"d\":\"x\"}], \"a\":1.5 }"));
    assertThat(JacksonCodec.hash(one)).hasSize(64).isEqualTo(JacksonCodec.hash(same));
    assertThat(JacksonCodec.hash(new Payload("u", 1, one.data())))
        .isNotEqualTo(JacksonCodec.hash(one));
    assertThat(JacksonCodec.hash(new Payload("t", 1, Json.of("{\"a\":1.5,\"b\":[{},1]}"))))
        .isNotEqualTo(JacksonCodec.hash(one));
    assertThatThrownBy(() -> JacksonCodec.hash(new Payload("t", 1, Json.of("{"))))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void the_hash_is_known() {
    // printf 't\n{"a":1}' | sha256sum
    assertThat(JacksonCodec.hash(new Payload("t", 1, Json.of("{\"a\":1}"))))
        .isEqualTo("321a56a2fdfc9aa645255d86928f8de40801c4454986a1990c4b46b13ec847f1");
  }
}
