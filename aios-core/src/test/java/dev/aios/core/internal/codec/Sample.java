package dev.aios.core.internal.codec;

import dev.aios.api.value.Money;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Types that the tests encode. */
final class Sample {
  private Sample() {}

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "verde";
      }
    }
  }

  sealed interface Figure {}

  sealed interface Round extends Figure {}

  record Circle(double radius) implements Round {}

  record Oval(double a, double b) implements Round {}

  record Square(int side) implements Figure {}

  record Drawing(String title, Figure first, List<Figure> others) {}

  record Line(String what, int hours, Money rate) {
    boolean isLong() {
      return hours > 8;
    }

    Money getTotal() {
      return rate.times(hours);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // users have such records
  record Invoice(
      String number,
      LocalDate date,
      List<Line> lines,
      Map<String, BigDecimal> taxes,
      Set<Colour> colours,
      Optional<String> note,
      @Nullable String reference,
      Duration due,
      Instant made,
      byte[] seal) {}

  record Tree(String name, List<Tree> children) {}

  record Pair<A, B>(A first, B second) {}

  record Wide<T>(List<T> items, Optional<T> best) {}

  record Versioned(String name) {
    static final int SCHEMA_VERSION = 3;
  }

  record Opaque(String name, Thread worker) {}

  record Positive(int amount) {
    Positive {
      if (amount <= 0) {
        throw new IllegalArgumentException("amount " + amount + " is not positive");
      }
    }
  }

  record Contact(
      @NotBlank @Size(max = 40) String name,
      @Email String mail,
      @Pattern(regexp = "[A-Z]{2}") String country,
      @Min(18) @Max(120) int age,
      @DecimalMin(value = "0.5", inclusive = false) BigDecimal factor,
      @NotEmpty List<@NotBlank String> tags,
      @Nullable @Size(min = 2) String nick) {}

  record Team(String name, List<Contact> contacts, Map<String, Contact> byRole) {}

  static Invoice invoice() {
    return new Invoice(
        "R-1",
        LocalDate.of(2026, 9, 4),
        List.of(new Line("work", 7, Money.of("95.50", "EUR"))),
        Map.of("VAT", new BigDecimal("19.00")),
        Set.of(Colour.GREEN),
        Optional.of("thanks"),
        null,
        Duration.ofDays(14),
        Instant.parse("2026-09-04T10:15:30.123456789Z"),
        new byte[] {1, 2, 3});
  }
}
