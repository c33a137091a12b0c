package dev.aios.benchmarks.recall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The synsets of WordNet as documents, and as questions the sentences in which their words are
 * used: who reads "he is a bank of knowledge" wants that sense of the word, of the many that there
 * are. In the files each line is a synset, its words, its definition and, in quotes, such
 * sentences.
 */
final class Glosses {
  private static final List<String> FILES =
      List.of("data.noun", "data.verb", "data.adj", "data.adv");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

  /** A sentence of fewer words says too little to be a question. */
  private static final int LEAST_WORDS = 5;

  /**
   * A document.
   *
   * @param id its file and offset
   * @param text its words and what they mean
   */
  record Document(String id, String text) {}

  /**
   * A question.
   *
   * @param text a sentence
   * @param id the document of the sense in which it uses a word
   */
  record Question(String text, String id) {}

  private final List<Document> documents = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();

  private Glosses() {}

  static boolean areIn(Path folder) {
    return FILES.stream().allMatch(file -> Files.isRegularFile(folder.resolve(file)));
  }

  /**
   * @param most about how many documents to read, taken evenly
   */
  static Glosses read(Path folder, int most) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String file : FILES) {
      for (String line : Files.readAllLines(folder.resolve(file), StandardCharsets.ISO_8859_1)) {
        if (!line.startsWith(" ")) { // The licence.
          lines.add(file.substring(5) + " " + line);
        }
      }
    }
    Glosses glosses = new Glosses();
    double step = Math.max(1, (double) lines.size() / most);
    for (double at = 0; at < lines.size(); at += step) {
      glosses.add(lines.get((int) at));
    }
    return glosses;
  }

  /** Of the form {@code noun 00003553 03 n 02 whole 0 unit 0 015 @ … | definition; "sentence"}. */
  private void add(String line) {
    int bar = line.indexOf('|');
    String[] fields = line.substring(0, bar).split(" ", -1);
    String id = fields[0] + "/" + fields[1];
    List<String> words = new ArrayList<>();
    int count = Integer.parseInt(fields[4], 16);
    for (int i = 0; i < count; i++) {
      words.add(fields[5 + 2 * i].replaceFirst("\\([a-z]+\\)$", "").replace('_', ' '));
    }
    String gloss = line.substring(bar + 1).strip();
    int quote = gloss.indexOf('"');
    String definition = quote < 0 ? gloss : gloss.substring(0, quote);
    documents.add(
        new Document(
            id, String.join(", ", words) + ": " + definition.strip().replaceFirst("[;,:]$", "")));
    Matcher matcher = QUOTED.matcher(gloss);
    while (matcher.find()) {
      if (matcher.group(1).split(" ", -1).length >= LEAST_WORDS) {
        questions.add(new Question(matcher.group(1), id));
      }
    }
  }

  List<Document> documents() {
    return documents;
  }

  /** So many questions, taken evenly. */
  List<Question> questions(int most) {
    List<Question> some = new ArrayList<>();
    double step = Math.max(1, (double) questions.size() / most);
    for (double at = 0; at < questions.size(); at += step) {
      some.add(questions.get((int) at));
    }
    return some;
  }
}
