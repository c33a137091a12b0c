package dev.aios.examples.consultancy.input;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Turns the bytes of a text file into text: UTF-8, or UTF-16 if a byte order mark says so. */
final class TextFile {
  private final String file;
  private final Consumer<Problem> problems;

  TextFile(String file, Consumer<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The text; empty, with a problem reported, if the bytes are no text. */
  String decode(byte[] bytes) {
    if (bytes.length >= 2 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
      return decode(bytes, 2, StandardCharsets.UTF_16BE);
    }
    if (bytes.length >= 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
      return decode(bytes, 2, StandardCharsets.UTF_16LE);
    }
    for (byte b : bytes) {
      if (b == 0) {
        problems.accept(new Problem(file, "", "is not text (it has a zero byte): not read"));
        return "";
      }
    }
    int mark = bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb ? 3 : 0;
    return decode(bytes, mark, StandardCharsets.UTF_8);
  }

  private String decode(byte[] bytes, int from, Charset charset) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    try {
      return charset.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      CharBuffer damaged = charset.decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
      long line = damaged.toString().split("\uFFFD", 2)[0].lines().count();
      problems.accept(
          new Problem(
              file,
              "line " + Math.max(1, line),
              "is not valid " + charset + " from here on: the characters concerned are replaced"));
      return damaged.toString();
    }
  }
}
