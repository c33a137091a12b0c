package dev.aios.examples.consultancy.mail;

import java.util.Locale;
import java.util.regex.Pattern;

/** The languages in which the program can answer. */
public enum Language {
  /** English, which everybody gets whose language is not known. */
  ENGLISH(Locale.ENGLISH, "\\b(the|and|you|we|is|of|to|for|with|would)\\b"),
  /** German. */
  GERMAN(Locale.GERMAN, "\\b(und|der|die|das|wir|ist|nicht|mit|für|sie)\\b");

  private final Locale locale;

  /** Its commonest words. */
  private final String words;

  Language(Locale locale, String words) {
    this.locale = locale;
    this.words = words;
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
    return GERMAN.countIn(text) > ENGLISH.countIn(text) ? GERMAN : ENGLISH;
  }

  private long countIn(String text) {
    int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;
    return Pattern.compile(words, flags).matcher(text).results().count();
  }
}
