package dev.aios.examples.consultancy.input;

import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a folder of files holds. The order is the same each time the same files are read: mails and
 * meetings by time, the rest by file name and position.
 *
 * @param mails each mail once, however often it lies in the folder
 * @param notes the meeting notes
 * @param meetings the calendar's occurrences
 * @param time the usable rows of the timesheets, each once
 * @param clients how clients are billed
 * @param questions what the owner wants to know
 * @param problems what could not be used, and why
 * @param ignored files of kinds that nobody here reads
 */
public record Folder(
    List<Mail> mails,
    List<Note> notes,
    List<Meeting> meetings,
    List<TimeEntry> time,
    List<Client> clients,
    List<String> questions,
    List<Problem> problems,
    List<String> ignored) {
  private static final String SHIPPED = "/dev/aios/examples/consultancy/data/questions.txt";

  /** Copies the lists. */
  public Folder {
    mails = List.copyOf(mails);
    notes = List.copyOf(notes);
    meetings = List.copyOf(meetings);
    time = List.copyOf(time);
    clients = List.copyOf(clients);
    questions = List.copyOf(questions);
    problems = List.copyOf(problems);
    ignored = List.copyOf(ignored);
  }

  /**
   * Reads a folder and the folders in it: {@code *.mbox}, {@code *.eml}, {@code *.md}, {@code
   * *.ics}, {@code *.csv} and {@code questions.txt}. Bad content never throws: it is a {@link
   * Problem}, and the rest of the file is read. Symbolic links are not followed.
   *
   * @param directory the folder
   * @return what it holds
   * @throws InvalidInputException if it is no folder
   * @throws StorageException if it cannot be listed
   */
  public static Folder read(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "data folder", "'" + directory + "' is no folder: name one that exists");
    }
    try {
      return new FolderReader(directory).read();
    } catch (IOException e) {
      throw new StorageException(
          "The data folder '" + directory + "' cannot be listed: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the folder that is shipped with the example, from wherever the program was started.
   *
   * @return what it holds
   */
  public static Folder shipped() {
    URL url = Folder.class.getResource(SHIPPED);
    if (url == null) {
      throw new StorageException("The shipped data is missing from the jar: build it again");
    }
    try {
      URI uri = url.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return read(parent(Path.of(uri)));
      }
      URI jar = URI.create(uri.toString().substring("jar:".length(), uri.toString().indexOf('!')));
      try (FileSystem files = FileSystems.newFileSystem(Path.of(jar), Map.of())) {
        return read(parent(files.getPath(SHIPPED)));
      }
    } catch (URISyntaxException | IOException e) {
      throw new StorageException("The shipped data cannot be read from " + url, e);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
