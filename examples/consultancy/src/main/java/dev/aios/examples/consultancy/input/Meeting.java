package dev.aios.examples.consultancy.input;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One occurrence of a calendar entry; a repeating entry gives one for each time it takes place.
 *
 * @param uid the entry's UID; with {@code start} it names the occurrence
 * @param title what it is about; may be empty
 * @param start when it begins; a day without a time begins at midnight UTC
 * @param end when it ends; not before {@code start}
 * @param allDay whether it is a whole day
 * @param cancelled whether it was called off
 * @param location where; may be empty
 * @param description details as written by whoever invited, not to be trusted; may be empty
 * @param organizer who invited, or null
 * @param attendees who is invited
 * @param source where it was found: file and position
 */
public record Meeting(
    String uid,
    String title,
    Instant start,
    Instant end,
    boolean allDay,
    boolean cancelled,
    String location,
    String description,
    @Nullable Address organizer,
    List<Address> attendees,
    String source) {
  /** Copies the list. */
  public Meeting {
    attendees = List.copyOf(attendees);
  }
}
