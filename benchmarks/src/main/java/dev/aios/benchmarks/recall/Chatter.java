package dev.aios.benchmarks.recall;

import java.util.Arrays;
import java.util.Random;

/**
 * Talk without meaning whose words are as frequent as those of a language: the second most frequent
 * half as often as the first, and so on (Zipf), of thirty thousand. The same each time.
 */
final class Chatter {
  private static final int VOCABULARY = 30_000;
  private static final String[] SYLLABLES =
      "ba da fo ga hi ka le mi no pa ro su ta ve wi zu".split(" ", -1);

  private final Random random = new Random(20261125);
  private final double[] upTo = new double[VOCABULARY];

  Chatter() {
    double sum = 0;
    for (int i = 0; i < VOCABULARY; i++) {
      sum += 1.0 / (i + 2);
      upTo[i] = sum;
    }
    for (int i = 0; i < VOCABULARY; i++) {
      upTo[i] /= sum;
    }
  }

  String turn() {
    StringBuilder text = new StringBuilder();
    int words = 10 + random.nextInt(30);
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(word());
    }
    return text.append('.').toString();
  }

  /** Some words as they come, and two that are not among the most frequent. */
  String question() {
    return "What about "
        + word()
        + " and "
        + word()
        + " "
        + word()
        + " "
        + spelled(100 + random.nextInt(2_000))
        + " "
        + spelled(100 + random.nextInt(2_000))
        + "?";
  }

  private String word() {
    int at = Arrays.binarySearch(upTo, random.nextDouble());
    return spelled(Math.min(VOCABULARY - 1, at < 0 ? -at - 1 : at));
  }

  private static String spelled(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number + 16; rest > 0; rest /= SYLLABLES.length) {
      word.append(SYLLABLES[rest % SYLLABLES.length]);
    }
    return word.toString();
  }
}
