package dev.aios.documents;

import dev.aios.api.AiosException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Passage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads files into passages for recall, by what their names end in: {@code .txt}, {@code .md},
 * {@code .html}, {@code .eml}, {@code .mbox}, {@code .ics}, {@code .csv}, {@code .tsv}, {@code
 * .json}, {@code .jsonl}, {@code .pdf}. What a file holds is content from outside: each passage
 * carries its source, which becomes its taint, and recall sanitises it.
 *
 * <p>A text, a page of HTML and an element of JSON become a passage each, as do a mail (a turn of
 * its thread), an event of a calendar, a row of a table and a page of a PDF (a turn of the
 * document, so that what stands on the pages beside it counts). The same file gives the same ids
 * each time, so that adding it again changes only what changed. Those of mails are hashes of their
 * message ids, because ids and sources stay in the journal's records when a person is erased; who
 * wrote a mail is an attribute. Names of files and ids of events stand as they are.
 *
 * <p>A file that is damaged gives what can be read of it, and says what could not: it never throws
 * for what it holds.
 *
 * <pre>{@code
 * Reading mails = DocumentReader.of("mail").read(Path.of("inbox.mbox"));
 * recall.add(mails.passages());
 * mails.problems().forEach(System.err::println);
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class DocumentReader {
  private static final int DEFAULT_BYTES = 64 << 20;
  private static final int DEFAULT_PASSAGES = 100_000;

  /** What recall takes unless it is told otherwise. */
  private static final int DEFAULT_CHARACTERS = 5_000_000;

  private final String source;
  private final int maxBytes;
  private final int maxPassages;
  private final int maxCharacters;

  private DocumentReader(String source, int maxBytes, int maxPassages, int maxCharacters) {
    this.source = source;
    this.maxBytes = maxBytes;
    this.maxPassages = maxPassages;
    this.maxCharacters = maxCharacters;
  }

  /**
   * A reader.
   *
   * @param source the name of the source of data as the inventory knows it, for example {@code
   *     "mail"}; it stands before the colon of each passage's source, and decides whether it is
   *     trusted
   * @return a reader with the default limits: 64 MiB a file, 100,000 passages a file
   */
  public static DocumentReader of(String source) {
    if (source.isBlank() || source.indexOf(':') >= 0) {
      throw new InvalidInputException(
          "document reader", "source is '" + source + "', must be a name without a colon");
    }
    return new DocumentReader(source, DEFAULT_BYTES, DEFAULT_PASSAGES, DEFAULT_CHARACTERS);
  }

  /**
   * The same reader with other limits.
   *
   * @param bytes the largest file that is read, 1 or more
   * @param passages the most passages that are taken of a file, 1 or more
   * @return the reader
   */
  public DocumentReader limits(int bytes, int passages) {
    if (bytes < 1 || passages < 1) {
      throw new InvalidInputException(
          "document reader", "limits are " + bytes + " and " + passages + ", must be 1 or more");
    }
    return new DocumentReader(source, bytes, passages, maxCharacters);
  }

  /**
   * The same reader with another limit of texts. One that is longer is left out and told as a
   * problem, because recall would refuse it, and all that is added with it.
   *
   * @param characters the most UTF-16 units of a passage, 1 or more; {@code maxCharacters} of
   *     recall, which is 5,000,000 for both unless set
   * @return the reader
   */
  public DocumentReader longest(int characters) {
    if (characters < 1) {
      throw new InvalidInputException(
          "document reader", "the longest text is " + characters + ", must be 1 or more");
    }
    return new DocumentReader(source, maxBytes, maxPassages, characters);
  }

  /**
   * What came of a file.
   *
   * @param passages what it holds, in its order
   * @param problems what could not be read, a sentence each; empty if all could
   */
  public record Reading(List<Passage> passages, List<String> problems) {
    /** Copies the lists. */
    public Reading {
      passages = List.copyOf(passages);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads a file.
   *
   * @param file the file; its name, without the folders, is its name here
   * @return what it holds
   * @throws UncheckedIOException if it cannot be read from the disk
   */
  public Reading read(Path file) {
    Path name = file.getFileName();
    int most = maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1;
    try (InputStream in = Files.newInputStream(file)) {
      return read(name == null ? "" : name.toString(), in.readNBytes(most));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file's bytes.
   *
   * @param name the file's name; what it ends in says what it is
   * @param bytes what it holds
   * @return what it holds
   */
  public Reading read(String name, byte[] bytes) {
    Gathered gathered = new Gathered(source, name, maxPassages, maxCharacters);
    if (bytes.length > maxBytes) {
      gathered.problem("is larger than " + maxBytes + " bytes: not read");
    } else {
      try {
        read(name, bytes, gathered);
      } catch (Gathered.Full e) {
        gathered.problem("holds more than " + maxPassages + " passages: the rest is left out");
      } catch (AiosException e) {
        throw e;
      } catch (IOException | RuntimeException | StackOverflowError e) {
        // Libraries report broken files in many ways; one file must not spoil the rest.
        gathered.problem("cannot be read further (" + e + ")");
      }
    }
    return gathered.reading();
  }

  private static void read(String name, byte[] bytes, Gathered to) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    switch (lower.substring(lower.lastIndexOf('.') + 1)) {
      case "txt", "text", "md", "markdown" -> Texts.plain(bytes, to);
      case "html", "htm", "xhtml" -> Texts.html(bytes, to);
      case "eml" -> new Mails(to).one(bytes);
      case "mbox" -> new Mails(to).box(bytes);
      case "ics" -> Calendars.read(bytes, to);
      case "csv" -> Tables.read(bytes, to);
      case "tsv", "tab" -> Tables.read(bytes, to);
      case "json" -> Trees.json(bytes, to);
      case "jsonl", "ndjson" -> Trees.lines(bytes, to);
      case "pdf" -> Pages.read(bytes, to);
      default ->
          to.problem(
              "is of no kind that is read here (txt, md, html, eml, mbox, ics, csv, tsv, json,"
                  + " jsonl, pdf): not read");
    }
  }
}
