package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Several segments together, for one in their place: all that was not erased, also what is hidden.
 * If something is erased from them while this is used, what was made with it must be thrown away.
 */
final class MergedContent implements SegmentContent {
  private static final int OFTEN = 1 << 12;

  private final List<Segment> segments;
  private final BooleanSupplier stopped;
  private final List<String> models;

  /** The segment and the text's number there, by the number here. */
  private long[] texts = new long[1024];

  private int textCount;

  /** The hash of each term, and its number in each segment or -1. */
  private long[] hashes = new long[1024];

  private int[] oldNumbers;
  private int termCount;

  /** By segment: the number here of each of its terms. */
  private final int[][] newNumbers;

  /**
   * @param stopped asked from time to time
   * @throws IOException if it was stopped
   */
  MergedContent(List<Segment> segments, BooleanSupplier stopped) throws IOException {
    this.stopped = stopped;
    this.segments = segments;
    this.newNumbers = new int[segments.size()][];
    this.oldNumbers = new int[1024 * segments.size()];
    Set<String> names = new TreeSet<>();
    segments.forEach(segment -> names.addAll(segment.layout().models()));
    this.models = List.copyOf(names);
    mergeTexts();
    mergeTerms();
  }

  /** Where one is in a segment. */
  private static final class Cursor<K> {
    final int segment;
    int at = -1;
    K key;

    Cursor(int segment, K key) {
      this.segment = segment;
      this.key = key;
    }
  }

  private void goOn(int done) throws IOException {
    if (done % OFTEN == 0 && stopped.getAsBoolean()) {
      throw new IOException("Stopped while it was put together");
    }
  }

  private void mergeTexts() throws IOException {
    PriorityQueue<Cursor<TextId>> queue =
        new PriorityQueue<>(Comparator.comparing(cursor -> cursor.key));
    for (int i = 0; i < segments.size(); i++) {
      advanceText(new Cursor<>(i, new TextId(0, 0, 0)), queue);
    }
    while (!queue.isEmpty()) {
      Cursor<TextId> cursor = queue.remove();
      if (textCount == texts.length) {
        texts = Arrays.copyOf(texts, textCount * 2);
      }
      goOn(textCount);
      texts[textCount++] = (long) cursor.segment << 32 | cursor.at;
      advanceText(cursor, queue);
    }
  }

  private void advanceText(Cursor<TextId> cursor, PriorityQueue<Cursor<TextId>> queue) {
    Segment segment = segments.get(cursor.segment);
    do {
      cursor.at++;
    } while (cursor.at < segment.texts() && segment.chunks(cursor.at) == 0);
    if (cursor.at < segment.texts()) {
      cursor.key = segment.id(cursor.at);
      queue.add(cursor);
    }
  }

  private void mergeTerms() throws IOException {
    PriorityQueue<Cursor<Long>> queue =
        new PriorityQueue<>(Comparator.comparing(cursor -> cursor.key));
    for (int i = 0; i < segments.size(); i++) {
      newNumbers[i] = new int[segments.get(i).layout().terms()];
      Arrays.fill(newNumbers[i], -1);
      advanceTerm(new Cursor<>(i, 0L), queue);
    }
    int width = segments.size();
    while (!queue.isEmpty()) {
      Cursor<Long> cursor = queue.remove();
      if (termCount == 0 || hashes[termCount - 1] != cursor.key) {
        if (termCount == hashes.length) {
          hashes = Arrays.copyOf(hashes, termCount * 2);
          oldNumbers = Arrays.copyOf(oldNumbers, termCount * 2 * width);
        }
        goOn(termCount);
        Arrays.fill(oldNumbers, termCount * width, (termCount + 1) * width, -1);
        hashes[termCount++] = cursor.key;
      }
      oldNumbers[(termCount - 1) * width + cursor.segment] = cursor.at;
      newNumbers[cursor.segment][cursor.at] = termCount - 1;
      advanceTerm(cursor, queue);
    }
  }

  private void advanceTerm(Cursor<Long> cursor, PriorityQueue<Cursor<Long>> queue) {
    Segment segment = segments.get(cursor.segment);
    do {
      cursor.at++;
    } while (cursor.at < segment.layout().terms() && segment.whole(cursor.at).live() == 0);
    if (cursor.at < segment.layout().terms()) {
      cursor.key = segment.hash(cursor.at);
      queue.add(cursor);
    }
  }

  private Segment segment(int text) {
    return segments.get((int) (texts[text] >>> 32));
  }

  private int number(int text) {
    return (int) texts[text];
  }

  @Override
  public int texts() {
    return textCount;
  }

  @Override
  public IndexedText text(int text) {
    return segment(text).text(number(text));
  }

  @Override
  public int length(int text, int chunk) {
    Segment segment = segment(text);
    return segment.length(segment.firstChunk(number(text)) + chunk);
  }

  @Override
  public int titleLength(int text) {
    return segment(text).titleLength(number(text));
  }

  @Override
  public int dateLength(int text) {
    return segment(text).dateLength(number(text));
  }

  @Override
  public int terms() {
    return termCount;
  }

  @Override
  public long hash(int term) {
    return hashes[term];
  }

  @Override
  public List<Postings> postings(int term) {
    List<Postings> lists = new ArrayList<>(segments.size());
    for (int i = 0; i < segments.size(); i++) {
      int old = oldNumbers[term * segments.size() + i];
      if (old >= 0) {
        lists.add(segments.get(i).whole(old));
      }
    }
    return lists;
  }

  @Override
  public int[] termsOf(int text, int chunk) {
    Segment segment = segment(text);
    int[] numbers = newNumbers[(int) (texts[text] >>> 32)];
    int[] terms = segment.termsOf(segment.firstChunk(number(text)) + chunk);
    for (int i = 0; i < terms.length; i++) {
      terms[i] = numbers[terms[i]];
    }
    return terms;
  }

  @Override
  public List<String> models() {
    return models;
  }
}
