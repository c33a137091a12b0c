package dev.aios.memory.internal.text;

import java.util.List;
import java.util.Set;

/**
 * Words that say nothing of what a question is about: articles, pronouns, auxiliaries, question
 * words, in English and German, but for those that mean something in the other of the two or are a
 * month. They are left out of questions only, never out of the index, so that "The Who" can still
 * be found by its words.
 */
public final class StopWords {
  private static final Set<String> ENGLISH =
      Set.of(
          "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
          "been", "being", "but", "by", "can", "could", "did", "do", "doe", "does", "doing", "for",
          "from", "had", "has", "have", "having", "he", "her", "hers", "him", "his", "how", "i",
          "if", "in", "into", "is", "it", "its", "just", "me", "my", "of", "on", "or", "our",
          "ours", "shall", "she", "should", "so", "some", "than", "that", "the", "their", "theirs",
          "them", "then", "there", "these", "they", "this", "those", "to", "too", "us", "was", "we",
          "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with",
          "would", "you", "your", "yours");

  private static final Set<String> GERMAN =
      Set.of(
          "aber", "als", "am", "auch", "auf", "aus", "bei", "bis", "bist", "da", "das", "dass",
          "dein", "dem", "den", "denn", "der", "des", "die", "dies", "diese", "dieser", "dieses",
          "du", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "euch",
          "fur", "haben", "hatte", "ich", "ihm", "ihn", "ihr", "ihre", "im", "in", "ist", "ja",
          "kann", "mein", "mich", "mir", "mit", "nach", "noch", "nun", "oder", "sein", "seine",
          "sich", "sie", "sind", "so", "um", "und", "un", "uns", "unser", "unter", "vom", "von",
          "vor", "wann", "warum", "was", "wem", "wen", "wenn", "wer", "werden", "wie", "wir",
          "wird", "wo", "zu", "zum", "zur");

  private StopWords() {}

  /**
   * Whether a word says nothing of what a text is about.
   *
   * @param word a word as {@link Words} gives it
   * @return whether it is a stop word
   */
  public static boolean isOne(String word) {
    return ENGLISH.contains(word) || GERMAN.contains(word);
  }

  /**
   * The words that a question is about.
   *
   * @param words the question's words
   * @return those that are no stop words; all if nothing else is there
   */
  public static List<String> without(List<String> words) {
    List<String> telling = words.stream().filter(word -> !isOne(word)).toList();
    return telling.isEmpty() ? words : telling;
  }
}
