package dev.aios.examples.consultancy.mail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The languages in which the program can answer. */
public enum Language {
  /** English, which everybody gets whose language is not known. */
  ENGLISH(Locale.ENGLISH, "the", "and", "you", "we", "is", "of", "to", "for", "with", "would"),
  /** German. */
  GERMAN(Locale.GERMAN, "und", "der", "die", "das", "wir", "ist", "nicht", "mit", "für", "sie");

  private final Locale locale;
  private final List<String> words;

  Language(Locale locale, String... words) {
    this.locale = locale;
    this.words = List.of(words);
  }

  /**
   * For dates and the like.
   *
   * @return the locale
   */
  public Locale locale() {
    return locale;
  }

  /**
   * Tells the language of a text by its commonest words.
   *
   * @param text the text
   * @return its language, English if in doubt
   */
  public static Language of(String text) {
    String[] found = text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+");
    return count(found, GERMAN) > count(found, ENGLISH) ? GERMAN : ENGLISH;
  }

  private static long count(String[] found, Language language) {
    return Arrays.stream(found).filter(language.words::contains).count();
  }
}
