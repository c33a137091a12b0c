package dev.aios.documents;

import dev.aios.documents.Gathered.Found;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain text, Markdown, HTML, and how bytes become text. */
final class Texts {
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}[ \\t]+(\\S.{0,200})$");
  private static final Pattern TITLE =
      Pattern.compile("(?is)<title[^>]{0,200}>([^<]{1,500})</title>");
  private static final Pattern DECLARED =
      Pattern.compile("(?i)<meta[^>]{0,200}charset=[\"']?([\\w.:-]{1,40})");

  /** How far into a file its title and its charset are looked for. */
  private static final int HEAD = 16_384;

  private Texts() {}

  static void plain(byte[] bytes, Gathered to) {
    String text = decode(bytes, StandardCharsets.UTF_8, to);
    Matcher heading = HEADING.matcher(head(text));
    String title = heading.find() ? heading.group(1).strip() : to.file();
    to.text(new Found(to.file(), to.file(), title, null, Map.of(), null), text);
  }

  static void html(byte[] bytes, Gathered to) {
    String start = new String(bytes, 0, Math.min(HEAD, bytes.length), StandardCharsets.ISO_8859_1);
    Matcher declared = DECLARED.matcher(start);
    String html =
        decode(
            bytes, declared.find() ? charset(declared.group(1), to) : StandardCharsets.UTF_8, to);
    Matcher title = TITLE.matcher(head(html));
    String name = title.find() ? title.group(1).strip() : to.file();
    to.html(new Found(to.file(), to.file(), name, null, Map.of(), null), html);
  }

  private static String head(String text) {
    return text.substring(0, Math.min(HEAD, text.length()));
  }

  static Charset charset(String name, Gathered to) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      to.problem("names the charset " + name + ", which is not known: read as UTF-8");
      return StandardCharsets.UTF_8;
    }
  }

  /**
   * Text by its byte order mark, else by a charset, and where that does not fit as what Windows
   * writes. Empty, with a problem, if it is no text.
   */
  static String decode(byte[] bytes, Charset charset, Gathered to) {
    if (bytes.length >= 2 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
    }
    if (bytes.length >= 2 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
    }
    for (byte b : bytes) {
      if (b == 0) {
        to.problem("is no text (it holds a zero byte): not read");
        return "";
      }
    }
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xef
            && bytes[1] == (byte) 0xbb
            && bytes[2] == (byte) 0xbf;
    int from = marked ? 3 : 0;
    try {
      return charset
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
          .toString();
    } catch (CharacterCodingException e) {
      to.problem("is not valid " + charset + ": read as " + WINDOWS);
      return new String(bytes, from, bytes.length - from, WINDOWS);
    }
  }
}
