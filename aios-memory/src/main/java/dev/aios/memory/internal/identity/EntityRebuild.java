package dev.aios.memory.internal.identity;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.rows.AnchorRow;
import dev.aios.memory.internal.seal.Seals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the rows of entities again from their records, and repairs those that differ. */
public final class EntityRebuild {
  private static final int PAGE = 1000;

  private final Journal journal;
  private final Codec codec;
  private final EntityRows rows;
  private final Seals seals;
  private final EntityFold fold;

  /**
   * A rebuild; used once.
   *
   * @param journal where the records and the rows are
   * @param codec for both
   */
  public EntityRebuild(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
    this.rows = new EntityRows(journal, codec);
    this.seals = new Seals(journal, codec);
    this.fold = new EntityFold(codec);
  }

  /**
   * Reads every record of the journal, and writes, in one write, each row that is missing, differs
   * or should not be there. Nobody may change entities meanwhile.
   *
   * @return how many rows were repaired
   */
  public int run() {
    long position = 0;
    for (List<JournalRecord> page = journal.read(position, PAGE);
        !page.isEmpty();
        page = journal.read(position, PAGE)) {
      page.forEach(record -> seals.open(record).ifPresent(body -> fold.apply(record.kind(), body)));
      position = page.get(page.size() - 1).position();
    }
    Family.settle(fold.entities);
    Map<String, RowChange> wanted = new HashMap<>();
    fold.entities.forEach((id, row) -> want(wanted, rows.put(id, row, RowChange.ANY)));
    fold.facts.forEach(
        (id, row) -> {
          want(wanted, rows.put(row));
          want(wanted, rows.from(row));
          if (fold.entities.containsKey(row.value())) {
            want(wanted, rows.pointing(row));
          }
        });
    fold.anchors.forEach(
        (key, entity) ->
            want(
                wanted,
                new RowChange.Put(
                    EntityRows.ANCHORS,
                    key,
                    RowChange.ANY,
                    entity,
                    0,
                    codec.toJson(new AnchorRow(entity)))));
    return repair(wanted);
  }

  private static void want(Map<String, RowChange> wanted, RowChange change) {
    wanted.put(change.table() + "/" + change.key(), change);
  }

  private int repair(Map<String, RowChange> wanted) {
    Write.Builder write = Write.builder();
    int repaired = 0;
    for (String table :
        List.of(
            EntityRows.ENTITIES,
            EntityRows.ANCHORS,
            EntityRows.FACTS,
            EntityRows.TO,
            EntityRows.FROM)) {
      for (Row row : journal.rows(RowQuery.table(table))) {
        RowChange change = wanted.remove(table + "/" + row.key());
        if (change == null) {
          write.row(new RowChange.Delete(table, row.key(), RowChange.ANY));
          repaired++;
        } else if (change instanceof RowChange.Put put && !same(put, row)) {
          write.row(unconditional(put));
          repaired++;
        }
      }
    }
    for (RowChange change : wanted.values()) {
      if (change instanceof RowChange.Put put) {
        write.row(unconditional(put));
        repaired++;
      }
    }
    if (repaired > 0) {
      journal.writeNow(write.build());
    }
    return repaired;
  }

  private static boolean same(RowChange.Put put, Row row) {
    return put.body().equals(row.body())
        && put.group().equals(row.group())
        && put.rank() == row.rank();
  }

  private static RowChange unconditional(RowChange.Put put) {
    return new RowChange.Put(
        put.table(), put.key(), RowChange.ANY, put.group(), put.rank(), put.body());
  }
}
