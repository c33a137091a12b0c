package dev.aios.examples.consultancy.input;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which column of a table holds what; the words for it differ from tool to tool. */
final class Columns {
  enum Column {
    DATE("date", "day", "datum"),
    CLIENT("client", "customer", "kunde", "company", "name"),
    PROJECT("project", "projekt"),
    PERSON("person", "who", "employee", "consultant", "user", "mitarbeiter"),
    TASK("task", "activity", "description", "notes", "tätigkeit", "beschreibung"),
    HOURS("hours", "duration", "time", "quantity", "stunden"),
    RATE("rate", "hourly rate", "price", "satz", "stundensatz"),
    CURRENCY("currency", "währung"),
    STATUS("status", "state"),
    ADDRESS("address", "postal address", "adresse"),
    CONTACT("contact", "billing contact", "ansprechpartner"),
    EMAIL("email", "billing email", "invoice email"),
    VAT("vat", "vat percent", "vat rate", "ust", "mwst"),
    VAT_NOTE("vat note"),
    DUE_DAYS("due days", "payment days", "terms"),
    REFERENCE("reference", "po", "purchase order", "order number");

    @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
    private final Set<String> words;

    Column(String... words) {
      this.words = Set.of(words);
    }
  }

  static final Set<Column> TIMESHEET =
      EnumSet.of(Column.DATE, Column.CLIENT, Column.HOURS, Column.RATE);
  static final Set<Column> CLIENTS = EnumSet.of(Column.CLIENT, Column.EMAIL, Column.VAT);

  private final Map<Column, Integer> positions = new EnumMap<>(Column.class);
  private final int count;

  Columns(List<String> header) {
    count = header.size();
    for (int i = 0; i < count; i++) {
      String word = header.get(i).toLowerCase(Locale.ROOT).replaceAll("[_\\-. ]+", " ").strip();
      word = word.replace("e mail", "email");
      for (Column column : Column.values()) {
        if (column.words.contains(word)) {
          positions.putIfAbsent(column, i);
        }
      }
    }
  }

  boolean has(Set<Column> columns) {
    return positions.keySet().containsAll(columns);
  }

  int count() {
    return count;
  }

  /** What a row says in a column, without blanks around it; empty if there is no such column. */
  String get(List<String> row, Column column) {
    Integer position = positions.get(column);
    return position == null ? "" : row.get(position).strip();
  }

  static String describe(Set<Column> columns) {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(column.name().toLowerCase(Locale.ROOT)));
    return String.join(", ", names);
  }
}
