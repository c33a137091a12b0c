package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeywordIndexTest {
  private static KeywordIndex index() {
    return new KeywordIndex(KeywordIndex.Field.WORDS, KeyedHash.anew(), List::of);
  }

  /** All scores, of an index without neighbours. */
  private static double[] scores(KeywordIndex index, List<String> words, BitSet allowed) {
    try (Scores scores =
        index.scores(index.looking(words), allowed, Chain.EMPTY, Integer.MAX_VALUE)) {
      return IntStream.range(0, 1_000).mapToDouble(scores::of).toArray();
    }
  }

  @Test
  void a_rare_word_counts_more_than_a_common_one() {
    KeywordIndex index = index();
    index.add(0, List.of("the", "roof", "leak"));
    index.add(1, List.of("the", "invoice", "paid"));
    index.add(2, List.of("the", "invoice", "open"));

    double[] scores = scores(index, List.of("invoice", "roof"), null);

    assertThat(scores[0]).isGreaterThan(scores[1]);
    assertThat(scores[1]).isEqualTo(scores[2]).isPositive();
  }

  @Test
  void a_filter_hides_documents_and_does_not_change_scores() {
    KeywordIndex index = index();
    index.add(0, List.of("roof"));
    index.add(1, List.of("roof", "leak"));
    BitSet second = new BitSet();
    second.set(1);

    assertThat(scores(index, List.of("roof"), second)[0]).isZero();
    assertThat(scores(index, List.of("roof"), second)[1])
        .isEqualTo(scores(index, List.of("roof"), null)[1]);
  }

  /** The formula, without an index. */
  private static double bm25(Map<Integer, List<String>> documents, List<String> query, int of) {
    double average =
        Math.max(1, documents.values().stream().mapToInt(List::size).average().orElse(1));
    double score = 0;
    for (String word : query.stream().distinct().toList()) {
      double with = documents.values().stream().filter(words -> words.contains(word)).count();
      double count = documents.get(of).stream().filter(word::equals).count();
      double idf = Math.log(1 + (documents.size() - with + 0.5) / (with + 0.5));
      double length = documents.get(of).size();
      score += idf * count / (count + 0.9 * (0.6 + 0.4 * length / average));
    }
    return score;
  }

  /** Adds ({@code remove} false) a document of these words, or removes the {@code at}th. */
  record Change(boolean remove, int at, List<String> words) {}

  @Property(tries = 300)
  void scores_are_those_of_the_formula_whatever_was_added_and_removed(
      @ForAll("changes") List<Change> changes, @ForAll("words") List<String> query) {
    KeywordIndex index = index();
    Map<Integer, List<String>> documents = new TreeMap<>();
    int next = 0;
    for (Change change : changes) {
      if (!change.remove()) {
        index.add(next, change.words());
        documents.put(next++, change.words());
      } else if (!documents.isEmpty()) {
        int gone =
            new ArrayList<>(documents.keySet()).get(Math.floorMod(change.at(), documents.size()));
        index.remove(gone);
        documents.remove(gone);
      }
    }

    double[] scores = scores(index, query, null);
    assertThat(index.size()).isEqualTo(documents.size());
    for (int i = 0; i < next; i++) {
      double expected = documents.containsKey(i) ? bm25(documents, query, i) : 0;
      assertThat(scores[i]).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void in_a_large_index_common_words_are_not_read_where_they_cannot_change_who_is_best() {
    KeywordIndex index = index();
    Chain chain = new Chain();
    Random random = new Random(3);
    int documents = 20_000;
    for (int i = 0; i < documents; i++) {
      List<String> words = new ArrayList<>(List.of("common"));
      words.addAll(Collections.nCopies(random.nextInt(20), "filler"));
      if (i % 70 == 3) {
        words.addAll(Collections.nCopies(1 + random.nextInt(3), "rare"));
      }
      index.add(i, words);
      if (i % 50 != 0) {
        chain.link(i - 1, i);
      }
    }
    List<String> query = List.of("common", "rare", "filler");
    int best = 50;

    Scores some = index.scores(index.looking(query), null, chain, best);
    Scores whole = index.scores(index.looking(query), null, chain, documents + 1);

    assertThat(some.areWhole()).isFalse();
    assertThat(whole.areWhole()).isTrue();
    assertThat(best(documents, 2 * best, some)).containsAll(best(documents, best, whole));
    for (int i = 0; i < documents; i += 7) {
      assertThat(whole(index, some, i, null, chain)).isCloseTo(whole.of(i), within(1e-9));
    }
    BitSet odd = new BitSet();
    for (int i = 1; i < documents; i += 2) {
      odd.set(i);
    }
    Scores fewOfOdd = index.scores(index.looking(query), odd, chain, best);
    Scores ofOdd = index.scores(index.looking(query), odd, chain, documents + 1);
    for (int i = 0; i < documents; i += 7) {
      assertThat(whole(index, fewOfOdd, i, odd, chain)).isCloseTo(ofOdd.of(i), within(1e-9));
    }
    assertThat(index.scores(index.looking(List.of("common")), null, chain, best).areWhole())
        .isTrue();
  }

  /** As titles are: not every chunk has one. */
  @Test
  void a_document_beyond_those_that_have_words_has_no_score_where_common_words_are_left_out() {
    KeywordIndex index = index();
    for (int i = 0; i < 20_000; i++) {
      index.add(i, i % 100 == 0 ? List.of("common", "rare") : List.of("common"));
    }
    try (Scores scores =
        index.scores(index.looking(List.of("common", "rare")), null, Chain.EMPTY, 100)) {
      assertThat(scores.areWhole()).isFalse();
      assertThat(whole(index, scores, 100, null, Chain.EMPTY)).isPositive();
      assertThat(whole(index, scores, 1_000_000, null, Chain.EMPTY)).isZero();
    }
  }

  /** Mean lengths are kept between searches, while nothing changes. */
  @Test
  void scores_are_those_of_the_documents_and_what_stands_beside_them_at_present() {
    Random random = new Random(5);
    KeywordIndex index = index();
    Chain chain = new Chain();
    Map<Integer, List<String>> documents = new HashMap<>();
    for (int round = 0; round < 40; round++) {
      for (int change = 0; change < 5; change++) {
        index.changing();
        int document = random.nextInt(30);
        if (documents.remove(document) != null) {
          index.remove(document);
        } else {
          List<String> words =
              new ArrayList<>(Collections.nCopies(1 + random.nextInt(9), "filler"));
          words.add("roof");
          documents.put(document, words);
          index.add(document, words);
        }
        chain.link(document - 1, random.nextInt(3) == 0 ? Chain.NONE : document);
      }
      KeywordIndex anew = index();
      documents.forEach(anew::add);
      for (int search = 0; search < 3; search++) {
        try (Scores scores = index.scores(index.looking(List.of("roof")), null, chain, 9);
            Scores asAnew = anew.scores(anew.looking(List.of("roof")), null, chain, 9)) {
          for (int document = 0; document < 30; document++) {
            assertThat(scores.of(document)).isEqualTo(asAnew.of(document));
          }
        }
      }
    }
  }

  private static double whole(
      KeywordIndex index, Scores scores, int document, @Nullable BitSet allowed, Chain chain) {
    return scores.of(document) + index.leftOut(scores, document, allowed, chain);
  }

  @Test
  void of_many_searches_at_once_the_arrays_of_few_are_kept() {
    KeywordIndex index = index();
    index.add(0, List.of("roof"));
    List<Scores> first = scoresAtOnce(index);
    List<Scores> second = scoresAtOnce(index);

    assertThat(second.stream().filter(first::contains)).hasSizeBetween(1, 2);
  }

  private static List<Scores> scoresAtOnce(KeywordIndex index) {
    List<Scores> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(index.scores(index.looking(List.of("roof")), null, Chain.EMPTY, 10));
    }
    all.forEach(Scores::close);
    return all;
  }

  private static List<Integer> best(int documents, int most, Scores scores) {
    return IntStream.range(0, documents)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores.of(i)))
        .limit(most)
        .toList();
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.of("roof", "leak", "invoice", "paid", "anna", "bernd", "march")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return net.jqwik.api.Combinators.combine(
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.just(false)),
                net.jqwik.api.Tuple.of(2, Arbitraries.just(true))),
            Arbitraries.integers(),
            words())
        .as(Change::new)
        .list()
        .ofMaxSize(300);
  }
}
