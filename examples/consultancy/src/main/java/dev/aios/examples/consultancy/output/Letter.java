package dev.aios.examples.consultancy.output;

import dev.aios.examples.consultancy.input.Address;
import java.util.List;

/**
 * A mail to be sent.
 *
 * @param to who gets it
 * @param subject the subject; line ends become blanks
 * @param text the plain text
 * @param inReplyTo the Message-ID that it answers, without angle brackets; empty if none
 * @param enclosures files to go with it
 */
public record Letter(
    Address to, String subject, String text, String inReplyTo, List<Enclosure> enclosures) {
  /**
   * A text file to go with a mail.
   *
   * @param name the file's name
   * @param content its text
   */
  public record Enclosure(String name, String content) {}

  /** Copies the list. */
  public Letter {
    enclosures = List.copyOf(enclosures);
  }
}
