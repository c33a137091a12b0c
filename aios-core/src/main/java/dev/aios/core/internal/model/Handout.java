package dev.aios.core.internal.model;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands out a streamed text exactly once over several attempts. The first attempt streams; should
 * it break off, the next is held back, and what it adds is handed out at the end. If it went
 * another way, its whole text follows after a line break, since what was said cannot be taken back.
 * Thread-safe.
 */
final class Handout {
  private final Consumer<String> onText;
  private final StringBuilder given = new StringBuilder();
  private int attempt;
  private @Nullable RuntimeException failure;

  Handout(Consumer<String> onText) {
    this.onText = onText;
  }

  /** Where an attempt puts its text; pieces of attempts given up are dropped. */
  synchronized Consumer<String> begin() {
    attempt++;
    int mine = attempt;
    boolean held = !given.isEmpty();
    return text -> {
      if (!held) {
        piece(mine, text);
      }
    };
  }

  private synchronized void piece(int of, String text) {
    if (of == attempt) {
      give(text);
    }
  }

  private void give(String text) {
    if (text.isEmpty() || failure != null) {
      return;
    }
    given.append(text);
    try {
      onText.accept(text);
    } catch (RuntimeException e) {
      // The reader's error, not the model's: the answer is still wanted and recorded.
      failure = e;
    }
  }

  /** The whole text is known and recorded; hands out what is missing. */
  synchronized void end(String text) {
    attempt++;
    String before = given.toString();
    give(text.startsWith(before) ? text.substring(before.length()) : "\n" + text);
    if (failure != null) {
      throw failure;
    }
  }
}
