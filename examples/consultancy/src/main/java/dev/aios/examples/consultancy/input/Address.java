package dev.aios.examples.consultancy.input;

import java.util.Locale;

/**
 * A mail address with the name that was written beside it.
 *
 * @param name the display name, decoded; empty if there was none
 * @param email the address in lower case
 */
public record Address(String name, String email) {
  /** Trims both and lowers the case of the address. */
  public Address {
    name = name.strip();
    email = email.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The part behind the at sign.
   *
   * @return the domain; empty if there is no at sign
   */
  public String domain() {
    int at = email.lastIndexOf('@');
    return at < 0 ? "" : email.substring(at + 1);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? email : name + " <" + email + ">";
  }
}
