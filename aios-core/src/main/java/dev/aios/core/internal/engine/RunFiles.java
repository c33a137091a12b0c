package dev.aios.core.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Runs as JSON-lines files: a header, then one line for each record. */
final class RunFiles {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int FORMAT = 1;

  private final Engine engine;

  RunFiles(Engine engine) {
    this.engine = engine;
  }

  void export(RunStatus status, List<JournalRecord> records, Path file) {
    try (BufferedWriter out =
        Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
      List<String> lines = new ArrayList<>(records.size());
      for (JournalRecord record : records) {
        lines.add(line(record));
      }
      ObjectNode header =
          MAPPER
              .createObjectNode()
              .put("aios", "run")
              .put("format", FORMAT)
              .put("saga", status.id().saga())
              .put("key", status.id().key())
              .put("version", status.version())
              .put("state", status.state().name())
              .put("records", records.size())
              .put("sha256", digest(lines));
      out.write(header.toString());
      out.write('\n');
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    } catch (FileAlreadyExistsException e) {
      throw new StorageException(
          file + " exists: choose a file that does not, nothing is overwritten", e);
    } catch (IOException e) {
      throw new StorageException(
          "run " + status.id() + " cannot be exported to " + file + ": " + e, e);
    }
  }

  private static String line(JournalRecord record) throws IOException {
    ObjectNode line =
        MAPPER
            .createObjectNode()
            .put("position", record.position())
            .put("time", record.time().toString())
            .put("kind", record.kind())
            .put("hash", record.hash());
    line.set("body", MAPPER.readTree(record.body().utf8()));
    return line.toString();
  }

  /** SHA-256 of lines, each with its line break, in hexadecimal. */
  private static String digest(List<String> lines) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String line : lines) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  RunId read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("run file " + file, "it is not UTF-8 text");
    } catch (IOException e) {
      throw new StorageException("run file " + file + " cannot be read: " + e, e);
    }
    if (lines.isEmpty()) {
      throw new InvalidInputException("run file " + file, "it is empty");
    }
    JsonNode header = line(file, lines, 0);
    if (!header.path("aios").asText().equals("run") || header.path("format").asInt() != FORMAT) {
      throw new InvalidInputException(
          "run file " + file, "line 1 is no header of an exported run in format " + FORMAT);
    }
    if (header.path("records").asInt() != lines.size() - 1) {
      throw new InvalidInputException(
          "run file " + file,
          "it has "
              + (lines.size() - 1)
              + " records, its header says "
              + header.path("records").asInt()
              + ": it is cut off or was changed");
    }
    RunId id = new RunId(header.path("saga").asText(), header.path("key").asText());
    List<Draft> drafts = new ArrayList<>();
    RunFold fold = null;
    String stream = Names.stream(id.toString());
    for (int i = 1; i < lines.size(); i++) {
      JsonNode line = line(file, lines, i);
      Json body = Json.of(line.path("body").toString());
      RunEvent event = event(file, i, line, body, stream);
      if (event instanceof RunEvent.Started started && fold == null) {
        if (!started.saga().equals(id.saga()) || !started.key().equals(id.key())) {
          throw new InvalidInputException(
              "run file " + file,
              "its header names saga and key " + id + ", line " + (i + 1) + " begins another run");
        }
        fold = new RunFold(started, null, time(file, i, line));
      } else if (fold != null) {
        fold.apply(event);
      }
      drafts.add(new Draft(line.path("kind").asText(), stream, body));
    }
    if (fold == null) {
      throw new InvalidInputException("run file " + file, "it holds no run.started record");
    }
    if (!digest(lines.subList(1, lines.size())).equals(header.path("sha256").asText())) {
      throw new InvalidInputException(
          "run file " + file, "its records do not fit the digest in line 1: it was changed");
    }
    write(id, fold, drafts);
    return id;
  }

  private static JsonNode line(Path file, List<String> lines, int index) {
    try {
      JsonNode node = MAPPER.readTree(lines.get(index));
      if (!node.isObject()) {
        throw new InvalidInputException(
            "run file " + file, "line " + (index + 1) + " is no JSON object");
      }
      return node;
    } catch (IOException e) {
      throw new InvalidInputException(
          "run file " + file, "line " + (index + 1) + " is no JSON: " + e.getMessage());
    }
  }

  private static RunEvent event(Path file, int index, JsonNode line, Json body, String stream) {
    RunEvent event;
    try {
      event = EventCodec.event(line.path("kind").asText(), body, stream);
    } catch (UnreadableException e) {
      throw new InvalidInputException(
          "run file " + file, "line " + (index + 1) + ": " + e.getMessage());
    }
    if (event == null) {
      throw new InvalidInputException(
          "run file " + file,
          "line "
              + (index + 1)
              + ": '"
              + line.path("kind").asText()
              + "' is no kind of run record");
    }
    return event;
  }

  private static Instant time(Path file, int index, JsonNode line) {
    try {
      return Instant.parse(line.path("time").asText());
    } catch (java.time.format.DateTimeParseException e) {
      throw new InvalidInputException(
          "run file " + file, "line " + (index + 1) + " has no time: " + e.getMessage());
    }
  }

  private void write(RunId id, RunFold fold, List<Draft> drafts) {
    RunEvent.Ended ended = fold.ended;
    String why = ended == null ? "imported: look at it or fork it" : ended.why();
    RunState state = ended == null ? RunState.WAITING : ended.state();
    RunStatus status =
        new RunStatus(
            id,
            fold.version,
            state,
            why,
            List.of(),
            null,
            fold.cost,
            fold.started.project(),
            fold.startedAt,
            engine.world().instant());
    Write.Builder write = Write.builder();
    String seal = fold.started.about().isEmpty() ? null : Names.stream(id.toString());
    if (seal != null) {
      write.all(engine.keys().make(seal, fold.started.about()));
    }
    for (Draft draft : drafts) {
      write.record(draft.kind(), draft.stream(), draft.body().sealedUnder(seal));
    }
    write.row(
        new RowChange.Put(
            RunRow.TABLE,
            id.toString(),
            RowChange.ABSENT,
            ended == null ? RunRow.PARKED : state.name(),
            ended == null ? Long.MAX_VALUE : 0,
            new RunRow(status, "", 0, Starter.fingerprint(fold.started.input()), seal).json()));
    try {
      engine.journal().writeNow(write.build());
    } catch (WriteRejectedException e) {
      throw new ConflictException("there is a run " + id + " already", e);
    }
  }
}
