package dev.aios.core.internal.event;

import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The body of a record {@code event.published}: an event with its key and its payload. The names of
 * the components are the names in the record's JSON.
 *
 * @param key what its order is kept by, empty for none
 * @param type the payload's type name
 * @param version the payload's schema version
 * @param data the event
 * @param id what it was published once by, or null
 * @param taint the untrusted sources that went into it; absent for none
 * @param about whom it is about; absent for nobody
 */
record EventBody(
    String key,
    String type,
    int version,
    Json data,
    @Nullable String id,
    @Nullable List<String> taint,
    @Nullable List<String> about) {
  static EventBody of(
      String key, Payload payload, @Nullable String id, Taint taint, List<String> about) {
    return new EventBody(
        key,
        payload.type(),
        payload.version(),
        payload.data(),
        id,
        taint.isTainted() ? List.copyOf(taint.sources()) : null,
        about.isEmpty() ? null : List.copyOf(about));
  }

  Taint label() {
    return taint == null ? Taint.NONE : new Taint(new TreeSet<>(taint));
  }

  Set<String> subjects() {
    return about == null ? Set.of() : Set.copyOf(about);
  }

  Payload payload() {
    return new Payload(type, version, data);
  }
}
