package dev.aios.examples.consultancy.input;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a note says about itself, by meaning; people use several words for each, in two languages.
 */
final class NoteFields {
  enum Field {
    DATE("date", "datum", "when"),
    TITLE("title", "titel", "subject"),
    CLIENT("client", "customer", "kunde", "company"),
    ATTENDEES("attendees", "present", "participants", "teilnehmer", "with"),
    DECISIONS("decision", "decisions", "decided", "beschlüsse", "entscheidungen"),
    ACTIONS("action items", "actions", "action", "next steps", "to do", "todo", "aufgaben");

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
    private final List<String> words;

    Field(String... words) {
      this.words = List.of(words);
    }

    static Optional<Field> of(String label) {
      String word = label.strip().toLowerCase(Locale.ROOT);
      for (Field field : values()) {
        if (field.words.contains(word)) {
          return Optional.of(field);
        }
      }
      return Optional.empty();
    }
  }

  private final Map<Field, List<String>> values = new EnumMap<>(Field.class);

  void add(Field field, String value) {
    if (!value.isBlank()) {
      values.computeIfAbsent(field, f -> new ArrayList<>()).add(value.strip());
    }
  }

  List<String> all(Field field) {
    return values.getOrDefault(field, List.of());
  }

  Optional<String> first(Field field) {
    return all(field).stream().findFirst();
  }
}
