package dev.aios.memory.internal.inventory;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Inventory;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.rows.InventoryRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The inventory on the journal: tables {@code inventory.source}, {@code inventory.auth}, {@code
 * inventory.retention}, a record {@code inventory.registered} on the stream {@code TABLE/NAME} for
 * each change. Registering what is there already writes nothing. Thread-safe.
 */
public final class JournalInventory implements Inventory {
  private static final String SOURCES = "inventory.source";
  private static final String SURFACES = "inventory.auth";
  private static final String RULES = "inventory.retention";

  private final Journal journal;
  private final Codec codec;

  /**
   * An inventory.
   *
   * @param journal where it is kept
   * @param codec for rows
   */
  public JournalInventory(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  @Override
  public void register(DataSource source) {
    if (journal.row(RULES, source.retention()).isEmpty()) {
      throw missing(source, "retention rule", source.retention());
    }
    String surface = source.authSurface();
    if (surface != null && journal.row(SURFACES, surface).isEmpty()) {
      throw missing(source, "auth surface", surface);
    }
    put(SOURCES, source.name(), source.kind(), codec.toJson(InventoryRow.Source.of(source)));
  }

  private static NotFoundException missing(DataSource source, String what, String name) {
    return new NotFoundException(
        "Data source '"
            + source.name()
            + "' names the "
            + what
            + " '"
            + name
            + "', which is not registered. Nothing was changed; register it first");
  }

  @Override
  public void register(AuthSurface surface) {
    put(SURFACES, surface.name(), surface.kind(), codec.toJson(InventoryRow.Surface.of(surface)));
  }

  @Override
  public void register(RetentionRule rule) {
    put(RULES, rule.name(), "", codec.toJson(InventoryRow.Rule.of(rule)));
  }

  private void put(String table, String name, String group, Json body) {
    List<String> violations = new ArrayList<>();
    Names.check("the name", name, violations);
    if (!violations.isEmpty()) {
      throw new InvalidInputException(table, violations);
    }
    Optional<Row> row = journal.row(table, name);
    if (row.isPresent() && row.get().body().equals(body)) {
      return;
    }
    journal.writeNow(
        Write.of(
            new Draft("inventory.registered", table + "/" + name, body),
            new RowChange.Put(table, name, RowChange.ANY, group, 0, body)));
  }

  /**
   * Finds a source of data.
   *
   * @param name its name
   * @return the source, or empty
   */
  public Optional<DataSource> source(String name) {
    return journal.row(SOURCES, name).map(this::source);
  }

  private DataSource source(Row row) {
    return codec.fromJson(row.body(), InventoryRow.Source.class).source();
  }

  @Override
  public List<DataSource> sources() {
    return rowsByName(SOURCES).stream().map(this::source).toList();
  }

  @Override
  public List<AuthSurface> authSurfaces() {
    return rowsByName(SURFACES).stream()
        .map(row -> codec.fromJson(row.body(), InventoryRow.Surface.class).surface())
        .toList();
  }

  @Override
  public List<RetentionRule> retentionRules() {
    return rowsByName(RULES).stream()
        .map(row -> codec.fromJson(row.body(), InventoryRow.Rule.class).rule())
        .toList();
  }

  private List<Row> rowsByName(String table) {
    return journal.rows(RowQuery.table(table)).stream()
        .sorted(Comparator.comparing(Row::key))
        .toList();
  }
}
