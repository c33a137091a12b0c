package dev.aios.benchmarks.recall;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Untrusted;
import dev.aios.core.Aios;
import dev.aios.memory.Memory;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A conversation in recall, as a user of AIOS would keep and search it. */
final class Ours {
  private static final Map<Recall.Stage, String> ABLATION = new EnumMap<>(Recall.Stage.class);

  static {
    ABLATION.put(Recall.Stage.MEANING, "without meaning");
    ABLATION.put(Recall.Stage.KEYWORDS, "without keywords");
    ABLATION.put(Recall.Stage.NEIGHBOURS, "without neighbours");
    ABLATION.put(Recall.Stage.DATES, "without dates");
  }

  private final Embedder embedder;
  private final Path file;

  Ours(Embedder embedder, Path file) {
    this.embedder = embedder;
    this.file = file;
  }

  void ask(Talk talk, String model, boolean ablation, Scores scores) {
    try (Aios aios = open(true)) {
      Recall recall = aios.service(Recall.class);
      recall.add(
          talk.turns().stream()
              .map(
                  turn ->
                      Passage.turn(
                          turn.id(),
                          Untrusted.text(turn.text(), "chat:" + talk.name()),
                          new Passage.Said(
                              talk.name() + "/" + turn.sitting(),
                              talk.turns().indexOf(turn),
                              turn.speaker()),
                          turn.time()))
              .toList());
      ask(recall, talk, "aios " + model, Ranking.DEFAULT, scores);
      if (ablation) {
        ABLATION.forEach(
            (stage, name) ->
                ask(recall, talk, "  " + name, Ranking.DEFAULT.without(stage), scores));
        ask(recall, talk, "  meaning alone", only(Recall.Stage.MEANING), scores);
        ask(recall, talk, "  keywords alone", only(Recall.Stage.KEYWORDS), scores);
      }
    }
    if (ablation) {
      try (Aios aios = open(false)) {
        ask(aios.service(Recall.class), talk, "  without stems", Ranking.DEFAULT, scores);
      }
    }
  }

  private Aios open(boolean stems) {
    return Aios.builder()
        .sqlite(file)
        .extension(Memory.builder().embedder(embedder).englishStems(stems).build())
        .open();
  }

  private static Ranking only(Recall.Stage only) {
    Ranking ranking = Ranking.DEFAULT;
    for (Recall.Stage stage : Recall.Stage.values()) {
      ranking = stage == only ? ranking : ranking.without(stage);
    }
    return ranking;
  }

  private static void ask(Recall recall, Talk talk, String way, Ranking ranking, Scores scores) {
    for (Talk.Question question : talk.questions()) {
      List<String> hits =
          recall.search(Recall.Query.of(question.text(), Scores.MOST).ranked(ranking)).stream()
              .map(Recall.Hit::id)
              .toList();
      scores.add(way, question, hits);
    }
  }
}
