package dev.aios.memory.internal.erasure;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.rows.ErasureRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Legal holds: rows in {@code hold}, records on the stream {@code hold/NAME}. Thread-safe. */
public final class Holds {
  private static final String TABLE = "hold";

  private final Journal journal;
  private final Codec codec;
  private final Function<String, Set<String>> family;

  /**
   * Holds.
   *
   * @param journal where they are kept
   * @param codec for rows
   * @param family all ids that mean the same entity
   */
  public Holds(Journal journal, Codec codec, Function<String, Set<String>> family) {
    this.journal = journal;
    this.codec = codec;
    this.family = family;
  }

  void put(LegalHold hold) {
    List<String> violations = new ArrayList<>();
    Names.check("its name", hold.name(), violations);
    if (hold.entities().isEmpty() && hold.sources().isEmpty() && hold.sessions().isEmpty()) {
      violations.add("it holds nothing");
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("legal hold", violations);
    }
    Json body =
        codec.toJson(
            new ErasureRow.Hold(
                sorted(hold.entities()),
                sorted(hold.sources()),
                sorted(hold.sessions()),
                hold.reason()));
    journal.writeNow(
        Write.of(
            new Draft("hold.put", TABLE + "/" + hold.name(), body),
            new RowChange.Put(TABLE, hold.name(), RowChange.ANY, "", 0, body)));
  }

  private static List<String> sorted(Set<String> set) {
    return List.copyOf(new TreeSet<>(set));
  }

  boolean release(String name) {
    Optional<Row> row = name.isBlank() ? Optional.empty() : journal.row(TABLE, name);
    row.ifPresent(
        found ->
            journal.writeNow(
                Write.of(
                    new Draft("hold.released", TABLE + "/" + name, found.body()),
                    new RowChange.Delete(TABLE, name, RowChange.ANY))));
    return row.isPresent();
  }

  List<LegalHold> all() {
    return journal.rows(RowQuery.table(TABLE)).stream()
        .map(this::hold)
        .sorted(Comparator.comparing(LegalHold::name))
        .toList();
  }

  private LegalHold hold(Row row) {
    ErasureRow.Hold body = codec.fromJson(row.body(), ErasureRow.Hold.class);
    return new LegalHold(
        row.key(),
        Set.copyOf(body.entities()),
        Set.copyOf(body.sources()),
        Set.copyOf(body.sessions()),
        body.reason());
  }

  /** The hold that forbids to forget something, as it stands now. */
  Optional<LegalHold> on(
      Collection<String> entities, Collection<String> sources, Collection<String> sessions) {
    return all().stream()
        .filter(
            hold ->
                sessions.stream().anyMatch(hold.sessions()::contains)
                    || sources.stream().anyMatch(source -> isHeld(hold, source))
                    || hold.entities().stream()
                        .flatMap(id -> family.apply(id).stream())
                        .anyMatch(entities::contains))
        .findFirst();
  }

  private static boolean isHeld(LegalHold hold, String source) {
    return hold.sources().contains(source) || hold.sources().contains(Sources.of(source));
  }

  void refuse(
      String what,
      Collection<String> entities,
      Collection<String> sources,
      Collection<String> sessions) {
    on(entities, sources, sessions)
        .ifPresent(
            hold -> {
              throw new ConflictException(
                  what
                      + " cannot be erased: legal hold '"
                      + hold.name()
                      + "' forbids it ("
                      + hold.reason()
                      + "). Nothing was erased; release the hold first");
            });
  }
}
