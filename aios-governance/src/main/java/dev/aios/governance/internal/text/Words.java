package dev.aios.governance.internal.text;

import java.util.Arrays;

/** The words of a text as ids, with their places; the ends of sentences stand between them. */
final class Words {
  /** Not a word of any phrase. */
  static final int UNKNOWN = -1;

  /** The end of a sentence, which no phrase goes across. */
  static final int STOP = -2;

  private int[] ids = new int[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int size;

  private Words() {}

  static Words of(String text, Phrases phrases) {
    Words words = new Words();
    StringBuilder word = new StringBuilder();
    int start = -1;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean part = Character.isLetterOrDigit(c) || (start >= 0 && Glyphs.isMark(c));
      if (part) {
        start = start < 0 ? i : start;
        Folding.append(word, c);
      } else {
        if (start >= 0) {
          words.add(phrases.id(Folding.unleet(word)), start, i);
          word.setLength(0);
          start = -1;
        }
        if (isStop(text, i)) {
          words.add(STOP, i, next);
        }
      }
      i = next;
    }
    if (start >= 0) {
      words.add(phrases.id(Folding.unleet(word)), start, text.length());
    }
    return words;
  }

  static boolean isStop(String text, int at) {
    char c = text.charAt(at);
    return (c == '.' || c == '!' || c == '?')
        && (at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1)));
  }

  private void add(int id, int start, int end) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    ids[size] = id;
    starts[size] = start;
    ends[size++] = end;
  }

  int size() {
    return size;
  }

  int id(int index) {
    return ids[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }
}
