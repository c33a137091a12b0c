package dev.aios.examples.consultancy;

import dev.aios.core.Aios;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Mail;
import dev.aios.examples.consultancy.input.Meeting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What lies in an output folder, counted as anyone would count it: file by file. */
record Output(Path folder) {
  private static final Pattern NUMBER = Pattern.compile("(?m)^# Invoice (\\S+)$");
  private static final Pattern TOTAL = Pattern.compile("\\*\\*Total: (.*)\\*\\*");
  private static final Pattern KEY = Pattern.compile("Idempotency-Key: (\\S+)");

  /** How many times each invoice number was issued, with its total. */
  TreeMap<String, List<String>> invoices() {
    TreeMap<String, List<String>> found = new TreeMap<>();
    for (Path file : files("invoices", ".invoice.md")) {
      String text = read(file);
      found.merge(first(NUMBER, text), List.of(first(TOTAL, text)), Output::both);
    }
    return found;
  }

  /** The keys under which each recipient got each subject. */
  TreeMap<String, List<String>> mails() {
    TreeMap<String, List<String>> found = new TreeMap<>();
    for (Mail mail : Folder.read(folder.resolve("mail")).mails()) {
      Path file = folder.resolve("mail").resolve(mail.source().replaceAll(",.*", ""));
      String key = first(KEY, read(file).replace("\r\n ", " ").replace("Key:\r\n", "Key:"));
      found.merge(mail.to().get(0).email() + ": " + mail.subject(), List.of(key), Output::both);
    }
    return found;
  }

  List<Meeting> held() {
    return Folder.read(folder.resolve("calendar")).meetings();
  }

  /** Every file that stands for something done, by name. */
  TreeSet<String> files() {
    TreeSet<String> names = new TreeSet<>();
    for (String kind : List.of("invoices", "mail", "calendar", "reminders", "answers")) {
      files(kind, "").forEach(file -> names.add(kind + "/" + file.getFileName()));
    }
    return names;
  }

  boolean journalIsIntact() {
    try (Aios aios = Aios.builder().sqlite(folder.resolve("consultancy.db")).open()) {
      return aios.journal().verify().ok();
    }
  }

  private List<Path> files(String kind, String suffix) {
    Path directory = folder.resolve(kind);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static List<String> both(List<String> one, List<String> two) {
    return Stream.concat(one.stream(), two.stream()).toList();
  }
}
