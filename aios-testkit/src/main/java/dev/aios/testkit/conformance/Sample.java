package dev.aios.testkit.conformance;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;

/** Short ways to write down what the tests write. */
final class Sample {
  private Sample() {}

  static Json json(String text) {
    return Json.of("\"" + text + "\"");
  }

  static Draft draft(String stream, String text) {
    return new Draft("note.added", stream, json(text));
  }

  static Write note(String stream, String text) {
    return Write.of(draft(stream, text));
  }

  static RowChange put(String key, long expected, String group, long rank) {
    return new RowChange.Put("task", key, expected, group, rank, json(key));
  }

  static RowChange delete(String key, long expected) {
    return new RowChange.Delete("task", key, expected);
  }

  static Write only(RowChange change) {
    return Write.builder().row(change).build();
  }
}
