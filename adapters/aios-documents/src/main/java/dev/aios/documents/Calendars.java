package dev.aios.documents;

import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.ParseWarning;
import biweekly.io.text.ICalReader;
import biweekly.property.Attendee;
import biweekly.property.ValuedProperty;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import dev.aios.documents.Gathered.Found;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calendars (iCalendar, RFC 5545): an event is a passage, a series is one event with its rule. */
final class Calendars {
  private Calendars() {}

  static void read(byte[] bytes, Gathered to) throws IOException {
    String text = Texts.decode(bytes, StandardCharsets.UTF_8, to);
    int events = 0;
    int calendars = 0;
    try (ICalReader reader = new ICalReader(new StringReader(text), ICalVersion.V2_0)) {
      for (ICalendar calendar = reader.readNext(); calendar != null; calendar = reader.readNext()) {
        calendars++;
        // A zone that is not known is among these; its times are then taken as they stand.
        for (ParseWarning warning : reader.getWarnings()) {
          to.problem("(line " + warning.getLineNumber() + ") " + warning.getMessage());
        }
        for (VEvent event : calendar.getEvents()) {
          event(event, ++events, to);
        }
      }
    }
    if (calendars == 0 && !text.isBlank()) {
      to.problem("holds no calendar: not read");
    }
  }

  private static void event(VEvent event, int number, Gathered to) {
    ICalDate begin = value(event.getDateStart());
    ICalDate end = value(event.getDateEnd());
    Instant time = begin == null ? null : begin.toInstant();
    String summary = text(event.getSummary());
    List<String> lines = new ArrayList<>();
    line(lines, "", summary);
    if (begin != null) {
      line(lines, "When: ", begin + (end == null ? "" : " to " + end));
    }
    Recurrence rule = value(event.getRecurrenceRule());
    if (rule != null) {
      line(lines, "Repeats: ", String.valueOf(rule.getFrequency()));
    }
    line(lines, "Where: ", text(event.getLocation()));
    line(lines, "With: ", people(event));
    line(lines, "", text(event.getDescription()));
    if (event.getStatus() != null && event.getStatus().isCancelled()) {
      line(lines, "", "Cancelled");
    }
    String uid = text(event.getUid());
    to.text(
        new Found(
            uid.isEmpty() ? to.file() + "/event-" + number : uid,
            to.file(),
            summary,
            time,
            Map.of(),
            null),
        String.join("\n", lines));
  }

  private static String people(VEvent event) {
    List<String> people = new ArrayList<>();
    for (Attendee attendee : event.getAttendees()) {
      String name = attendee.getCommonName() == null ? "" : attendee.getCommonName();
      String mail = attendee.getEmail() == null ? "" : " " + attendee.getEmail();
      people.add((name + mail).strip());
    }
    return String.join(", ", people);
  }

  private static void line(List<String> lines, String label, String text) {
    if (!text.isBlank()) {
      lines.add(label + text);
    }
  }

  private static String text(@Nullable ValuedProperty<String> property) {
    String value = property == null ? null : property.getValue();
    return value == null ? "" : value.strip();
  }

  private static <T> @Nullable T value(@Nullable ValuedProperty<T> property) {
    return property == null ? null : property.getValue();
  }
}
