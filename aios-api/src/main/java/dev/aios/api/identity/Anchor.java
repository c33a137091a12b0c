package dev.aios.api.identity;

import dev.aios.api.InvalidInputException;

/**
 * What identifies an entity in the world: an address, a number, an id in another system. Two
 * entities with the same anchor are the same.
 *
 * @param type {@code mail}, {@code phone}, {@code domain}, {@code url}, or {@code id:<system>}
 * @param value normalised by {@link #of}
 */
public record Anchor(String type, String value) {
  /** Checks both. */
  public Anchor {
    if (type.isBlank() || value.isBlank()) {
      throw new InvalidInputException(
          "anchor", "type '" + type + "' and value '" + value + "' must not be blank");
    }
  }

  /**
   * A normalised anchor: addresses and domains in lower case, phone numbers as plus and digits.
   *
   * @param type the type
   * @param value as it was found
   * @return the anchor
   */
  public static Anchor of(String type, String value) {
    String trimmed = value.strip();
    return new Anchor(
        type,
        switch (type) {
          case "mail", "domain" -> trimmed.toLowerCase(java.util.Locale.ROOT);
          case "phone" -> phone(trimmed);
          default -> trimmed;
        });
  }

  /**
   * A mail address.
   *
   * @param address as it was found
   * @return the anchor
   */
  public static Anchor mail(String address) {
    return of("mail", address);
  }

  private static String phone(String text) {
    String digits = text.replaceAll("[^0-9]", "");
    if (digits.isEmpty()) {
      throw new InvalidInputException("anchor", "'" + text + "' holds no phone number");
    }
    return text.startsWith("+")
        ? "+" + digits
        : text.startsWith("00") ? "+" + digits.substring(2) : digits;
  }

  /** The form {@code type:value}. */
  @Override
  public String toString() {
    return type + ":" + value;
  }
}
