package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The texts of an index that are in memory, for a new segment. Made and used under the lock. */
final class MemoryContent implements SegmentContent {
  private final KeywordIndex words;
  private final KeywordIndex titles;
  private final KeywordIndex dates;
  private final List<IndexedText> texts;
  private final List<MemoryPostings> terms = new ArrayList<>();
  private final List<String> models;

  MemoryContent(Collection<IndexedText> all, KeywordIndex words, Labels labels) {
    this.words = words;
    this.titles = labels.titles();
    this.dates = labels.dates();
    this.texts = new ArrayList<>(all);
    texts.sort(Comparator.comparing(text -> text.id));
    for (KeywordIndex index : List.of(words, titles, dates)) {
      index.inMemory().forEach(terms::add);
    }
    terms.sort(Comparator.comparingLong(one -> one.term));
    for (int i = 0; i < terms.size(); i++) {
      terms.get(i).number = i;
    }
    Set<String> names = new TreeSet<>();
    for (IndexedText text : texts) {
      String model = text.row.model();
      String other = text.row.other();
      if (model != null) {
        names.add(model);
      }
      if (other != null) {
        names.add(other);
      }
    }
    models = List.copyOf(names);
  }

  @Override
  public int texts() {
    return texts.size();
  }

  @Override
  public IndexedText text(int text) {
    return texts.get(text);
  }

  @Override
  public int length(int text, int chunk) {
    return words.length(texts.get(text).chunks[chunk]);
  }

  @Override
  public int titleLength(int text) {
    return titles.length(texts.get(text).first());
  }

  @Override
  public int dateLength(int text) {
    return dates.length(texts.get(text).first());
  }

  @Override
  public int terms() {
    return terms.size();
  }

  @Override
  public long hash(int term) {
    return terms.get(term).term;
  }

  @Override
  public List<Postings> postings(int term) {
    return List.of(terms.get(term));
  }

  @Override
  public int[] termsOf(int text, int chunk) {
    int ordinal = texts.get(text).chunks[chunk];
    List<MemoryPostings> all = new ArrayList<>(List.of(words.termsOf(ordinal)));
    if (chunk == 0) {
      all.addAll(List.of(titles.termsOf(ordinal)));
      all.addAll(List.of(dates.termsOf(ordinal)));
    }
    return all.stream().mapToInt(one -> one.number).toArray();
  }

  @Override
  public List<String> models() {
    return models;
  }
}
