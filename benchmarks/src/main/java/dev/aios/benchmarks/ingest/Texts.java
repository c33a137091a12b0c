package dev.aios.benchmarks.ingest;

import java.util.Random;

/** Makes texts of everyday words, the same each time; no two of them say the same. */
final class Texts {
  private static final String[] WORDS =
      ("the of to and in for is on that with we are be this will from our have it not by as you at or"
              + " an can was your has more please time work project meeting offer customer week team"
              + " next new plan date cost need first review report change delivery contract budget"
              + " question answer design order office call open issue draft final invoice payment"
              + " account service support material supplier garden kitchen window summer winter river"
              + " market station library hospital teacher student engine software network machine"
              + " recipe holiday weather concert mountain journey history science language picture")
          .split(" ");

  private final Random random = new Random(20261124);
  private int made;

  /** One to three sentences of some 26 words together, as a turn of talk or a line of mail. */
  String sentence() {
    StringBuilder text = new StringBuilder("Number ").append(++made);
    int words = 20 + random.nextInt(13);
    for (int i = 0; i < words; i++) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
      if (i % 11 == 10) {
        text.append('.');
      }
    }
    return text.append('.').toString();
  }

  /** A document of so many sentences in paragraphs. */
  String document(int sentences) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sentences; i++) {
      text.append(sentence()).append(i % 4 == 3 ? "\n\n" : " ");
    }
    return text.toString();
  }
}
