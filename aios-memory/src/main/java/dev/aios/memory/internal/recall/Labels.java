package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.KeywordIndex.Field;
import dev.aios.memory.internal.text.Dates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is known of texts by their passages: titles and times as words. A text is known by the
 * ordinal of its first chunk. Guarded by the index's lock.
 */
final class Labels {
  private final KeywordIndex titles;
  private final KeywordIndex dates;
  private final Function<String, List<String>> words;

  /**
   * @param words what of a title counts
   */
  Labels(KeyedHash hash, Supplier<List<Segment>> segments, Function<String, List<String>> words) {
    this.titles = new KeywordIndex(Field.TITLES, hash, segments);
    this.dates = new KeywordIndex(Field.DATES, hash, segments);
    this.words = words;
  }

  KeywordIndex titles() {
    return titles;
  }

  KeywordIndex dates() {
    return dates;
  }

  /** Labels a text that is in memory by the passages that it has now. */
  void put(IndexedText text) {
    remove(text.first());
    Set<String> ofTitles = new LinkedHashSet<>();
    Set<String> ofTimes = new LinkedHashSet<>();
    for (IndexedText.Meta passage : text.passages.values()) {
      ofTitles.add(passage.title());
      Instant time = passage.time();
      if (time != null) {
        ofTimes.addAll(Dates.of(time));
      }
    }
    List<String> its = new ArrayList<>();
    ofTitles.forEach(title -> its.addAll(words.apply(title)));
    if (!its.isEmpty()) {
      titles.add(text.first(), its);
    }
    if (!ofTimes.isEmpty()) {
      dates.add(text.first(), new ArrayList<>(ofTimes));
    }
  }

  /** Removes those of a text that is in memory. */
  void remove(int text) {
    titles.remove(text);
    dates.remove(text);
  }

  /** Counts those of a text that is in a segment. */
  void count(int text, int titleLength, int dateLength) {
    if (titleLength > 0) {
      titles.count(text, titleLength);
    }
    if (dateLength > 0) {
      dates.count(text, dateLength);
    }
  }

  /** Ends to count them. */
  void discount(int text) {
    for (KeywordIndex one : List.of(titles, dates)) {
      if (one.length(text) > 0) {
        one.discount(text);
      }
    }
  }

  void moved() {
    titles.moved();
    dates.moved();
  }
}
