package dev.aios.examples.consultancy.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Walks one folder and gives each file to the reader of its kind. */
final class FolderReader {
  /** Larger mailboxes are read mail by mail; every other file must fit into memory. */
  private static final int MAX_FILE_BYTES = 16 << 20;

  private static final int MAX_FILES = 10_000;

  private final Path root;
  private final Map<String, Mail> mails = new LinkedHashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<Meeting> meetings = new ArrayList<>();
  private final List<TimeEntry> time = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  FolderReader(Path root) {
    this.root = root;
  }

  Folder read() throws IOException {
    for (Map.Entry<String, Path> file : files().entrySet()) {
      try {
        read(file.getKey(), file.getValue());
      } catch (IOException | RuntimeException e) {
        // The parsers of others meet files of strangers here: one file must not spoil the folder.
        problems.add(new Problem(file.getKey(), "", "cannot be read: " + e));
      }
    }
    List<Mail> byDate = new ArrayList<>(mails.values());
    byDate.sort(Comparator.comparing(Mail::date).thenComparing(Mail::messageId));
    meetings.sort(Comparator.comparing(Meeting::start).thenComparing(Meeting::uid));
    return new Folder(byDate, notes, meetings, time, clients, questions, problems, ignored);
  }

  /** Every file by its relative name, sorted by it. */
  private Map<String, Path> files() throws IOException {
    Map<String, Path> files = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return !dir.equals(root) && isHidden(dir)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (files.size() == MAX_FILES) {
              problems.add(
                  new Problem(
                      name(file), "", "more than " + MAX_FILES + " files: the rest is not read"));
              return FileVisitResult.TERMINATE;
            }
            if (attributes.isRegularFile() && !isHidden(file)) {
              files.put(name(file), file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(root)) {
              throw e;
            }
            problems.add(new Problem(name(file), "", "cannot be read: " + e.getMessage()));
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private void read(String file, Path path) throws IOException {
    String name = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String kind = name.substring(name.lastIndexOf('.') + 1);
    if (kind.equals("mbox")) {
      MailReader reader = new MailReader(file, problems::add);
      try (InputStream in = Files.newInputStream(path)) {
        new Mbox(file, problems::add)
            .split(
                in,
                (where, raw) -> reader.read(where, raw).ifPresent(mail -> add(file, where, mail)));
      }
    } else if (name.equals("readme.md")) {
      ignored.add(file);
    } else if (!List.of("eml", "md", "ics", "csv").contains(kind)
        && !name.equals("questions.txt")) {
      ignored.add(file);
    } else if (Files.size(path) > MAX_FILE_BYTES) {
      problems.add(
          new Problem(file, "", "larger than " + (MAX_FILE_BYTES >> 20) + " MiB: not read"));
    } else if (kind.equals("eml")) {
      new MailReader(file, problems::add)
          .read("", Files.readAllBytes(path))
          .ifPresent(mail -> add(file, "", mail));
    } else {
      readText(file, kind, new TextFile(file, problems::add).decode(Files.readAllBytes(path)));
    }
  }

  private void readText(String file, String kind, String text) {
    if (text.isBlank()) {
      return;
    }
    switch (kind) {
      case "md" -> notes.add(new NoteReader(file, problems::add).read(text));
      case "ics" -> new CalendarReader(file, problems::add).read(text, meetings::add);
      case "csv" -> new TableReader(file, problems::add).read(text, time::add, clients::add);
      default ->
          text.lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .forEach(questions::add);
    }
  }

  private void add(String file, String where, Mail mail) {
    Mail first = mails.putIfAbsent(mail.messageId(), mail);
    if (first != null) {
      boolean same = first.text().equals(mail.text()) && first.from().equals(mail.from());
      String what = same ? "is the same mail as " : "has the Message-ID, but not the content, of ";
      problems.add(
          new Problem(
              file, where, what + first.source() + ": left out <" + mail.messageId() + ">"));
    }
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isHidden(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().startsWith(".");
  }
}
