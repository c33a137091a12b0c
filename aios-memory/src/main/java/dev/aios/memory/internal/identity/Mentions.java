package dev.aios.memory.internal.identity;

import dev.aios.api.identity.Anchor;
import java.net.IDN;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * By what somebody is recognised in a text: mail addresses and phone numbers, which nobody else
 * has, and names, which others may have. Each is looked for as a whole, never within a longer word,
 * address or number. Immutable.
 */
public final class Mentions {
  private static final int SHORTEST_NUMBER = 7;
  private static final int SHORTEST_NAME = 5;

  /** What may stand between the digits of a number. */
  private static final String GAP = "[ \\u00a0()/.\\u2013-]{0,3}";

  /** What stands before is no code of another country. */
  private static final String OF_NO_COUNTRY = "(?<!(?:\\+|00)[0-9]{1,3}" + GAP + ")\\(?";

  /** So many digits are no amount or date. */
  private static final int SHORTEST_BARE = 8;

  /** Country codes of two digits (ITU-T E.164); 1 and 7 have one, all others three. */
  private static final Set<String> TWO_DIGITS =
      Set.of(
          "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63"
              .concat(" 64 65 66 81 82 84 86 90 91 92 93 94 95 98")
              .split(" "));

  private final List<Pattern> sure = new ArrayList<>();
  private final List<Pattern> fullNames = new ArrayList<>();
  private final List<Pattern> names = new ArrayList<>();

  /**
   * Somebody.
   *
   * @param called names
   * @param anchors what identifies her; those that are no address or number are not looked for
   */
  public Mentions(Collection<String> called, Collection<Anchor> anchors) {
    for (Anchor anchor : anchors) {
      if (anchor.type().equals("mail")) {
        sure.add(address(anchor.value()));
      } else if (anchor.type().equals("phone") && anchor.value().length() >= SHORTEST_NUMBER) {
        sure.add(number(anchor.value()));
      }
    }
    for (String name : longestFirst(called)) {
      boolean full = name.contains(" ");
      if (full) {
        fullNames.add(name(name));
      }
      if (full || name.length() >= SHORTEST_NAME) {
        names.add(name(name));
      }
    }
  }

  private static List<String> longestFirst(Collection<String> names) {
    Set<String> stripped = new TreeSet<>();
    names.forEach(name -> stripped.add(name.strip().replaceAll("\\s+", " ")));
    stripped.remove("");
    return stripped.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static Pattern name(String name) {
    List<String> words = new ArrayList<>();
    for (String word : name.split(" ", -1)) {
      words.add(Pattern.quote(word));
    }
    return pattern(
        "(?<![\\p{L}\\p{N}])" + String.join("[\\s\\u00a0]+", words) + "(?![\\p{L}\\p{N}])");
  }

  /** An address, its domain in ASCII or as it is read. */
  private static Pattern address(String address) {
    int at = address.lastIndexOf('@');
    Set<String> forms = new TreeSet<>(Set.of(address));
    if (at > 0) {
      forms.add(address.substring(0, at + 1) + IDN.toUnicode(address.substring(at + 1)));
    }
    return pattern(
        "(?<![\\p{L}\\p{N}._%+-])(?:"
            + String.join("|", forms.stream().map(Pattern::quote).toList())
            + ")(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])");
  }

  /**
   * A number however it is grouped: as it is dialled from abroad (+49 171 …, 0049 171 …, +49 (0)171
   * …) and within its country (0171 …). Without its area code it could be somebody else's.
   */
  private static Pattern number(String value) {
    String digits = value.replaceAll("[^0-9]", "");
    boolean international = value.startsWith("+");
    int code = international ? code(digits) : 0;
    String national = digits.substring(code);
    if (!international && national.startsWith("0")) {
      national = national.substring(1); // What is dialled before it within the country.
    }
    String country = international ? spaced(digits.substring(0, code)) : "[1-9][0-9]{0,2}";
    String abroad = "(?:\\+|00)" + GAP + country + GAP + "(?:0" + GAP + ")?";
    String within = OF_NO_COUNTRY + (national.length() < SHORTEST_BARE ? "0" : "0?") + GAP;
    return pattern("(?<![0-9+])(?:" + abroad + "|" + within + ")" + spaced(national) + "(?![0-9])");
  }

  private static int code(String digits) {
    if (digits.startsWith("1") || digits.startsWith("7")) {
      return 1;
    }
    return TWO_DIGITS.contains(digits.substring(0, 2)) ? 2 : 3;
  }

  private static String spaced(String digits) {
    return String.join(GAP, digits.split(""));
  }

  /**
   * Whether a text holds an address or a number: nobody else has those.
   *
   * @param text any text
   * @return whether it does
   */
  public boolean identify(String text) {
    return found(sure.stream(), text);
  }

  /**
   * Whether a text holds an address, a number or a name of some length; others may have that name.
   *
   * @param text any text
   * @return whether it does
   */
  public boolean mention(String text) {
    return found(Stream.concat(sure.stream(), names.stream()), text);
  }

  /**
   * What finds addresses, numbers, and names of two words or more.
   *
   * @return the patterns, longer names first
   */
  public List<Pattern> personal() {
    return Stream.concat(sure.stream(), fullNames.stream()).toList();
  }

  private static boolean found(Stream<Pattern> patterns, CharSequence text) {
    return patterns.anyMatch(pattern -> pattern.matcher(text).find());
  }
}
