package dev.aios.core.internal.event;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.seal.SealedBody;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events of one class from the journal. A type name that no class of this program goes by
 * is not wanted; one that is wanted and cannot be decoded is handed out with its fault.
 * Thread-safe.
 */
final class EventReader {
  /** The stream of all events. */
  static final String STREAM = "event";

  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  private record TypeVersion(String type, int version) {}

  private final Journal journal;
  private final Codec codec;
  private final Class<?> wanted;
  private final Set<String> names = new HashSet<>();

  /** What is known of types: whether they are wanted. */
  private final Map<TypeVersion, Boolean> known = new ConcurrentHashMap<>();

  EventReader(Journal journal, Codec codec, Class<?> wanted) {
    this.journal = journal;
    this.codec = codec;
    this.wanted = wanted;
    addNames(wanted);
  }

  private void addNames(Class<?> type) {
    names.add(type.getName());
    if (type.isSealed()) {
      for (Class<?> each : type.getPermittedSubclasses()) {
        addNames(each);
      }
    }
  }

  List<JournalRecord> records(long afterPosition, int limit) {
    return journal.readStream(STREAM, afterPosition, limit);
  }

  /** One event; empty if it is not wanted. */
  Optional<ReadEvent> at(long position) {
    return records(position - 1, 1).stream()
        .filter(record -> record.position() == position)
        .findFirst()
        .flatMap(this::event);
  }

  /** The event of a record; empty if it is not wanted. */
  Optional<ReadEvent> event(JournalRecord record) {
    if (SealedBody.is(record.body())) {
      LOG.atDebug()
          .addKeyValue("position", record.position())
          .log("An event about somebody who has been erased is passed over");
      return Optional.empty();
    }
    EventBody body;
    try {
      body = Envelopes.CODEC.fromJson(record.body(), EventBody.class);
    } catch (InvalidInputException e) {
      LOG.atError()
          .addKeyValue("position", record.position())
          .setCause(e)
          .log("A record among the events is no event; it is passed over");
      return Optional.empty();
    }
    Payload payload = body.payload();
    TypeVersion type = new TypeVersion(payload.type(), payload.version());
    if (Boolean.FALSE.equals(known.get(type))) {
      return Optional.empty();
    }
    Object event = null;
    String fault = null;
    try {
      event = codec.decode(payload);
      boolean fits = wanted.isInstance(event);
      known.put(type, fits);
      if (!fits) {
        return Optional.empty();
      }
    } catch (RuntimeException e) {
      // An upcaster may throw what it likes.
      if (!known.computeIfAbsent(type, this::isWantedByName)) {
        return Optional.empty();
      }
      fault = e instanceof InvalidInputException ? e.getMessage() : e.toString();
    }
    return Optional.of(
        new ReadEvent(
            record.position(),
            record.time(),
            body.key(),
            payload,
            event,
            fault,
            body.label(),
            body.subjects(),
            record.body().seal()));
  }

  private boolean isWantedByName(TypeVersion type) {
    int generic = type.type().indexOf('<');
    String name = generic < 0 ? type.type() : type.type().substring(0, generic);
    if (names.contains(name)) {
      return true;
    }
    try {
      return wanted.isAssignableFrom(Class.forName(name, false, wanted.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      LOG.atDebug()
          .addKeyValue("type", type.type())
          .log("Events of an unknown type are passed over");
      return false;
    }
  }
}
