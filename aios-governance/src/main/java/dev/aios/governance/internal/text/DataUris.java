package dev.aios.governance.internal.text;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that are written out within a text. Nobody reads them, and anything may be in them. */
public final class DataUris {
  private static final String INSTEAD = "[data removed]";
  private static final Pattern URI =
      Pattern.compile(
          "\\bdata:[a-z]{1,30}/[a-z0-9.+-]{1,100}(?:;[a-z0-9=.\"-]{1,100}){0,5},[^\\s\"'<>)\\]]*+",
          Pattern.CASE_INSENSITIVE);

  private DataUris() {}

  /**
   * Takes them out.
   *
   * @param text canonical text
   * @param found told of each
   * @return the text with a remark in place of each
   */
  public static String without(String text, Consumer<String> found) {
    if (!text.contains("data:") && !text.toLowerCase(Locale.ROOT).contains("data:")) {
      return text;
    }
    Matcher uris = URI.matcher(text);
    StringBuilder out = new StringBuilder();
    while (uris.find()) {
      found.accept(uris.group());
      uris.appendReplacement(out, Matcher.quoteReplacement(INSTEAD));
    }
    return uris.appendTail(out).toString();
  }
}
