package dev.aios.governance.internal.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Phrases by which a text tries to steer a model, read from {@code phrases.txt}; what is written
 * there is said there. Immutable.
 */
final class Phrases {
  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final Map<String, List<String>> classes = new HashMap<>();
  private final List<List<Phrase>> byFirstWord = new ArrayList<>();

  /**
   * Words that follow each other.
   *
   * @param slots for each word, the ids of those that fit
   * @param gaps for each word, how many others may stand before it, from the second on
   */
  record Phrase(List<BitSet> slots, List<Integer> gaps) {}

  private Phrases() {}

  static Phrases load() {
    InputStream file =
        Objects.requireNonNull(Phrases.class.getResourceAsStream("phrases.txt"), "phrases.txt");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      Phrases phrases = new Phrases();
      lines
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(phrases::add);
      return phrases;
    } catch (IOException e) {
      throw new UncheckedIOException("phrases.txt in the jar of aios-governance", e);
    }
  }

  /** The id of a folded word, -1 if no phrase speaks of it. */
  int id(String word) {
    return vocabulary.getOrDefault(word, -1);
  }

  /** The phrases that may begin with a word. */
  List<Phrase> startingWith(int id) {
    return id < 0 ? List.of() : byFirstWord.get(id);
  }

  private void add(String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      classes.put(line.substring(0, equals).strip(), words(line.substring(equals + 1)));
    } else {
      addPhrase(words(line));
    }
  }

  private void addPhrase(List<String> parts) {
    List<BitSet> slots = new ArrayList<>();
    List<Integer> gaps = new ArrayList<>();
    int gap = 0;
    for (String part : parts) {
      if (part.startsWith("~")) {
        gap = Integer.parseInt(part.substring(1));
      } else {
        slots.add(slot(part));
        gaps.add(gap);
        gap = 0;
      }
    }
    Phrase phrase = new Phrase(List.copyOf(slots), List.copyOf(gaps));
    slots.get(0).stream().forEach(id -> byFirstWord.get(id).add(phrase));
  }

  private BitSet slot(String part) {
    BitSet ids = new BitSet();
    for (String option : part.split("\\|", -1)) {
      List<String> words =
          option.startsWith("@")
              ? Objects.requireNonNull(classes.get(option), option)
              : List.of(option);
      words.forEach(word -> ids.set(learn(word)));
    }
    return ids;
  }

  private int learn(String word) {
    return vocabulary.computeIfAbsent(
        Folding.word(word),
        unknown -> {
          byFirstWord.add(new ArrayList<>());
          return byFirstWord.size() - 1;
        });
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+", -1));
  }
}
