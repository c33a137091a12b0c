package dev.aios.core.internal.codec;

import dev.aios.api.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A payload's type name, taken apart: {@code java.util.Map<java.lang.String,com.acme.Invoice>}.
 * Says nothing about whether such classes exist.
 *
 * @param raw the name in front of the angle brackets; {@code *} for "each element says itself"
 * @param args the names within them
 */
record TypeName(String raw, List<TypeName> args) {
  static final String ANY = "*";
  private static final int MAX_LENGTH = 4096;
  private static final int MAX_DEPTH = 16;

  TypeName {
    args = List.copyOf(args);
  }

  static TypeName parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw malformed(text.substring(0, 80) + "…", "longer than " + MAX_LENGTH + " characters");
    }
    if (text.indexOf('<') < 0) {
      return new TypeName(raw(text, text), List.of());
    }
    Parser parser = new Parser(text);
    TypeName name = parser.name(0);
    if (parser.at != text.length()) {
      throw malformed(text, "text after its end");
    }
    return name;
  }

  private static String raw(String raw, String text) {
    boolean fits = !raw.isEmpty();
    for (int i = 0; i < raw.length() && fits; i++) {
      char c = raw.charAt(i);
      fits = Character.isJavaIdentifierPart(c) || "./-*[]".indexOf(c) >= 0;
    }
    if (!fits) {
      throw malformed(text, "'" + raw + "' is no name");
    }
    return raw;
  }

  private static InvalidInputException malformed(String text, String why) {
    return new InvalidInputException("type name '" + text + "'", why);
  }

  @Override
  public String toString() {
    return args.isEmpty()
        ? raw
        : args.stream().map(TypeName::toString).collect(Collectors.joining(",", raw + "<", ">"));
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    TypeName name(int depth) {
      if (depth > MAX_DEPTH) {
        throw malformed(text, "nested deeper than " + MAX_DEPTH);
      }
      int from = at;
      while (at < text.length() && "<>,".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String raw = raw(text.substring(from, at), text);
      List<TypeName> args = new ArrayList<>();
      if (at < text.length() && text.charAt(at) == '<') {
        do {
          at++;
          args.add(name(depth + 1));
        } while (at < text.length() && text.charAt(at) == ',');
        if (at >= text.length() || text.charAt(at) != '>') {
          throw malformed(text, "an angle bracket is not closed");
        }
        at++;
      }
      return new TypeName(raw, args);
    }
  }
}
