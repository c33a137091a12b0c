package dev.aios.documents;

import dev.aios.api.memory.Passage.Said;
import dev.aios.documents.Gathered.Found;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/** Mails (RFC 5322, MIME), one or a box of them (mboxrd). Each is a turn of its thread. */
final class Mails {
  private static final MimeConfig LENIENT =
      MimeConfig.custom()
          .setStrictParsing(false)
          .setMaxLineLen(1 << 20)
          .setMaxHeaderLen(1 << 16)
          .setMaxHeaderCount(1_000)
          .build();

  private static final Pattern SEPARATOR =
      Pattern.compile("From \\S+ .*\\d{4}( [+-]\\d{4})?\\s*", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile(">+From .*", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("<([^<>\\s]{1,500})>");
  private static final int MAX_DEPTH = 16;
  private static final int MAX_PARTS = 200;
  private static final int LONGEST_SEPARATOR = 256;

  private final Gathered to;

  Mails(Gathered to) {
    this.to = to;
  }

  /** A mail begins at a line {@code From sender date} at the start or after an empty line. */
  void box(byte[] bytes) {
    int begin = -1;
    boolean afterEmpty = true;
    int count = 0;
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      int length = end - at;
      if (afterEmpty
          && length <= LONGEST_SEPARATOR
          && SEPARATOR.matcher(line(bytes, at, end)).matches()) {
        if (begin >= 0) {
          mail("mail " + ++count, unquoted(bytes, begin, at));
        } else if (!line(bytes, 0, at).isBlank()) {
          to.problem("has text before its first 'From ' line: left out");
        }
        begin = Math.min(end + 1, bytes.length);
      }
      afterEmpty = length == 0 || (length == 1 && bytes[at] == '\r');
      at = end + 1;
    }
    if (begin >= 0) {
      mail("mail " + ++count, unquoted(bytes, begin, bytes.length));
    } else if (bytes.length > 0) {
      to.problem("has no 'From ' line, and so is no mailbox: not read");
    }
  }

  void one(byte[] bytes) {
    mail("", bytes);
  }

  private static String line(byte[] bytes, int from, int end) {
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
  }

  private static byte[] unquoted(byte[] bytes, int from, int end) {
    String mail = line(bytes, from, end);
    StringBuilder plain = new StringBuilder(mail.length());
    int at = 0;
    while (at < mail.length()) {
      int feed = mail.indexOf('\n', at);
      int next = feed < 0 ? mail.length() : feed + 1;
      boolean quoted =
          mail.charAt(at) == '>'
              && next - at <= LONGEST_SEPARATOR
              && QUOTED.matcher(mail.substring(at, next)).matches();
      plain.append(mail, quoted ? at + 1 : at, next);
      at = next;
    }
    return plain.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void mail(String where, byte[] raw) {
    try {
      DefaultMessageBuilder builder = new DefaultMessageBuilder();
      builder.setMimeEntityConfig(LENIENT);
      read(where, raw, builder.parseMessage(new ByteArrayInputStream(raw)));
    } catch (Gathered.Full e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      problem(where, "cannot be read as a mail (" + e.getMessage() + "): left out");
    }
  }

  private void problem(String where, String what) {
    to.problem(where.isEmpty() ? what : "(" + where + ") " + what);
  }

  private void read(String where, byte[] raw, Message message) throws IOException {
    Mailbox from =
        message.getFrom() == null || message.getFrom().isEmpty() ? null : message.getFrom().get(0);
    Date date = message.getDate();
    if (from == null || date == null) {
      problem(where, "has no usable " + (from == null ? "From" : "Date") + ": left out");
      return;
    }
    List<String> texts = new ArrayList<>();
    List<String> htmls = new ArrayList<>();
    Parts parts = new Parts(texts, htmls);
    parts(message, 0, parts);
    if (parts.leftOut > 0) {
      problem(
          where,
          "has more than "
              + MAX_PARTS
              + " parts, or parts more than "
              + MAX_DEPTH
              + " deep: "
              + parts.leftOut
              + " are left out");
    }
    String own = first(message, "Message-ID");
    String id = own.isEmpty() ? Gathered.hash(raw) + "@no-message-id.invalid" : own;
    // Ids and sources stand in records, which stay when a person is erased; senders choose theirs.
    String hidden = hidden(id);
    Instant time = date.toInstant();
    String name = from.getName() == null ? from.getAddress() : from.getName();
    Found found =
        new Found(
            hidden,
            hidden,
            message.getSubject() == null ? "" : message.getSubject().strip(),
            time,
            Map.of("from", from.getAddress(), "to", addresses(message.getTo()), "message-id", id),
            new Said(to.source() + ":" + hidden(thread(message, id)), time.toEpochMilli(), name));
    String text = String.join("\n\n", texts).strip();
    if (text.isEmpty()) {
      to.html(found, String.join("\n", htmls));
    } else {
      to.text(found, text);
    }
  }

  private static String addresses(@Nullable AddressList list) {
    return list == null
        ? ""
        : list.flatten().stream().map(Mailbox::getAddress).collect(Collectors.joining(", "));
  }

  /** The mail that the thread began with, as far as this mail knows. */
  private static String thread(Message message, String id) {
    String references = first(message, "References");
    String answered = references.isEmpty() ? first(message, "In-Reply-To") : references;
    return answered.isEmpty() ? id : answered;
  }

  private static String first(Message message, String header) {
    Field field = message.getHeader().getField(header);
    String body = field == null || field.getBody() == null ? "" : field.getBody();
    Matcher matcher = ID.matcher(body);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String hidden(String id) {
    return Gathered.hash(id.getBytes(StandardCharsets.UTF_8));
  }

  /** What the parts of a mail hold so far. */
  private static final class Parts {
    private final List<String> texts;
    private final List<String> htmls;
    private int seen;
    private int leftOut;

    Parts(List<String> texts, List<String> htmls) {
      this.texts = texts;
      this.htmls = htmls;
    }
  }

  private void parts(Entity part, int depth, Parts parts) throws IOException {
    if (depth > MAX_DEPTH || ++parts.seen > MAX_PARTS) {
      parts.leftOut++;
      return;
    }
    Body body = part.getBody();
    if (body instanceof Multipart multipart) {
      for (Entity child : multipart.getBodyParts()) {
        parts(child, depth + 1, parts);
      }
    } else if (body instanceof SingleBody single
        && !"attachment".equals(part.getDispositionType())
        && part.getFilename() == null) {
      String type = part.getMimeType();
      if (type.equals("text/plain") || type.equals("text/html")) {
        try (InputStream in = single.getInputStream()) {
          String charset = part.getCharset();
          String text =
              Texts.decode(
                  in.readAllBytes(),
                  charset == null ? StandardCharsets.UTF_8 : Texts.charset(charset, to),
                  to);
          (type.equals("text/plain") ? parts.texts : parts.htmls).add(text.replace("\r\n", "\n"));
        }
      }
    }
  }
}
