package dev.aios.memory.internal.recall;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Topics;
import dev.aios.memory.internal.text.StopWords;
import dev.aios.memory.internal.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Topics of what is in the index: clusters of the texts' first chunks, labelled by the words that
 * are in many chunks of the cluster and in few others. Thread-safe.
 */
final class TopicIndex implements Topics {
  /** From so many the clusters are made; the rest is put where it belongs. */
  private static final int SAMPLE = 2_000;

  private static final int MOST = 100;
  private static final int WORDS = 8;

  /** So many texts of a topic are read for how its words are written. */
  private static final int TYPICAL = 20;

  private final RecallView view;
  private final Function<String, Set<String>> family;

  private final RecallRows rows;
  private final UnaryOperator<String> stem;

  TopicIndex(
      RecallView view,
      Function<String, Set<String>> family,
      RecallRows rows,
      UnaryOperator<String> stem) {
    this.view = view;
    this.family = family;
    this.rows = rows;
    this.stem = stem;
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
    return view.reading(index -> topics(index, filter, most)).stream().map(this::topic).toList();
  }

  /** A topic by the stems of its words, and its members, the most typical first. */
  private record Found(List<String> stems, List<Member> members) {}

  private Topic topic(Found found) {
    return new Topic(
        asWritten(found), found.members().stream().map(member -> member.passage).toList());
  }

  /** Each stem as a word that is written so in the most typical texts, the shortest of those. */
  private List<String> asWritten(Found found) {
    Map<String, String> written = new HashMap<>();
    int read = 0;
    for (Member member : found.members()) {
      if (read++ >= TYPICAL && written.keySet().containsAll(found.stems())) {
        break;
      }
      rows.chunk(member.text.key, 0)
          .ifPresent(
              chunk -> {
                for (String word : Words.of(chunk.text() + "\n" + chunk.heading())) {
                  written.merge(stem.apply(word), word, TopicIndex::first);
                }
              });
    }
    return found.stems().stream().map(its -> written.getOrDefault(its, its)).toList();
  }

  /** The shortest, and of those the first in the alphabet. */
  private static String first(String one, String other) {
    boolean shorter =
        other.length() < one.length()
            || (other.length() == one.length() && other.compareTo(one) < 0);
    return shorter ? other : one;
  }

  private static List<Found> topics(RecallIndex index, Filter filter, int most) {
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
    List<Found> topics = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      int number = i;
      List<Member> group = groups.get(i);
      group.sort(
          Comparator.comparing((Member one) -> -clusters.nearness(number, one.vector))
              .thenComparing(one -> one.passage));
      if (!group.isEmpty()) {
        topics.add(new Found(words(index, group, members.size()), group));
      }
    }
    topics.sort(
        Comparator.comparing((Found topic) -> -topic.members().size())
            .thenComparing(topic -> topic.members().get(0).passage));
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
    return telling.stream().limit(WORDS).map(Telling::word).toList();
  }
}
