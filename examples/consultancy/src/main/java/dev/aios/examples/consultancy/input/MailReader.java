package dev.aios.examples.consultancy.input;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/** Reads one mail (RFC 5322, MIME), however odd it is, or says why it cannot be used. */
final class MailReader {
  private static final MimeConfig LENIENT =
      MimeConfig.custom()
          .setStrictParsing(false)
          .setMaxLineLen(1 << 20)
          .setMaxHeaderLen(1 << 16)
          .setMaxHeaderCount(1_000)
          .build();

  private final String file;
  private final Consumer<Problem> problems;

  MailReader(String file, Consumer<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  Optional<Mail> read(String where, byte[] raw) {
    try {
      Damage damage = new Damage();
      DefaultMessageBuilder builder = new DefaultMessageBuilder();
      builder.setMimeEntityConfig(LENIENT);
      builder.setDecodeMonitor(damage);
      Message message = builder.parseMessage(new ByteArrayInputStream(raw));
      Optional<Mail> mail = read(where, raw, message);
      if (mail.isPresent() && !damage.isEmpty()) {
        problems.accept(new Problem(file, where, "is damaged (" + damage + "): kept what is left"));
      }
      return mail;
    } catch (IOException | RuntimeException e) {
      // Mime4j reports some broken structures as runtime exceptions; one mail must not spoil the
      // rest.
      return reject(where, "cannot be read as a mail (" + e.getMessage() + ")");
    }
  }

  private Optional<Mail> read(String where, byte[] raw, Message message) throws IOException {
    List<Address> from =
        message.getFrom() == null
            ? List.of()
            : message.getFrom().stream().map(this::address).toList();
    if (from.isEmpty() || from.get(0).domain().isEmpty()) {
      return reject(where, "has no usable From address");
    }
    Date date = message.getDate();
    if (date == null) {
      return reject(where, "has no usable Date");
    }
    MailBody body = new MailBody(what -> problems.accept(new Problem(file, where, what)));
    body.add(message, 0);
    return Optional.of(
        new Mail(
            messageId(message, raw),
            date.toInstant(),
            from.get(0),
            addresses(message.getTo()),
            addresses(message.getCc()),
            addresses(message.getReplyTo()),
            orEmpty(message.getSubject()).strip(),
            body.text(),
            body.html(),
            body.attachments(),
            firstId(message.getHeader().getField("In-Reply-To")),
            where.isEmpty() ? file : file + ", " + where));
  }

  private Optional<Mail> reject(String where, String why) {
    problems.accept(new Problem(file, where, why + ": left out"));
    return Optional.empty();
  }

  private List<Address> addresses(@Nullable AddressList list) {
    return list == null ? List.of() : list.flatten().stream().map(this::address).toList();
  }

  private Address address(Mailbox mailbox) {
    return new Address(orEmpty(mailbox.getName()), orEmpty(mailbox.getAddress()));
  }

  private static String messageId(Message message, byte[] raw) {
    String id = firstId(message.getHeader().getField("Message-ID"));
    return id.isEmpty() ? sha256(raw).substring(0, 32) + "@no-message-id.invalid" : id;
  }

  /** The first id of a header, without angle brackets; some senders leave them out. */
  private static String firstId(@Nullable Field field) {
    String body = field == null ? "" : orEmpty(field.getBody()).strip();
    int open = body.indexOf('<');
    int close = body.indexOf('>', open + 1);
    return (open >= 0 && close > open ? body.substring(open + 1, close) : body).strip();
  }

  private static String sha256(byte[] raw) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
