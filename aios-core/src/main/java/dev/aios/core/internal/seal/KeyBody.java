package dev.aios.core.internal.seal;

import java.util.List;

/**
 * The body of a row in table {@code key}. The names of the components are the names in the row's
 * JSON.
 *
 * @param secret 256 bits in Base64
 * @param about whom what it opens is about
 */
record KeyBody(String secret, List<String> about) {
  @SuppressWarnings("NullAway") // Jackson passes null for what a record does not hold
  KeyBody {
    about = about == null ? List.of() : List.copyOf(about);
  }
}
