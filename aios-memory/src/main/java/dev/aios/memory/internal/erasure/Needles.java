package dev.aios.memory.internal.erasure;

import dev.aios.api.identity.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** By what somebody is recognised in a text. */
final class Needles {
  private static final int SHORTEST_NUMBER = 7;
  private static final int SHORTEST_NAME = 5;

  private final List<String> addresses = new ArrayList<>();
  private final List<Pattern> numbers = new ArrayList<>();
  private final List<Pattern> names = new ArrayList<>();

  Needles(Set<String> called, Set<Anchor> anchors) {
    for (Anchor anchor : anchors) {
      if (anchor.type().equals("mail")) {
        addresses.add(anchor.value().toLowerCase(Locale.ROOT));
      } else if (anchor.type().equals("phone") && anchor.value().length() >= SHORTEST_NUMBER) {
        numbers.add(number(anchor.value()));
      }
    }
    for (String name : called) {
      if (name.length() >= SHORTEST_NAME) {
        names.add(
            Pattern.compile(
                "(?<![\\p{L}\\p{N}])"
                    + Pattern.quote(name.toLowerCase(Locale.ROOT))
                    + "(?![\\p{L}\\p{N}])"));
      }
    }
  }

  /** A number however it is grouped; what stands before its last seven digits may be left out. */
  private static Pattern number(String value) {
    String digits = value.replaceAll("[^0-9]", "");
    String end = digits.substring(Math.max(0, digits.length() - SHORTEST_NUMBER));
    StringBuilder pattern = new StringBuilder("(?<![0-9])[+0-9() /.-]{0,12}");
    for (int i = 0; i < end.length(); i++) {
      pattern.append(i == 0 ? "" : "[ ()/.-]{0,2}").append(end.charAt(i));
    }
    return Pattern.compile(pattern.append("(?![0-9])").toString());
  }

  /** Whether a text holds an address or a number: nobody else has those. */
  boolean identify(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return addresses.stream().anyMatch(lower::contains)
        || numbers.stream().anyMatch(number -> number.matcher(lower).find());
  }

  /** Whether a text holds an address, a number or a name; others may have that name. */
  boolean mention(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return identify(text) || names.stream().anyMatch(name -> name.matcher(lower).find());
  }
}
