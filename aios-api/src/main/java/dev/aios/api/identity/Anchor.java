package dev.aios.api.identity;

import dev.aios.api.InvalidInputException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What identifies an entity in the world: an address, a number, an id in another system. Two
 * entities with the same anchor are the same.
 *
 * @param type {@code mail}, {@code phone}, {@code domain}, {@code url}, {@code calendar}, or {@code
 *     id:<system>}, for example {@code id:crm}
 * @param value normalised by {@link #of}
 */
public record Anchor(String type, String value) {
  private static final Pattern EXTENSION =
      Pattern.compile("(?i)[\\s,;]*(?:ext\\.?|x|durchwahl|;ext=)\\s*\\d+$");

  /** Checks both. */
  public Anchor {
    if (type.isBlank() || value.isBlank()) {
      throw new InvalidInputException(
          "anchor", "type '" + type + "' and value '" + value + "' must not be blank");
    }
  }

  /**
   * A normalised anchor. Mail addresses in lower case without {@code mailto:} and angle brackets,
   * their domains in ASCII (IDNA); domains in lower case and ASCII, without a dot at the end; phone
   * numbers as plus and digits, without {@code tel:}, an extension and the (0) that is dialled
   * within a country only; URLs with scheme and host in lower case, without a slash at the end;
   * anything else without space around it.
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
          case "mail" -> address(trimmed);
          case "domain" -> domain(trimmed);
          case "phone" -> phone(trimmed);
          case "url" -> url(trimmed);
          default -> trimmed;
        });
  }

  private static String address(String text) {
    String plain = text.regionMatches(true, 0, "mailto:", 0, 7) ? text.substring(7) : text;
    if (plain.startsWith("<") && plain.endsWith(">") && plain.length() > 2) {
      plain = plain.substring(1, plain.length() - 1).strip();
    }
    int at = plain.lastIndexOf('@');
    String lower = plain.toLowerCase(Locale.ROOT);
    return at < 1 ? lower : lower.substring(0, at + 1) + domain(plain.substring(at + 1));
  }

  private static String domain(String text) {
    String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    try {
      return IDN.toASCII(plain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return plain.toLowerCase(Locale.ROOT); // No domain, but still the same each time.
    }
  }

  private static String url(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null || uri.getRawAuthority() == null) {
        return text;
      }
      String whole =
          uri.getScheme().toLowerCase(Locale.ROOT)
              + "://"
              + uri.getRawAuthority().toLowerCase(Locale.ROOT)
              + (uri.getRawPath() == null ? "" : uri.getRawPath())
              + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    } catch (URISyntaxException e) {
      return text;
    }
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
    String plain = text.regionMatches(true, 0, "tel:", 0, 4) ? text.substring(4).strip() : text;
    plain = EXTENSION.matcher(plain).replaceFirst("").strip();
    boolean international = plain.startsWith("+") || plain.startsWith("00");
    if (international) {
      plain = plain.replace("(0)", "");
    }
    String digits = plain.replaceAll("[^0-9]", "");
    if (digits.isEmpty()) {
      throw new InvalidInputException("anchor", "'" + text + "' holds no phone number");
    }
    return plain.startsWith("+")
        ? "+" + digits
        : plain.startsWith("00") ? "+" + digits.substring(2) : digits;
  }

  /** The form {@code type:value}. */
  @Override
  public String toString() {
    return type + ":" + value;
  }
}
