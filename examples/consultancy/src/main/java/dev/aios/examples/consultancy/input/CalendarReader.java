package dev.aios.examples.consultancy.input;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.TimezoneAssignment;
import biweekly.io.text.ICalReader;
import biweekly.property.Organizer;
import biweekly.property.ValuedProperty;
import biweekly.util.ICalDate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a calendar (RFC 5545). A repeating entry becomes one meeting per occurrence, with its
 * exceptions; times without a zone are taken as UTC.
 */
final class CalendarReader {
  /** A rule without an end would go on for ever. */
  private static final int MAX_OCCURRENCES = 400;

  private final String file;
  private final Consumer<Problem> problems;

  CalendarReader(String file, Consumer<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  void read(String text, Consumer<Meeting> meetings) {
    try (ICalReader reader = new ICalReader(withoutTornEnd(text))) {
      reader.setDefaultTimezone(TimeZone.getTimeZone(ZoneOffset.UTC));
      int before = 0;
      for (ICalendar calendar; (calendar = reader.readNext()) != null; before++) {
        reader
            .getWarnings()
            .forEach(
                warning ->
                    report(
                        warning.getLineNumber() == null ? "" : "line " + warning.getLineNumber(),
                        (warning.getPropertyName() == null ? "" : warning.getPropertyName() + ": ")
                            + warning.getMessage()));
        readEvents(calendar, meetings);
      }
      if (before == 0) {
        report("", "holds no calendar: not read");
      }
    } catch (IOException | RuntimeException e) {
      // Biweekly throws whatever its parsers throw; one calendar must not spoil the folder.
      report("", "cannot be read further as a calendar (" + e.getMessage() + ")");
    }
  }

  /** Without the entry that a truncated file breaks off in: half an entry may say another thing. */
  private String withoutTornEnd(String text) {
    if (!text.contains("BEGIN:VCALENDAR") || text.stripTrailing().endsWith("END:VCALENDAR")) {
      return text;
    }
    String end = "END:VEVENT";
    int last = text.lastIndexOf(end);
    report("line " + text.lines().count(), "ends before END:VCALENDAR: its last entry is left out");
    return last < 0 ? "" : text.substring(0, last + end.length()) + "\r\nEND:VCALENDAR\r\n";
  }

  private void readEvents(ICalendar calendar, Consumer<Meeting> meetings) {
    Set<String> moved = new HashSet<>();
    for (VEvent event : calendar.getEvents()) {
      if (event.getRecurrenceId() != null) {
        moved.add(uid(event) + event.getRecurrenceId().getValue().toInstant());
      }
    }
    int number = 0;
    for (VEvent event : calendar.getEvents()) {
      number++;
      String where = "entry " + number;
      ICalDate start = value(event.getDateStart());
      if (start == null || uid(event).isEmpty()) {
        report(where, "'" + text(event.getSummary()) + "' has no usable start or no UID: left out");
        continue;
      }
      TimezoneAssignment zone = calendar.getTimezoneInfo().getTimezone(event.getDateStart());
      Duration length = length(event, start);
      if (length.isNegative()) {
        report(where, "'" + text(event.getSummary()) + "' ends before it starts: left out");
        continue;
      }
      // Biweekly sets a whole day at midnight of the machine's own zone.
      TimeZone ruleZone =
          !start.hasTime() || zone == null ? TimeZone.getDefault() : zone.getTimeZone();
      boolean alone = event.getRecurrenceId() != null || event.getRecurrenceRule() == null;
      Iterator<Date> dates =
          alone && event.getRecurrenceDates().isEmpty()
              ? Set.<Date>of(start).iterator()
              : event.getDateIterator(ruleZone);
      for (int i = 0; dates.hasNext() && i < MAX_OCCURRENCES; i++) {
        Instant occurrence = dates.next().toInstant();
        if (event.getRecurrenceId() != null || !moved.contains(uid(event) + occurrence)) {
          meetings.accept(meeting(event, where, start, occurrence, length));
        }
      }
    }
  }

  private Meeting meeting(
      VEvent event, String where, ICalDate first, Instant occurrence, Duration length) {
    Instant start = first.hasTime() ? occurrence : midnight(occurrence);
    return new Meeting(
        uid(event),
        text(event.getSummary()),
        start,
        start.plus(length),
        !first.hasTime(),
        event.getStatus() != null && event.getStatus().isCancelled(),
        text(event.getLocation()),
        text(event.getDescription()),
        organizer(event.getOrganizer()),
        event.getAttendees().stream()
            .flatMap(a -> address(a.getCommonName(), a.getEmail(), a.getUri()).stream())
            .toList(),
        file + ", " + where);
  }

  private static Duration length(VEvent event, ICalDate start) {
    ICalDate end = value(event.getDateEnd());
    if (end != null) {
      return Duration.between(
          start.hasTime() ? start.toInstant() : midnight(start.toInstant()),
          end.hasTime() ? end.toInstant() : midnight(end.toInstant()));
    }
    if (event.getDuration() != null && event.getDuration().getValue() != null) {
      return Duration.ofMillis(event.getDuration().getValue().toMillis());
    }
    return start.hasTime() ? Duration.ZERO : Duration.ofDays(1);
  }

  private static Instant midnight(Instant local) {
    LocalDate day = LocalDate.ofInstant(local, TimeZone.getDefault().toZoneId());
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static @Nullable Address organizer(@Nullable Organizer organizer) {
    return organizer == null
        ? null
        : address(organizer.getCommonName(), organizer.getEmail(), organizer.getUri()).orElse(null);
  }

  private static Optional<Address> address(
      @Nullable String name, @Nullable String email, @Nullable String uri) {
    String found = email != null ? email : uri == null ? "" : uri.replaceFirst("(?i)^mailto:", "");
    return found.contains("@")
        ? Optional.of(new Address(name == null ? "" : name, found))
        : Optional.empty();
  }

  private static String uid(VEvent event) {
    return text(event.getUid());
  }

  private static String text(@Nullable ValuedProperty<String> property) {
    String value = value(property);
    return value == null ? "" : value.strip();
  }

  private static <T> @Nullable T value(@Nullable ValuedProperty<T> property) {
    return property == null ? null : property.getValue();
  }

  private void report(String where, String what) {
    problems.accept(new Problem(file, where, what));
  }
}
