package dev.aios.memory.internal.recall;

import dev.aios.api.memory.TokenCounter;
import dev.aios.memory.internal.recall.Piece.Seam;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a text apart by its structure: headings, paragraphs, list items, sentences, words. */
final class Pieces {
  private static final Pattern HEADING = Pattern.compile("(#{1,6})[ \\t]+(\\S.*)");
  private static final Pattern ITEM = Pattern.compile("[ \\t]*([-*+•>]|\\d{1,3}[.)])[ \\t]+.*");
  private static final Pattern FENCE = Pattern.compile("[ \\t]*(```|~~~).*");

  /** Longer runs are split without being counted: they cannot fit, and counting them is slow. */
  private static final int CHARACTERS_A_TOKEN = 16;

  private static final int WORDS_A_PIECE = 24;
  private static final int CHARACTERS_A_SLICE = 256;

  private final String text;
  private final TokenCounter counter;
  private final int budget;
  private final List<Piece> pieces = new ArrayList<>();
  private final String[] headings = {"", "", "", "", "", ""};

  private Seam seam = Seam.HEADING;
  private String heading = "";
  private boolean afterHeading;

  private Pieces(String text, TokenCounter counter, int budget) {
    this.text = text;
    this.counter = counter;
    this.budget = budget;
  }

  /** The pieces of a text in order, each of at most {@code budget} tokens. */
  static List<Piece> of(String text, TokenCounter counter, int budget) {
    Pieces pieces = new Pieces(text, counter, budget);
    pieces.lines();
    return pieces.pieces;
  }

  /** Goes through the lines; what lies between blank lines, headings and list items is a block. */
  private void lines() {
    int begin = 0;
    boolean fenced = false;
    int at = 0;
    while (at < text.length()) {
      int feed = text.indexOf('\n', at);
      int end = feed < 0 ? text.length() : feed;
      int next = feed < 0 ? end : end + 1;
      // A line of megabytes is no heading and no list item.
      String line = text.substring(at, Math.min(end, at + 1000));
      if (FENCE.matcher(line).matches()) {
        fenced = !fenced;
      }
      Matcher title = HEADING.matcher(line);
      if (line.isBlank() && end - at <= 1000) {
        block(begin, at);
        raise(Seam.PARAGRAPH);
        begin = next;
      } else if (!fenced && title.matches() && end - at <= 1000) {
        block(begin, at);
        heading(title.group(1).length(), title.group(2).strip(), at, end);
        begin = next;
      } else if (!fenced && ITEM.matcher(line).matches()) {
        block(begin, at);
        raise(Seam.SENTENCE);
        begin = at;
      }
      at = next;
    }
    block(begin, text.length());
  }

  private void raise(Seam to) {
    // What follows a heading stays with it if it can.
    boolean stays = afterHeading && to != Seam.HEADING;
    if (!stays && seam.compareTo(to) < 0) {
      seam = to;
    }
  }

  private void heading(int level, String title, int start, int end) {
    raise(Seam.HEADING);
    heading = above(level);
    sentence(start, end);
    headings[level - 1] = title;
    for (int i = level; i < headings.length; i++) {
      headings[i] = "";
    }
    heading = above(headings.length + 1);
    seam = Seam.WORD;
    afterHeading = true;
  }

  private String above(int level) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < level - 1; i++) {
      if (!headings[i].isEmpty()) {
        path.append(path.isEmpty() ? "" : " > ").append(headings[i]);
      }
    }
    return path.toString();
  }

  private void block(int start, int end) {
    if (start >= end) {
      return;
    }
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(text.substring(start, end));
    int from = sentences.first();
    for (int to = sentences.next(); to != BreakIterator.DONE; to = sentences.next()) {
      sentence(start + from, start + to);
      from = to;
    }
  }

  private void sentence(int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    if (start == end) {
      return;
    }
    if (!add(start, end)) {
      words(start, end);
    }
    seam = Seam.SENTENCE;
    afterHeading = false;
  }

  /** Adds a piece if it fits the budget. */
  private boolean add(int start, int end) {
    if ((long) end - start > (long) budget * CHARACTERS_A_TOKEN) {
      return false;
    }
    int tokens = counter.count(text.substring(start, end));
    if (tokens > budget) {
      return false;
    }
    pieces.add(new Piece(start, end, tokens, seam, heading));
    return true;
  }

  private void words(int from, int to) {
    int start = from;
    int words = 0;
    int at = from;
    while (at < to) {
      int word = at;
      while (at < to && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at - word > CHARACTERS_A_SLICE) {
        run(start, word);
        slices(word, at);
        start = at;
        words = 0;
      } else if (++words == WORDS_A_PIECE) {
        run(start, at);
        start = at;
        words = 0;
      }
      while (at < to && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (words == 0) {
        start = at;
      }
    }
    run(start, to);
  }

  /** Adds a run of words, halved until it fits. */
  private void run(int from, int to) {
    int end = to;
    while (end > from && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    if (from < end) {
      halves(from, end);
      seam = Seam.WORD;
    }
  }

  private void halves(int from, int to) {
    if (add(from, to)) {
      seam = Seam.WORD;
      return;
    }
    int middle = (from + to) >>> 1;
    if (Character.isLowSurrogate(text.charAt(middle))) {
      middle++;
    }
    if (middle <= from || middle >= to) {
      // One character of more tokens than the budget: it has to stand somewhere.
      pieces.add(new Piece(from, to, budget, seam, heading));
      return;
    }
    halves(from, middle);
    halves(middle, to);
  }

  private void slices(int from, int to) {
    for (int at = from; at < to; ) {
      int end = Math.min(to, at + CHARACTERS_A_SLICE);
      if (end < to && Character.isLowSurrogate(text.charAt(end))) {
        end++;
      }
      halves(at, end);
      at = end;
    }
  }
}
