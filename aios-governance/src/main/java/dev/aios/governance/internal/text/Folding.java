package dev.aios.governance.internal.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Folds letters that look alike into one, for comparison only: upper case, accents, full width,
 * mathematical letters, the Greek and Cyrillic letters that pass for Latin ones, digits within
 * words that stand for letters.
 */
final class Folding {
  private static final Map<Integer, String> LOOKALIKES = lookalikes();

  private Folding() {}

  /** Appends what a letter, mark or digit stands for; in most cases one letter, in lower case. */
  static void append(StringBuilder out, int c) {
    if (c < 0x80) {
      out.append(Character.toLowerCase((char) c));
      return;
    }
    String alike = LOOKALIKES.get(c);
    if (alike != null) {
      out.append(alike);
    } else if (!Glyphs.isMark(c)) {
      Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD)
          .toLowerCase(Locale.ROOT)
          .codePoints()
          .filter(part -> !Glyphs.isMark(part))
          .forEach(part -> out.append(LOOKALIKES.getOrDefault(part, Character.toString(part))));
    }
  }

  /** A word as it is compared. */
  static String word(CharSequence word) {
    StringBuilder out = new StringBuilder(word.length());
    word.codePoints().forEach(c -> append(out, c));
    return unleet(out);
  }

  /** {@code 1gn0re} is {@code ignore}; {@code 2024} stays a number. */
  static String unleet(StringBuilder folded) {
    boolean digits = false;
    boolean letters = false;
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      digits |= c >= '0' && c <= '9';
      letters |= c >= 'a' && c <= 'z';
    }
    if (digits && letters) {
      for (int i = 0; i < folded.length(); i++) {
        int digit = "013457".indexOf(folded.charAt(i));
        if (digit >= 0) {
          folded.setCharAt(i, "oieast".charAt(digit));
        }
      }
    }
    return folded.toString();
  }

  private static Map<Integer, String> lookalikes() {
    Map<Integer, String> map = new HashMap<>();
    // Cyrillic, then Greek; small and capital letters, each with the Latin letter it passes for.
    pairs(map, "аaбbвbгrеeзeіiїiјjкkлnмmнhоoрpсcтtуyхxѕsԁdԛqԝwһhӏlԍg");
    pairs(map, "αaβbεeιiκkμuνvοoρpτtυuχxγyηnωwσoϲcϳj");
    pairs(map, "ΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧx");
    pairs(map, "АaВbЕeЅsІiЈjКkМmНhОoРpСcТtУyХxԌgԜwҺh");
    // Latin letters that do not decompose, and small capitals.
    pairs(map, "øoıiłlđdħhɑaɡgɩiʟlɪiᴀaᴄcᴅdᴇeɢgʜhᴊjᴋkᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz");
    map.put((int) 'ß', "ss");
    map.put((int) 'æ', "ae");
    map.put((int) 'œ', "oe");
    return Map.copyOf(map);
  }

  private static void pairs(Map<Integer, String> map, String pairs) {
    int[] codes = pairs.codePoints().toArray();
    for (int i = 0; i < codes.length; i += 2) {
      map.put(codes[i], Character.toString(codes[i + 1]));
    }
  }
}
