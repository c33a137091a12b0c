package dev.aios.core.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.codec.Sample.Circle;
import dev.aios.core.internal.codec.Sample.Colour;
import dev.aios.core.internal.codec.Sample.Drawing;
import dev.aios.core.internal.codec.Sample.Figure;
import dev.aios.core.internal.codec.Sample.Line;
import dev.aios.core.internal.codec.Sample.Oval;
import dev.aios.core.internal.codec.Sample.Pair;
import dev.aios.core.internal.codec.Sample.Square;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecPropertiesTest {
  private final JacksonCodec codec = new JacksonCodec();

  @Provide
  Arbitrary<Object> values() {
    return nested(nested(leaves()));
  }

  private static Arbitrary<Object> leaves() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(12),
        Arbitraries.integers(),
        Arbitraries.longs(),
        Arbitraries.doubles(),
        Arbitraries.bigDecimals().ofScale(7).map(BigDecimal::stripTrailingZeros),
        Arbitraries.of(true, false),
        Arbitraries.of(Colour.class),
        Arbitraries.longs()
            .between(-1L << 40, 1L << 40)
            .map(nanos -> Instant.EPOCH.plusNanos(nanos)),
        money(),
        figures(),
        lines());
  }

  private static Arbitrary<Object> nested(Arbitrary<Object> in) {
    return Arbitraries.oneOf(
        in,
        in.list().ofMaxSize(3),
        in.set().ofMaxSize(3),
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(4), in).ofMaxSize(3),
        in.optional(),
        Combinators.combine(in, in).as(Pair::new),
        Combinators.combine(
                Arbitraries.strings().ofMaxLength(9), figures(), figures().list().ofMaxSize(3))
            .as(Drawing::new));
  }

  private static Arbitrary<Money> money() {
    return Combinators.combine(
            Arbitraries.longs(), Arbitraries.of("EUR", "USD", "JPY", "KWD", "CLF"))
        .as(Money::new);
  }

  private static Arbitrary<Figure> figures() {
    return Arbitraries.oneOf(
        Arbitraries.doubles().map(Circle::new),
        Arbitraries.integers().map(Square::new),
        Combinators.combine(Arbitraries.doubles(), Arbitraries.doubles()).as(Oval::new));
  }

  private static Arbitrary<Line> lines() {
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(9), Arbitraries.integers(), money())
        .as(Line::new);
  }

  @Property(tries = 2000)
  void whatever_was_encoded_is_decoded_as_it_was(@ForAll("values") Object value) {
    Payload payload = codec.encode(value);
    assertThat(codec.decode(payload)).as("%s", payload).isEqualTo(value);
  }

  @Property(tries = 1000)
  void equal_values_have_equal_hashes(@ForAll("values") Object value) {
    Payload payload = codec.encode(value);
    Object copy = new JacksonCodec().decode(payload);
    assertThat(JacksonCodec.hash(codec.encode(copy))).isEqualTo(JacksonCodec.hash(payload));
  }

  @Property(tries = 2000)
  void whatever_a_payload_says_it_is_read_or_refused(
      @ForAll("names") String name, @ForAll("values") Object value) {
    Json data = codec.encode(value).data();
    try {
      codec.decode(new Payload(name, 1, data));
    } catch (InvalidInputException e) {
      assertThat(e.violations()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        values().map(value -> codec.encode(value).type()),
        Arbitraries.strings().withChars("java.util.List<>,*[]$ Sx").ofMaxLength(30));
  }

  @Property(tries = 1000)
  void whatever_a_text_says_it_is_read_or_refused(@ForAll String text) {
    for (Class<?> type : new Class<?>[] {Line.class, Drawing.class, String.class, Colour.class}) {
      try {
        codec.fromJson(Json.of(text), type);
      } catch (InvalidInputException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Property(tries = 200)
  void an_optional_of_an_optional_is_not_lost(@ForAll Optional<Integer> inner) {
    Optional<Optional<Integer>> outer = Optional.of(inner);
    assertThat(codec.decode(codec.encode(new Pair<>(1, inner)))).isEqualTo(new Pair<>(1, inner));
    if (inner.isPresent()) {
      assertThat(codec.decode(codec.encode(outer))).isEqualTo(outer);
    }
  }
}
