package dev.aios.governance.internal.text;

import dev.aios.governance.internal.text.Phrases.Phrase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what reads like an instruction to a model. A heuristic: it knows the usual phrases in
 * English, German, French and Spanish, and the marks by which chat templates set roles apart. Who
 * words it otherwise gets through, so that what a tainted text leads to must be governed besides.
 */
public final class Instructions {
  private static final Phrases PHRASES = Phrases.load();

  /** Marks of roles in chat templates; no prose holds them. */
  private static final Pattern ROLE_MARKS =
      Pattern.compile(
          "<\\|[a-z_]{1,30}\\|>|\\[/?INST\\]|<</?SYS>>|</?(?:system|assistant)(?:_prompt)?>"
              + "|^[ \\t]{0,8}(?:#{1,6} ?)?(?:system|assistant)(?: prompt| message)?:",
          Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

  private static final int MOST_BEFORE = 200;
  private static final int MOST_AFTER = 400;

  private Instructions() {}

  /**
   * Finds them.
   *
   * @param text canonical text
   * @return the sentences in which they stand, ascending, none overlapping another
   */
  public static List<Span> in(String text) {
    List<Span> found = new ArrayList<>();
    addPhrases(text, found);
    Matcher marks = ROLE_MARKS.matcher(text);
    while (marks.find()) {
      found.add(sentence(text, marks.start(), marks.end()));
    }
    found.sort(Comparator.comparingInt(Span::start));
    return merged(found);
  }

  private static void addPhrases(String text, List<Span> found) {
    Words words = Words.of(text, PHRASES);
    int covered = 0;
    for (int i = 0; i < words.size(); i++) {
      if (words.start(i) < covered) {
        continue;
      }
      for (Phrase phrase : PHRASES.startingWith(words.id(i))) {
        int last = lastWord(words, phrase, 1, i);
        if (last >= 0) {
          Span sentence = sentence(text, words.start(i), words.end(last));
          found.add(sentence);
          covered = sentence.end();
          break;
        }
      }
    }
  }

  /** Where a phrase ends of which a slot has been met at a word; -1 if it is not met. */
  private static int lastWord(Words words, Phrase phrase, int slot, int at) {
    if (slot == phrase.slots().size()) {
      return at;
    }
    BitSet wanted = phrase.slots().get(slot);
    int furthest = Math.min(words.size() - 1, at + 1 + phrase.gaps().get(slot));
    for (int i = at + 1; i <= furthest && words.id(i) != Words.STOP; i++) {
      if (words.id(i) >= 0 && wanted.get(words.id(i))) {
        int last = lastWord(words, phrase, slot + 1, i);
        if (last >= 0) {
          return last;
        }
      }
    }
    return -1;
  }

  private static Span sentence(String text, int start, int end) {
    int from = start;
    while (from > 0 && start - from < MOST_BEFORE && !isBreak(text, from - 1)) {
      from--;
    }
    while (from < start && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    int to = end;
    while (to < text.length() && to - end < MOST_AFTER && !isBreak(text, to)) {
      to++;
    }
    while (to < text.length() && Words.isStop(text, to)) {
      to++;
    }
    return new Span(starter(text, from), starter(text, to));
  }

  private static boolean isBreak(String text, int at) {
    return text.charAt(at) == '\n' || Words.isStop(text, at);
  }

  /** A fence must not come between a letter and its marks, or between two halves of a letter. */
  private static int starter(String text, int at) {
    int moved = at;
    while (moved < text.length()
        && (Character.isLowSurrogate(text.charAt(moved))
            || Glyphs.isMark(text.codePointAt(moved)))) {
      moved++;
    }
    return moved;
  }

  private static List<Span> merged(List<Span> spans) {
    List<Span> merged = new ArrayList<>();
    for (Span span : spans) {
      Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && span.start() <= last.end()) {
        merged.set(merged.size() - 1, new Span(last.start(), Math.max(last.end(), span.end())));
      } else {
        merged.add(span);
      }
    }
    return merged;
  }
}
