package dev.aios.memory.internal.recall;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Topics;
import dev.aios.memory.internal.text.StopWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Topics of what is in the index: clusters of the texts' first chunks, labelled by the words that
 * are in many chunks of the cluster and in few others. Thread-safe.
 */
final class TopicIndex implements Topics {
  /** From so many the clusters are made; the rest is put where it belongs. */
  private static final int SAMPLE = 2_000;

  private static final int MOST = 100;
  private static final int WORDS = 8;

  private final RecallView view;
  private final Function<String, Set<String>> family;

  TopicIndex(RecallView view, Function<String, Set<String>> family) {
    this.view = view;
    this.family = family;
  }

  /** A text with the vector of its first chunk. */
  private static final class Member {
    final IndexedText text;
    final String passage;
    final float[] vector;

    Member(IndexedText text, String passage, float[] vector) {
      this.text = text;
      this.passage = passage;
      this.vector = vector;
    }
  }

  @Override
  public List<Topic> of(Query query, int most) {
    if (most < 1 || most > MOST) {
      throw new InvalidInputException("topics", "most is " + most + ", must be 1 to " + MOST);
    }
    Set<String> entities = new HashSet<>();
    query.entities().forEach(id -> entities.addAll(family.apply(id)));
    Filter filter = Filter.of(query, entities);
    view.catchUp();
    return view.reading(index -> topics(index, filter, most));
  }

  private static List<Topic> topics(RecallIndex index, Filter filter, int most) {
    List<Member> members = members(index, filter);
    if (members.isEmpty()) {
      return List.of();
    }
    List<float[]> sample = new ArrayList<>();
    int step = Math.max(1, members.size() / SAMPLE);
    for (int i = 0; i < members.size(); i += step) {
      sample.add(members.get(i).vector);
    }
    Clusters clusters = new Clusters(sample, most);
    List<List<Member>> groups = new ArrayList<>();
    for (int i = 0; i < clusters.count(); i++) {
      groups.add(new ArrayList<>());
    }
    members.forEach(member -> groups.get(clusters.nearest(member.vector)).add(member));
    List<Topic> topics = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      int number = i;
      List<Member> group = groups.get(i);
      group.sort(
          Comparator.comparing((Member one) -> -clusters.nearness(number, one.vector))
              .thenComparing(one -> one.passage));
      if (!group.isEmpty()) {
        topics.add(
            new Topic(
                words(index, group, members.size()),
                group.stream().map(member -> member.passage).toList()));
      }
    }
    topics.sort(
        Comparator.comparing((Topic topic) -> -topic.passages().size())
            .thenComparing(topic -> topic.passages().get(0)));
    return topics;
  }

  /** In the order of their keys, which is the same after a restart. */
  private static List<Member> members(RecallIndex index, Filter filter) {
    List<Member> members = new ArrayList<>();
    for (IndexedText text : index.texts()) {
      float[] vector = index.vectors().vector(text.chunks[0]);
      if (vector != null) {
        RecallView.passage(text, filter)
            .ifPresent(entry -> members.add(new Member(text, entry.getKey(), vector)));
      }
    }
    members.sort(Comparator.comparing(member -> member.text.key));
    return members;
  }

  /** How much more often a word is in the group than it would be by chance, times how often. */
  private static List<String> words(RecallIndex index, List<Member> group, int all) {
    Map<String, Integer> inside = new HashMap<>();
    for (Member member : group) {
      for (String word : index.words().wordsOf(member.text.chunks[0])) {
        inside.merge(word, 1, Integer::sum);
      }
    }
    record Telling(String word, double worth) {}
    List<Telling> telling = new ArrayList<>();
    double share = (double) group.size() / all;
    inside.forEach(
        (word, count) -> {
          double expected = index.words().documentsWith(word) * share;
          double worth = count * Math.log((count + 0.5) / (expected + 0.5));
          if (word.length() > 2 && !StopWords.isOne(word)) {
            telling.add(new Telling(word, worth));
          }
        });
    telling.sort(
        Comparator.comparingDouble(Telling::worth).reversed().thenComparing(Telling::word));
    return telling.stream().limit(WORDS).map(one -> index.asWritten(one.word())).toList();
  }
}
