package dev.aios.governance.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The invisible characters that were taken out of a text, and what they spell: text can be written
 * in Unicode tags, or as bytes in variation selectors. Not thread-safe.
 */
public final class Invisible {
  private static final int MOST_SPELT = 1 << 16;
  private static final int MOST_KINDS = 6;

  private final Map<Integer, Integer> counts = new TreeMap<>();
  private final StringBuilder tags = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int total;

  Invisible() {}

  /**
   * Counts one.
   *
   * @param c the character
   * @param before the one before it in the text as it came, or -1
   */
  void add(int c, int before) {
    if (Glyphs.isTag(c) && tags.length() < MOST_SPELT) {
      tags.append((char) (c - 0xe0000));
    }
    if (Glyphs.isVariationSelector(c) && bytes.size() < MOST_SPELT) {
      bytes.write(c < 0xe0100 ? c - 0xfe00 : c - 0xe0100 + 16);
    }
    if (!Glyphs.isCommonplace(c, before)) {
      counts.merge(c, 1, Integer::sum);
      total++;
    }
  }

  /**
   * Whether nothing was taken out that is worth a remark.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return total == 0;
  }

  /**
   * What the characters spell.
   *
   * @return a text, empty if they spell none
   */
  public String spelt() {
    if (total == 0) {
      return "";
    }
    CharBuffer decoded;
    try {
      decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes.toByteArray()));
    } catch (CharacterCodingException e) {
      decoded = CharBuffer.wrap("");
    }
    String hidden = (tags + " " + decoded).strip();
    return hidden.chars().filter(Character::isLetterOrDigit).count() < 3 ? "" : hidden;
  }

  /** For example {@code 14 characters: U+200B ×10, U+202E ×4}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(total + (total == 1 ? " character: " : " characters: "));
    counts.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
        .limit(MOST_KINDS)
        .forEach(
            entry ->
                out.append(String.format(Locale.ROOT, "U+%04X", entry.getKey()))
                    .append(" ×")
                    .append(entry.getValue())
                    .append(", "));
    out.setLength(out.length() - 2);
    return out + (counts.size() > MOST_KINDS ? ", …" : "");
  }
}
