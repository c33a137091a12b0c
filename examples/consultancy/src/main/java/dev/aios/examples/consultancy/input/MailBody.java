package dev.aios.examples.consultancy.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.jspecify.annotations.Nullable;

/** Gathers the text, the HTML and the attachments of one mail's parts. */
final class MailBody {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_PARTS = 200;

  private final Consumer<String> problems;
  private final List<String> texts = new ArrayList<>();
  private final List<String> htmls = new ArrayList<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private int parts;

  MailBody(Consumer<String> problems) {
    this.problems = problems;
  }

  void add(Entity part, int depth) throws IOException {
    if (depth > MAX_DEPTH || ++parts > MAX_PARTS) {
      if (parts <= MAX_PARTS + 1) {
        problems.accept("has more nested parts than are read: the rest of them is left out");
      }
      return;
    }
    Body body = part.getBody();
    if (body instanceof Multipart multipart) {
      for (Entity child : multipart.getBodyParts()) {
        add(child, depth + 1);
      }
    } else if (body instanceof SingleBody single) {
      addSingle(part, single);
    } else if (body != null) {
      attachments.add(new Attachment(name(part), mediaType(part), 0));
    }
  }

  private void addSingle(Entity part, SingleBody body) throws IOException {
    String type = mediaType(part);
    byte[] bytes;
    try (InputStream in = body.getInputStream()) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      problems.accept("has a part '" + name(part) + "' that cannot be decoded: left out");
      return;
    }
    boolean attached = "attachment".equals(part.getDispositionType()) || !name(part).isEmpty();
    if (!attached && type.equals("text/plain")) {
      texts.add(text(bytes, part.getCharset()));
    } else if (!attached && type.equals("text/html")) {
      htmls.add(text(bytes, part.getCharset()));
    } else {
      attachments.add(new Attachment(name(part), type, bytes.length));
    }
  }

  String text() {
    return String.join("\n\n", texts).strip();
  }

  String html() {
    return String.join("\n", htmls).strip();
  }

  List<Attachment> attachments() {
    return attachments;
  }

  /** By the charset that the part names; if it lies, as UTF-8, and else as what Windows writes. */
  private static String text(byte[] bytes, @Nullable String charset) {
    String decoded;
    try {
      decoded = strictly(bytes, Charset.forName(charset == null ? "US-ASCII" : charset));
    } catch (CharacterCodingException
        | IllegalCharsetNameException
        | UnsupportedCharsetException e) {
      try {
        decoded = strictly(bytes, StandardCharsets.UTF_8);
      } catch (CharacterCodingException notUtf8) {
        decoded = new String(bytes, Charset.forName("windows-1252"));
      }
    }
    return decoded.replace("\r\n", "\n").replace('\r', '\n');
  }

  private static String strictly(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String mediaType(Entity part) {
    String type = part.getMimeType();
    return type == null ? "text/plain" : type.toLowerCase(Locale.ROOT);
  }

  private static String name(Entity part) {
    String name = part.getFilename();
    return name == null ? "" : DecoderUtil.decodeEncodedWords(name, DecodeMonitor.SILENT);
  }
}
