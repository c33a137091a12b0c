package dev.aios.benchmarks.recall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A long conversation, with questions and the turns that answer them.
 *
 * @param name what it is called
 * @param turns what was said, in order
 * @param questions what is asked about it
 */
record Talk(String name, List<Turn> turns, List<Question> questions) {
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("h:mm a 'on' d MMMM, yyyy")
          .toFormatter(Locale.ENGLISH);

  /**
   * A turn.
   *
   * @param id its id
   * @param sitting in which sitting it was said
   * @param time when that was
   * @param speaker who said it
   * @param text what was said
   */
  record Turn(String id, int sitting, Instant time, String speaker, String text) {}

  /**
   * A question.
   *
   * @param text the question
   * @param category what kind of question
   * @param evidence the ids of the turns that answer it
   */
  record Question(String text, int category, Set<String> evidence) {
    /** The share of the evidence that is among the first hits. */
    double recall(List<String> hits, int first) {
      long found = hits.stream().limit(first).filter(evidence::contains).count();
      return (double) found / evidence.size();
    }
  }

  static Talk read(Path file) throws IOException {
    JsonNode all = new ObjectMapper().readTree(file.toFile());
    List<Turn> turns = new ArrayList<>();
    for (JsonNode turn : all.get("turns")) {
      turns.add(
          new Turn(
              turn.get("id").asText(),
              turn.get("session").asInt(),
              LocalDateTime.parse(turn.get("date").asText().trim(), DATE).toInstant(ZoneOffset.UTC),
              turn.get("speaker").asText(),
              turn.get("text").asText()));
    }
    List<Question> questions = new ArrayList<>();
    for (JsonNode question : all.get("questions")) {
      Set<String> evidence = new LinkedHashSet<>();
      question.get("evidence").forEach(id -> evidence.add(id.asText()));
      if (!evidence.isEmpty()) {
        questions.add(
            new Question(
                question.get("question").asText(), question.get("category").asInt(), evidence));
      }
    }
    return new Talk(all.get("conversation").asText(), turns, questions);
  }
}
