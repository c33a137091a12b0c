package dev.aios.examples.consultancy.output;

import dev.aios.examples.consultancy.input.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.BodyPartBuilder;
import org.apache.james.mime4j.message.DefaultMessageWriter;
import org.apache.james.mime4j.message.MultipartBuilder;
import org.apache.james.mime4j.stream.RawField;

/**
 * The mail server: a folder with one RFC 5322 file ({@code .eml}) per mail sent. Thread-safe, also
 * between processes. What it returns a receipt for is on the disk.
 */
public final class Outbox {
  private static final String MAIL = ".eml";
  private static final String CANCELLATION = ".cancelled.eml";

  private final KeyedFiles files;
  private final Address from;
  private final InstantSource clock;

  /**
   * Opens the folder, making it if needed.
   *
   * @param directory the folder
   * @param from who sends
   * @param clock for the date of each mail
   */
  public Outbox(Path directory, Address from, InstantSource clock) {
    this.files = new KeyedFiles(directory);
    this.from = from;
    this.clock = clock;
  }

  /**
   * Sends a mail; under a key that was used it sends nothing and returns the first receipt.
   *
   * @param letter the mail
   * @param key the idempotency key; it is also in the mail's header
   * @return where it is
   * @throws dev.aios.api.StorageException if it cannot be written; trying again is safe
   */
  public Receipt send(Letter letter, String key) {
    return files.write(key, MAIL, render(letter, key, KeyedFiles.fileName(key, "")));
  }

  /**
   * Asks the recipient to disregard a mail, for what was sent cannot be called back.
   *
   * @param letter the mail that was sent
   * @param key the key under which it was sent; if nothing was, nothing is sent now
   * @param reason why, one sentence
   * @return where the cancellation is, or would be
   * @throws dev.aios.api.StorageException if it cannot be written; trying again is safe
   */
  public Receipt voidMail(Letter letter, String key, String reason) {
    if (!files.has(key, MAIL)) {
      return new Receipt(key, "");
    }
    Letter cancellation =
        new Letter(
            letter.to(),
            "Please disregard: " + letter.subject(),
            "Please disregard my mail \"" + letter.subject() + "\". " + reason.strip(),
            messageId(KeyedFiles.fileName(key, "")),
            List.of());
    String local = KeyedFiles.fileName(key, "") + ".cancelled";
    return files.write(key, CANCELLATION, render(cancellation, key, local));
  }

  /**
   * Whether a mail was sent under a key, for a run that died before it could note that.
   *
   * @param key the idempotency key
   * @return true if it was
   */
  public boolean isSent(String key) {
    return files.has(key, MAIL);
  }

  private byte[] render(Letter letter, String key, String localPart) {
    Message.Builder mail = Message.Builder.of();
    mail.setFrom(mailbox(from));
    mail.setTo(mailbox(letter.to()));
    mail.setDate(Date.from(clock.instant()), TimeZone.getTimeZone("UTC"));
    mail.setSubject(oneLine(letter.subject()));
    mail.setMessageId("<" + messageId(localPart) + ">");
    if (!letter.inReplyTo().isEmpty()) {
      String id = "<" + oneLine(letter.inReplyTo()) + ">";
      mail.setField(new RawField("In-Reply-To", id));
      mail.setField(new RawField("References", id));
    }
    mail.setField(
        new RawField(
            "Idempotency-Key",
            EncoderUtil.encodeIfNecessary(oneLine(key), EncoderUtil.Usage.TEXT_TOKEN, 0)));
    try {
      if (letter.enclosures().isEmpty()) {
        mail.setBody(letter.text(), StandardCharsets.UTF_8);
        mail.setContentTransferEncoding("quoted-printable");
      } else {
        MultipartBuilder parts = MultipartBuilder.create("mixed");
        parts.addBodyPart(part(letter.text()));
        for (Letter.Enclosure enclosure : letter.enclosures()) {
          parts.addBodyPart(
              part(enclosure.content()).setContentDisposition("attachment", enclosure.name()));
        }
        mail.setBody(parts.build());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new DefaultMessageWriter().writeMessage(mail.build(), out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
  }

  private static BodyPartBuilder part(String text) throws IOException {
    return BodyPartBuilder.create()
        .setBody(text, StandardCharsets.UTF_8)
        .setContentTransferEncoding("quoted-printable");
  }

  private String messageId(String localPart) {
    return localPart + "@" + from.domain();
  }

  private static Mailbox mailbox(Address address) {
    int at = address.email().lastIndexOf('@');
    return new Mailbox(
        oneLine(address.name()), address.email().substring(0, Math.max(0, at)), address.domain());
  }

  /** A line end in a header would begin another header. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
