package dev.aios.memory.internal.recall;

import java.util.Arrays;

/** The documents of one word that are in no segment. */
final class MemoryPostings implements Postings {
  final long term;

  /** Its number in the segment that is being written. */
  int number;

  private int[] documents = new int[2];
  private byte[] counts = new byte[2];
  private int size;

  MemoryPostings(long term) {
    this.term = term;
  }

  void add(int document, int count) {
    if (size == documents.length) {
      documents = Arrays.copyOf(documents, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    int at = size;
    if (size > 0 && documents[size - 1] > document) {
      at = -1 - Arrays.binarySearch(documents, 0, size, document);
      System.arraycopy(documents, at, documents, at + 1, size - at);
      System.arraycopy(counts, at, counts, at + 1, size - at);
    }
    documents[at] = document;
    counts[at] = (byte) Math.min(MOST, count);
    size++;
  }

  void remove(int document) {
    int at = Arrays.binarySearch(documents, 0, size, document);
    if (at >= 0) {
      size--;
      System.arraycopy(documents, at + 1, documents, at, size - at);
      System.arraycopy(counts, at + 1, counts, at, size - at);
    }
  }

  @Override
  public int live() {
    return size;
  }

  @Override
  public int read(int from, int[] into, int[] countsInto) {
    int some = Math.min(into.length, size - from);
    System.arraycopy(documents, from, into, 0, some);
    for (int i = 0; i < some; i++) {
      countsInto[i] = counts[from + i] & MOST;
    }
    return some;
  }

  @Override
  public int count(int document) {
    int at = Arrays.binarySearch(documents, 0, size, document);
    return at < 0 ? 0 : counts[at] & MOST;
  }
}
