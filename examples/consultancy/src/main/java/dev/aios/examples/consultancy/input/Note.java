package dev.aios.examples.consultancy.input;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes of one meeting.
 *
 * @param file the file, relative to the folder, with forward slashes
 * @param title the title of the front matter, or the first heading, or the file's name
 * @param date the day of the meeting, or null if the note does not say
 * @param client the client that the note names; empty if it names none
 * @param attendees who was there, as written
 * @param decisions what was decided
 * @param actions who does what next
 * @param text the Markdown without its front matter
 */
public record Note(
    String file,
    String title,
    @Nullable LocalDate date,
    String client,
    List<String> attendees,
    List<String> decisions,
    List<String> actions,
    String text) {
  /** Copies the lists. */
  public Note {
    attendees = List.copyOf(attendees);
    decisions = List.copyOf(decisions);
    actions = List.copyOf(actions);
  }
}
