package dev.aios.memory.internal.text;

/**
 * The stem of an English word (Porter, An algorithm for suffix stripping, Program 14, 1980): what
 * "paint", "paints", "painted" and "painting" have in common. It is no word, only a key. Words that
 * are not made of the letters a to z, or of three letters and fewer, stay as they are; words of
 * other languages lose some endings, the same ones in a question and in a text.
 */
public final class Stems {
  private static final String[][] SECOND = {
    {"ational", "ate"}, {"ization", "ize"}, {"iveness", "ive"}, {"fulness", "ful"},
    {"ousness", "ous"}, {"tional", "tion"}, {"biliti", "ble"}, {"entli", "ent"},
    {"ousli", "ous"}, {"ation", "ate"}, {"alism", "al"}, {"aliti", "al"},
    {"iviti", "ive"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"},
    {"alli", "al"}, {"ator", "ate"}, {"logi", "log"}, {"bli", "ble"},
    {"eli", "e"}
  };
  private static final String[][] THIRD = {
    {"icate", "ic"},
    {"ative", ""},
    {"alize", "al"},
    {"iciti", "ic"},
    {"ical", "ic"},
    {"ness", ""},
    {"ful", ""}
  };
  private static final String[] FOURTH = {
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti",
    "ous", "ive", "ize", "al", "er", "ic", "ou"
  };

  private String word;

  private Stems(String word) {
    this.word = word;
  }

  /**
   * The stem.
   *
   * @param word a word as {@link Words} gives it
   * @return its stem
   */
  public static String of(String word) {
    if (word.length() < 4) {
      return word;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < 'a' || c > 'z') {
        return word;
      }
    }
    Stems stem = new Stems(word);
    stem.plural();
    stem.pastAndProgressive();
    if (stem.word.endsWith("y") && hasVowel(stem.without(1))) {
      stem.word = stem.without(1) + "i";
    }
    stem.replace(SECOND);
    stem.replace(THIRD);
    stem.fourth();
    stem.tidy();
    return stem.word;
  }

  private String without(int letters) {
    return word.substring(0, word.length() - letters);
  }

  private void plural() {
    if (word.endsWith("sses") || word.endsWith("ies")) {
      word = without(2);
    } else if (word.endsWith("s") && !word.endsWith("ss")) {
      word = without(1);
    }
  }

  private void pastAndProgressive() {
    if (word.endsWith("eed")) {
      if (measure(without(3)) > 0) {
        word = without(1);
      }
      return;
    }
    if (word.endsWith("ed") && hasVowel(without(2))) {
      word = without(2);
    } else if (word.endsWith("ing") && hasVowel(without(3))) {
      word = without(3);
    } else {
      return;
    }
    char last = word.charAt(word.length() - 1);
    if (word.endsWith("at") || word.endsWith("bl") || word.endsWith("iz")) {
      word += "e";
    } else if (endsDouble(word) && last != 'l' && last != 's' && last != 'z') {
      word = without(1);
    } else if (measure(word) == 1 && endsShort(word)) {
      word += "e";
    }
  }

  private void replace(String[][] endings) {
    for (String[] ending : endings) {
      if (word.endsWith(ending[0])) {
        String rest = without(ending[0].length());
        if (measure(rest) > 0) {
          word = rest + ending[1];
        }
        return;
      }
    }
  }

  private void fourth() {
    for (String ending : FOURTH) {
      if (word.endsWith(ending)) {
        String rest = without(ending.length());
        boolean fits = !ending.equals("ion") || rest.endsWith("s") || rest.endsWith("t");
        if (fits && measure(rest) > 1) {
          word = rest;
        }
        return;
      }
    }
  }

  private void tidy() {
    if (word.endsWith("e")) {
      String rest = without(1);
      int measure = measure(rest);
      if (measure > 1 || (measure == 1 && !endsShort(rest))) {
        word = rest;
      }
    }
    if (word.endsWith("ll") && measure(word) > 1) {
      word = without(1);
    }
  }

  private static boolean isConsonant(String word, int at) {
    return switch (word.charAt(at)) {
      case 'a', 'e', 'i', 'o', 'u' -> false;
      case 'y' -> at == 0 || !isConsonant(word, at - 1);
      default -> true;
    };
  }

  /** How often a consonant follows a vowel. */
  private static int measure(String word) {
    int changes = 0;
    for (int i = 1; i < word.length(); i++) {
      if (isConsonant(word, i) && !isConsonant(word, i - 1)) {
        changes++;
      }
    }
    return changes;
  }

  private static boolean hasVowel(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!isConsonant(word, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsDouble(String word) {
    int last = word.length() - 1;
    return last > 0 && word.charAt(last) == word.charAt(last - 1) && isConsonant(word, last);
  }

  /** Consonant, vowel, consonant, and the last none of w, x, y. */
  private static boolean endsShort(String word) {
    int last = word.length() - 1;
    return last >= 2
        && isConsonant(word, last)
        && !isConsonant(word, last - 1)
        && isConsonant(word, last - 2)
        && "wxy".indexOf(word.charAt(last)) < 0;
  }
}
