package dev.aios.langchain4j;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Price;
import dev.aios.api.value.Money;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's name with its price, as written in an environment variable: {@code name}, or {@code
 * name=input/output} in US dollars for a million tokens.
 *
 * @param model the name
 * @param price what it costs
 */
record PricedModel(String model, Price price) {
  /**
   * List prices of the models that are offered unless others are named, as their providers
   * published them in 2025. Prices change: whoever must be exact writes them into the variable.
   */
  private static final Map<String, Price> LISTED =
      Map.of(
          "gpt-4.1-nano", dollars("0.10", "0.40"),
          "gpt-4.1-mini", dollars("0.40", "1.60"),
          "gpt-4.1", dollars("2", "8"),
          "claude-haiku-4-5", dollars("1", "5"),
          "claude-sonnet-4-5", dollars("3", "15"),
          "claude-opus-4-5", dollars("5", "25"));

  private static Price dollars(String input, String output) {
    return new Price(Money.of(input, "USD"), Money.of(output, "USD"));
  }

  /**
   * Reads a variable's value.
   *
   * @param variable its name, for errors
   * @param value its value
   * @param otherwise the price where none is known, or null if one must be
   */
  static PricedModel parse(String variable, String value, @Nullable Price otherwise) {
    int at = value.lastIndexOf('=');
    String name = (at < 0 ? value : value.substring(0, at)).strip();
    if (name.isEmpty()) {
      throw new InvalidInputException(variable, "'" + value + "' names no model");
    }
    if (at >= 0) {
      return new PricedModel(name, price(variable, value.substring(at + 1).strip()));
    }
    Price price = LISTED.getOrDefault(name, otherwise);
    if (price == null) {
      throw new InvalidInputException(
          variable,
          "no price is known for model "
              + name
              + ", so no budget could hold it: write "
              + name
              + "=INPUT/OUTPUT, in US dollars for a million tokens (0/0 if it is free)");
    }
    return new PricedModel(name, price);
  }

  private static Price price(String variable, String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new InvalidInputException(
          variable, "price '" + text + "' is not INPUT/OUTPUT, for example 0.40/1.60");
    }
    Price price = dollars(text.substring(0, slash).strip(), text.substring(slash + 1).strip());
    Money input = price.perMillionInput();
    Money output = price.perMillionOutput();
    if (input == null || output == null || input.isNegative() || output.isNegative()) {
      throw new InvalidInputException(variable, "price '" + text + "' is negative");
    }
    return input.isZero() && output.isZero() ? Price.FREE : price;
  }
}
