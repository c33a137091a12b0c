package dev.aios.memory.internal.recall;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Topics;
import dev.aios.memory.internal.recall.KeywordIndex.Field;
import dev.aios.memory.internal.text.StopWords;
import dev.aios.memory.internal.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** So many terms are looked at for these: some are stop words, or too short. */
  private static final int CANDIDATES = 64;

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

  /** A text, as little of it as is needed: there may be a million. */
  private static final class Member {
    final TextId text;
    final String passage;

    /** The ordinal of its first chunk, whose vector stands for it. */
    final int first;

    /** How typical it is of its topic. */
    float nearness;

    Member(IndexedText text, String passage) {
      this.text = text.id;
      this.passage = passage;
      this.first = text.first();
    }

    float nearness() {
      return nearness;
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
    record Read(KeyedHash hash, List<Found> topics) {}
    Read read = view.reading(index -> new Read(index.hash(), topics(index, filter, most)));
    return read.topics().stream().map(found -> topic(found, read.hash())).toList();
  }

  /** A term and how well it tells a topic from others. */
  private record Telling(long term, double worth) {}

  /** A topic by its telling terms, and its members, the most typical first. */
  private record Found(List<Telling> terms, List<Member> members) {}

  private Topic topic(Found found, KeyedHash hash) {
    return new Topic(
        asWritten(found, hash), found.members().stream().map(member -> member.passage).toList());
  }

  /**
   * The most telling words. The index has only terms, so texts are read until it is known of which
   * words those are; each is written as in the most typical texts, the shortest of those forms.
   */
  private List<String> asWritten(Found found, KeyedHash hash) {
    Set<Long> terms = new HashSet<>();
    found.terms().forEach(telling -> terms.add(telling.term()));
    Map<Long, String> stems = new HashMap<>();
    Map<Long, String> written = new HashMap<>();
    int read = 0;
    for (Member member : found.members()) {
      if (read++ >= TYPICAL && stems.size() == terms.size()) {
        break;
      }
      rows.chunk(member.text.key(), 0)
          .ifPresent(
              chunk -> {
                for (String word : Words.of(chunk.text() + "\n" + chunk.heading())) {
                  String its = stem.apply(word);
                  long term = Field.WORDS.term(hash, its);
                  if (terms.contains(term)) {
                    stems.put(term, its);
                    written.merge(term, word, TopicIndex::first);
                  }
                }
              });
    }
    return found.terms().stream()
        .filter(telling -> isLabel(stems.getOrDefault(telling.term(), "")))
        .sorted(
            Comparator.comparingDouble(Telling::worth)
                .reversed()
                .thenComparing(telling -> stems.getOrDefault(telling.term(), "")))
        .limit(WORDS)
        .map(telling -> written.getOrDefault(telling.term(), ""))
        .toList();
  }

  private static boolean isLabel(String stem) {
    return stem.length() > 2 && !StopWords.isOne(stem);
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
    Clusters clusters = new Clusters(sample(index, members), most);
    List<List<Member>> groups = new ArrayList<>();
    for (int i = 0; i < clusters.count(); i++) {
      groups.add(new ArrayList<>());
    }
    for (Member member : members) {
      float[] vector = vector(index, member);
      int group = clusters.nearest(vector);
      member.nearness = clusters.nearness(group, vector);
      groups.get(group).add(member);
    }
    List<Found> topics = new ArrayList<>();
    for (List<Member> group : groups) {
      group.sort(
          Comparator.comparing(Member::nearness)
              .reversed()
              .thenComparing(member -> member.passage));
      if (!group.isEmpty()) {
        topics.add(new Found(terms(index, group, members.size()), group));
      }
    }
    topics.sort(
        Comparator.comparing((Found topic) -> -topic.members().size())
            .thenComparing(topic -> topic.members().get(0).passage));
    return topics;
  }

  /** The vectors of some of them, evenly spread. */
  private static List<float[]> sample(RecallIndex index, List<Member> members) {
    List<float[]> sample = new ArrayList<>();
    for (int i = 0; i < members.size(); i += Math.max(1, members.size() / SAMPLE)) {
      sample.add(vector(index, members.get(i)));
    }
    return sample;
  }

  private static float[] vector(RecallIndex index, Member member) {
    return Objects.requireNonNull(index.vectors().vector(member.first), "only such are members");
  }

  /** In the order of their keys, which is the same after a restart. */
  private static List<Member> members(RecallIndex index, Filter filter) {
    List<Member> members = new ArrayList<>();
    Sieve sieve = Sieve.of(filter, index.hash());
    index
        .texts()
        .each(
            text -> {
              if (index.vectors().has(text.first())) {
                RecallView.passage(text, sieve)
                    .ifPresent(entry -> members.add(new Member(text, entry.getKey())));
              }
              return true;
            });
    members.sort(Comparator.comparing(member -> member.text));
    return members;
  }

  /** How much more often a term is in the group than it would be by chance, times how often. */
  private static List<Telling> terms(RecallIndex index, List<Member> group, int all) {
    Map<Long, Integer> inside = new HashMap<>();
    for (Member member : group) {
      for (long term : index.terms(member.first)) {
        inside.merge(term, 1, Integer::sum);
      }
    }
    List<Telling> telling = new ArrayList<>();
    double share = (double) group.size() / all;
    inside.forEach(
        (term, count) -> {
          double expected = index.words().documentsWith(term) * share;
          telling.add(new Telling(term, count * Math.log((count + 0.5) / (expected + 0.5))));
        });
    telling.sort(Comparator.comparingDouble(Telling::worth).reversed());
    return List.copyOf(telling.subList(0, Math.min(telling.size(), CANDIDATES)));
  }
}
