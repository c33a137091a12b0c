package dev.aios.examples.consultancy.library;

import dev.aios.examples.consultancy.News;
import java.util.List;
import java.util.Locale;

/**
 * Questions with their answers.
 *
 * @param all each question once
 */
public record Answers(List<Answer> all) implements News {
  /** Copies the list. */
  public Answers {
    all = List.copyOf(all);
  }

  /**
   * A question with its answer.
   *
   * @param question what was asked
   * @param text the answer
   * @param sources where it stands, the one that fits best first
   * @param confidence how likely it is to be right, 0 to 1
   */
  public record Answer(String question, String text, List<String> sources, double confidence) {
    /** Copies the list. */
    public Answer {
      sources = List.copyOf(sources);
    }
  }

  @Override
  public String headline() {
    StringBuilder text = new StringBuilder("answers   " + all.size());
    for (Answer answer : all) {
      text.append("\n      ").append(answer.question()).append("\n        ").append(answer.text());
      answer.sources().stream().limit(1).forEach(s -> text.append("\n        [" + s + "]"));
    }
    return text.toString();
  }

  /**
   * The answers as a paper for the owner.
   *
   * @return Markdown
   */
  public String markdown() {
    StringBuilder text = new StringBuilder("# Answers from notes and mails\n");
    for (Answer answer : all) {
      text.append("\n## ").append(answer.question()).append("\n\n");
      text.append(answer.text()).append("\n\n");
      text.append(String.format(Locale.ROOT, "Confidence %.2f. Sources:\n\n", answer.confidence()));
      answer.sources().forEach(source -> text.append("- ").append(source).append("\n"));
    }
    return text.toString();
  }
}
