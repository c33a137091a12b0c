package dev.aios.memory.internal.derived;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Recall;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.derived.DerivedStore;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.Scrubbing;
import dev.aios.memory.internal.rows.DerivedChange;
import dev.aios.memory.internal.rows.DerivedRow;
import dev.aios.memory.internal.rows.RecallChange;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Derived things on the journal: a row in {@code derived} in the group of its kind, and for each
 * thing that it was made from a row in {@code derived.from} in that thing's group. Records on the
 * stream {@code derived} hold no content. Thread-safe.
 */
public final class Derivations implements DerivedStore {
  private static final String DERIVED = "derived";
  private static final String FROM = "derived.from";
  private static final String STREAM = "derived";
  private static final String CURSOR = "derived.cursor";
  private static final String RECALL = "recall";
  private static final String PASSAGE = "passage:";
  private static final String ENTITY = "entity/";
  private static final int PAGE = 500;

  private final Journal journal;
  private final Codec codec;
  private final Scrubbing scrubbing;
  private volatile Consumer<String> alsoFalls = source -> {};

  /**
   * Derivations.
   *
   * @param journal where they are kept
   * @param codec for rows
   */
  public Derivations(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
    this.scrubbing = new Scrubbing(journal, codec);
  }

  /**
   * Begins to look at what happens to passages, from now on if that was never done.
   *
   * @param other what else falls with a thing, told by its name; harmless to do again
   */
  public void begin(Consumer<String> other) {
    alsoFalls = other;
    Contended.retry(
        "the look at passages",
        () -> {
          if (journal.row(CURSOR, RECALL).isEmpty()) {
            journal.writeNow(Write.builder().row(cursor(journal.head(), RowChange.ABSENT)).build());
          }
          return true;
        });
  }

  @Override
  public void put(Derived derived) {
    List<String> violations = new ArrayList<>();
    Names.check("the id", derived.id(), violations);
    Names.check("the kind", derived.kind(), violations);
    if (derived.from().isEmpty()) {
      violations.add("it says of nothing that it was made from it");
    }
    derived.from().forEach(from -> Names.check("what it was made from", from, violations));
    if (!violations.isEmpty()) {
      throw new InvalidInputException("derived " + derived.id(), violations);
    }
    keep(
        derived,
        () -> !isGone(derived),
        () ->
            Contended.retry(
                "derived " + derived.id(),
                () -> {
                  Write.Builder write = Write.builder();
                  puts(derived, write);
                  journal.writeNow(write.build());
                  return true;
                }));
  }

  /**
   * Stores something while what it was made from is there. What goes later takes it along; what
   * goes during the write does not see it yet, so that is looked at once more afterwards, and then
   * the files are scrubbed, because whoever erased it may have scrubbed them before the write.
   *
   * @param derived what
   * @param holds whether what it was made from is as it was
   * @param write stores it, and says whether it did
   */
  public void keep(Derived derived, BooleanSupplier holds, BooleanSupplier write) {
    if (!holds.getAsBoolean() || !write.getAsBoolean() || holds.getAsBoolean()) {
      return;
    }
    scrubbing.owe();
    Contended.retry(
        "derived " + derived.id(),
        () -> {
          Write.Builder gone = Write.builder();
          delete(derived.id(), gone);
          falls(List.of(derived.id()), gone);
          journal.writeNow(gone.build());
          return true;
        });
    scrubbing.settle(true);
  }

  /**
   * Whether a passage or an entity that something was made from is not there.
   *
   * @param derived what was made
   * @return whether one is gone
   */
  public boolean isGone(Derived derived) {
    return derived.from().stream().anyMatch(this::isGone);
  }

  private boolean isGone(String source) {
    return isGone(source, PASSAGE, "recall.passage") || isGone(source, ENTITY, "entity");
  }

  private boolean isGone(String source, String prefix, String table) {
    String id = source.startsWith(prefix) ? source.substring(prefix.length()) : "";
    return !id.isBlank() && journal.row(table, id).isEmpty();
  }

  /**
   * The parts of a write that stores something derived.
   *
   * @param derived what
   * @param write where the parts are added
   */
  public void puts(Derived derived, Write.Builder write) {
    Optional<Row> before = journal.row(DERIVED, derived.id());
    Set<String> gone = new TreeSet<>();
    before.ifPresent(row -> gone.addAll(row(row.body()).from()));
    gone.removeAll(derived.from());
    List<String> from = List.copyOf(new TreeSet<>(derived.from()));
    Json body =
        codec.toJson(
            new DerivedRow(
                derived.kind(),
                derived.content(),
                from,
                derived.made().toString(),
                derived.by(),
                List.copyOf(derived.taint().sources())));
    write
        .record(
            "derived.made",
            STREAM,
            codec.toJson(new DerivedChange.Made(derived.id(), derived.kind(), from.size())))
        .row(
            new RowChange.Put(
                DERIVED,
                derived.id(),
                before.map(Row::version).orElse(RowChange.ABSENT),
                derived.kind(),
                0,
                body));
    gone.forEach(
        ref -> write.row(new RowChange.Delete(FROM, key(ref, derived.id()), RowChange.ANY)));
    for (String ref : from) {
      write.row(
          new RowChange.Put(
              FROM, key(ref, derived.id()), RowChange.ANY, ref, 0, codec.toJson(derived.id())));
    }
  }

  @Override
  public Optional<Derived> find(String id) {
    catchUp();
    return stored(id);
  }

  private Optional<Derived> stored(String id) {
    return journal.row(DERIVED, id).map(row -> derived(id, row(row.body())));
  }

  @Override
  public List<Derived> of(String source) {
    catchUp();
    List<Derived> found = new ArrayList<>();
    idsOf(source).forEach(id -> stored(id).ifPresent(found::add));
    return found;
  }

  private List<String> idsOf(String source) {
    return journal.rows(RowQuery.group(FROM, source)).stream()
        .map(row -> codec.fromJson(row.body(), String.class))
        .toList();
  }

  @Override
  public List<String> fall(String source) {
    return Contended.retry(
        "what is derived from " + source,
        () -> {
          Write.Builder write = Write.builder();
          List<String> fallen = falls(List.of(source), write);
          if (!fallen.isEmpty()) {
            journal.writeNow(write.build());
          }
          return fallen;
        });
  }

  /**
   * Lets fall what was made from entities, because facts of theirs are forgotten: cards hold facts.
   *
   * @param ids the entities
   */
  public void fallOf(Set<String> ids) {
    ids.forEach(id -> fall(ENTITY + id));
  }

  /**
   * Lets fall what was made from passages that were removed or replaced since the last time, by
   * whichever process. Where recall has got to is a row, changed in the write in which things fall.
   */
  public void catchUp() {
    Contended.retry("what is derived from passages", this::catchUpOnce);
  }

  private boolean catchUpOnce() {
    Optional<Row> cursor = journal.row(CURSOR, RECALL);
    if (cursor.isEmpty()) {
      return false; // Not begun: nothing was ever derived.
    }
    long position = cursor.get().rank();
    Set<String> gone = new TreeSet<>();
    for (List<JournalRecord> page = journal.readStream(RECALL, position, PAGE);
        !page.isEmpty();
        page = journal.readStream(RECALL, position, PAGE)) {
      page.forEach(record -> goneBy(record).ifPresent(gone::add));
      position = page.get(page.size() - 1).position();
    }
    gone.forEach(alsoFalls); // Before the cursor moves: a crash in between does it again.
    Write.Builder write = Write.builder();
    boolean fell = !gone.isEmpty() && !falls(gone, write).isEmpty();
    if (!gone.isEmpty() || position > cursor.get().rank() + PAGE) {
      journal.writeNow(write.row(cursor(position, cursor.get().version())).build());
    }
    return fell;
  }

  /** The passage that a record took away or changed. */
  private Optional<String> goneBy(JournalRecord record) {
    if (record.kind().equals("recall.removed")) {
      return Optional.of(
          passage(codec.fromJson(record.body(), RecallChange.Removed.class).passage()));
    }
    if (record.kind().equals("recall.added")) {
      RecallChange.Added added = codec.fromJson(record.body(), RecallChange.Added.class);
      // What joins a text that another passage has is a duplicate, and may have replaced its own.
      boolean changed =
          added.outcome().equals(Recall.Added.Outcome.REPLACED.name()) || added.released() != null;
      return changed ? Optional.of(passage(added.passage())) : Optional.empty();
    }
    return Optional.empty();
  }

  private RowChange cursor(long position, long version) {
    return new RowChange.Put(CURSOR, RECALL, version, "", position, codec.toJson(RECALL));
  }

  /**
   * How what was made from a passage names it.
   *
   * @param id the passage's id
   * @return the reference
   */
  public static String passage(String id) {
    return PASSAGE + id;
  }

  /**
   * The parts of a write in which everything falls that was made from one of some things, also by
   * way of others.
   *
   * @param sources the things
   * @param write where the parts are added
   * @return the ids of what falls
   */
  public List<String> falls(Collection<String> sources, Write.Builder write) {
    Set<String> fallen = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(sources);
    while (!next.isEmpty()) {
      for (String id : idsOf(next.remove())) {
        if (fallen.add(id)) {
          next.add(id);
          delete(id, write);
        }
      }
    }
    List<String> ids = List.copyOf(fallen);
    if (!ids.isEmpty()) {
      write.record("derived.fallen", STREAM, codec.toJson(new DerivedChange.Fallen(ids)));
    }
    return ids;
  }

  private void delete(String id, Write.Builder write) {
    Optional<Row> found = journal.row(DERIVED, id);
    if (found.isPresent()) {
      write.row(new RowChange.Delete(DERIVED, id, found.get().version()));
      row(found.get().body())
          .from()
          .forEach(ref -> write.row(new RowChange.Delete(FROM, key(ref, id), RowChange.ANY)));
    }
  }

  private DerivedRow row(Json body) {
    return codec.fromJson(body, DerivedRow.class);
  }

  private static Derived derived(String id, DerivedRow row) {
    return new Derived(
        id,
        row.kind(),
        row.content(),
        Set.copyOf(row.from()),
        Instant.parse(row.made()),
        row.by(),
        new Taint(new TreeSet<>(row.taint())));
  }

  private static String key(String source, String id) {
    return Names.pair(id, source);
  }
}
