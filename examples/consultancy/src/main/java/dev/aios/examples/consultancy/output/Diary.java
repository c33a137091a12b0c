package dev.aios.examples.consultancy.output;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.Status;
import dev.aios.api.StorageException;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Meeting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/**
 * The calendar: a folder with one iCalendar file per time held, beside the meetings that are known
 * already. Thread-safe. What it returns for is on the disk.
 */
public final class Diary {
  private static final String HOLD = ".ics";

  private final Path directory;
  private final KeyedFiles files;
  private final List<Meeting> meetings;

  /**
   * Opens the folder, making it if needed.
   *
   * @param directory the folder
   * @param meetings what is in the calendar already
   */
  public Diary(Path directory, List<Meeting> meetings) {
    this.directory = directory;
    this.files = new KeyedFiles(directory);
    this.meetings = meetings.stream().filter(meeting -> !meeting.cancelled()).toList();
  }

  /**
   * A time.
   *
   * @param start when it begins
   * @param end when it ends
   */
  public record Slot(Instant start, Instant end) {}

  /**
   * Holds the first times that are free; under a key that was used, returns the times held then.
   *
   * @param title what for
   * @param wanted the times in question, the best first
   * @param count how many to hold
   * @param key the idempotency key
   * @return the times held; fewer if no more are free
   * @throws StorageException if it cannot be written; trying again is safe
   */
  public synchronized List<Slot> hold(String title, Stream<Slot> wanted, int count, String key) {
    String name = KeyedFiles.fileName(key, HOLD);
    List<Meeting> held = Folder.read(directory).meetings();
    if (!files.has(key, HOLD)) {
      List<Slot> free =
          wanted.filter(slot -> isFree(slot, meetings) && isFree(slot, held)).limit(count).toList();
      files.write(key, HOLD, calendar(title, free, name).getBytes(StandardCharsets.UTF_8));
      return free;
    }
    return held.stream()
        .filter(meeting -> meeting.source().startsWith(name))
        .map(meeting -> new Slot(meeting.start(), meeting.end()))
        .toList();
  }

  private static boolean isFree(Slot slot, List<Meeting> busy) {
    return busy.stream()
        .noneMatch(
            meeting ->
                meeting.start().isBefore(slot.end()) && slot.start().isBefore(meeting.end()));
  }

  /**
   * Gives the times held under a key free again.
   *
   * @param key the key; if nothing is held under it, nothing happens
   * @throws StorageException if it cannot be written; trying again is safe
   */
  public synchronized void release(String key) {
    try {
      Files.deleteIfExists(directory.resolve(KeyedFiles.fileName(key, HOLD)));
    } catch (IOException e) {
      throw new StorageException("The times of '" + key + "' were not given free: " + e, e);
    }
  }

  /**
   * Times as a calendar, to go with a mail.
   *
   * @param title what for
   * @param slots the times
   * @param name tells this calendar apart from others
   * @return iCalendar, each time tentative
   */
  public static String calendar(String title, List<Slot> slots, String name) {
    ICalendar calendar = new ICalendar();
    List<VEvent> events = new ArrayList<>();
    for (Slot slot : slots) {
      VEvent event = new VEvent();
      event.setUid(name + "-" + (events.size() + 1));
      event.setDateTimeStamp(Date.from(slot.start()));
      event.setDateStart(Date.from(slot.start()));
      event.setDateEnd(Date.from(slot.end()));
      event.setSummary(title);
      event.setStatus(Status.tentative());
      events.add(event);
      calendar.addEvent(event);
    }
    return Biweekly.write(calendar).go();
  }
}
