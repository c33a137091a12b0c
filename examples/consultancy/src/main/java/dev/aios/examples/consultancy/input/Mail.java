package dev.aios.examples.consultancy.input;

import java.time.Instant;
import java.util.List;

/**
 * One mail.
 *
 * @param messageId its Message-ID without angle brackets; a mail that has none gets one from a hash
 *     of its bytes, so the same mail has the same id each time it is read
 * @param date when it was sent
 * @param from who wrote it
 * @param to whom it went to
 * @param cc who got a copy
 * @param replyTo where answers should go; empty if to {@code from}
 * @param subject the decoded subject; may be empty
 * @param text the plain text part with {@code \n} line ends; empty if the mail has HTML only
 * @param html the HTML part as it came, hostile until sanitised; empty if there is none
 * @param attachments files that came with it
 * @param inReplyTo the Message-ID that it answers; empty if none
 * @param source where it was found: file and position
 */
public record Mail(
    String messageId,
    Instant date,
    Address from,
    List<Address> to,
    List<Address> cc,
    List<Address> replyTo,
    String subject,
    String text,
    String html,
    List<Attachment> attachments,
    String inReplyTo,
    String source) {
  /** Copies the lists. */
  public Mail {
    to = List.copyOf(to);
    cc = List.copyOf(cc);
    replyTo = List.copyOf(replyTo);
    attachments = List.copyOf(attachments);
  }
}
