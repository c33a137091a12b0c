package dev.aios.core.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.value.Json;
import dev.aios.core.internal.journal.HashChain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The lines of an archive file: a header, one line for each record in the order of positions, one
 * for each row that left with them, a footer with the number of records and the SHA-256 of all
 * lines before it. A record's line has all that its hash covers; bodies are strings, so that they
 * come back byte for byte.
 */
final class ArchiveLines {
  private static final int FORMAT = 2;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ArchiveLines() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static void write(Content content, long number, OutputStream to) throws IOException {
    MessageDigest digest = sha256();
    GZIPOutputStream out = new GZIPOutputStream(to, 1 << 14);
    line(
        MAPPER
            .createObjectNode()
            .put("aios", "archive")
            .put("format", FORMAT)
            .put("number", number)
            .toString(),
        digest,
        out);
    for (JournalRecord record : content.records()) {
      line(
          MAPPER
              .createObjectNode()
              .put("position", record.position())
              .put("chain", record.chain())
              .put("index", record.index())
              .put("time", HashChain.micros(record.time()))
              .put("kind", record.kind())
              .put("stream", record.stream())
              .put("body", record.body().toString())
              .put("hash", record.hash())
              .toString(),
          digest,
          out);
    }
    for (Row row : content.rows()) {
      line(row(row), digest, out);
    }
    line(
        MAPPER
            .createObjectNode()
            .put("records", content.records().size())
            .put("sha256", HexFormat.of().formatHex(digest.digest()))
            .toString(),
        digest,
        out);
    out.finish();
  }

  /** A row's line. */
  static String row(Row row) {
    return MAPPER
        .createObjectNode()
        .put("table", row.table())
        .put("key", row.key())
        .put("version", row.version())
        .put("group", row.group())
        .put("rank", row.rank())
        .put("body", row.body().toString())
        .put("last", row.position())
        .toString();
  }

  /** The row of a line. */
  static Row row(JsonNode json) {
    return new Row(
        json.path("table").asText(),
        json.path("key").asText(),
        json.path("version").asLong(),
        json.path("group").asText(),
        json.path("rank").asLong(),
        Json.of(json.path("body").asText()),
        json.path("last").asLong());
  }

  private static void line(String text, MessageDigest digest, OutputStream out) throws IOException {
    byte[] line = (text + '\n').getBytes(StandardCharsets.UTF_8);
    digest.update(line);
    out.write(line);
  }

  /** What it holds; whatever is not as it was written is an IOException that says what. */
  static Content read(InputStream from) throws IOException {
    MessageDigest digest = sha256();
    List<JournalRecord> records = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(from, 1 << 14), StandardCharsets.UTF_8))) {
      JsonNode header = json(in.readLine(), digest);
      if (!header.path("aios").asText().equals("archive")
          || header.path("format").asInt() < 1
          || header.path("format").asInt() > FORMAT) {
        throw new IOException("its first line is no header of an archive in format 1 to " + FORMAT);
      }
      while (true) {
        String line = in.readLine();
        MessageDigest before = copy(digest);
        JsonNode json = json(line, digest);
        if (json.has("position")) {
          records.add(record(json));
        } else if (json.has("table")) {
          rows.add(row(json));
        } else {
          requireFooter(json, records.size(), before);
          if (in.readLine() != null) {
            throw new IOException("there is more behind its last line");
          }
          return new Content(records, rows);
        }
      }
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 can be copied on every Java", e);
    }
  }

  private static JsonNode json(@org.jspecify.annotations.Nullable String line, MessageDigest digest)
      throws IOException {
    if (line == null) {
      throw new IOException("it is cut off");
    }
    digest.update((line + '\n').getBytes(StandardCharsets.UTF_8));
    return MAPPER.readTree(line);
  }

  private static void requireFooter(JsonNode footer, int records, MessageDigest before)
      throws IOException {
    if (footer.path("records").asInt(-1) != records
        || !footer.path("sha256").asText().equals(HexFormat.of().formatHex(before.digest()))) {
      throw new IOException("its last line does not fit the lines before it: it was changed");
    }
  }

  private static JournalRecord record(JsonNode json) {
    return new JournalRecord(
        json.path("position").asLong(),
        HashChain.instant(json.path("time").asLong()),
        json.path("kind").asText(),
        json.path("stream").asText(),
        Json.of(json.path("body").asText()),
        json.path("hash").asText(),
        json.path("chain").asInt(),
        json.path("index").asLong());
  }
}
