package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares a journal with the plainest thing that could be one, over random writes. */
interface JournalModelTests extends JournalStore {
  @Test
  default void random_writes_leave_what_a_plain_map_would_hold() throws Exception {
    SplittableRandom random = new SplittableRandom(20_261_124);
    Model model = new Model();
    try (Journal journal = open(new SetWorld())) {
      for (int i = 0; i < 800; i++) {
        Write write = write(random, i);
        boolean accepted;
        try {
          journal.writeNow(write);
          accepted = true;
        } catch (WriteRejectedException e) {
          accepted = false;
        }
        assertThat(accepted).as("write %d: %s", i, write).isEqualTo(model.apply(write));
        if (i % 50 == 0) {
          model.compare(journal);
        }
      }
      model.compare(journal);
      assertThat(model.rejected).isBetween(100, 700);
      assertThat(journal.verify().records()).isEqualTo(model.records);
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  private static Write write(SplittableRandom random, int i) {
    Write.Builder write = Write.builder();
    int records = random.nextInt(3);
    for (int r = 0; r < records; r++) {
      write.record(Sample.draft("s" + random.nextInt(5), "n" + i));
    }
    int first = random.nextInt(12);
    int rows = random.nextInt(3);
    for (int r = 0; r < rows; r++) {
      String key = "k" + (first + r);
      long expected = random.nextInt(-1, 4);
      String group = "g" + random.nextInt(3);
      if (random.nextInt(4) == 0) {
        write.row(Sample.delete(key, expected == 0 ? RowChange.ANY : expected));
      } else {
        write.row(Sample.put(key, expected, group, random.nextInt(4)));
      }
    }
    if (records + rows == 0 || random.nextBoolean()) {
      write.counter(
          new CounterChange("c" + random.nextInt(2), random.nextInt(-10, 15), random.nextInt(50)));
    }
    return write.build();
  }

  /** Rows and counters in maps; everything is found by looking at all of it. */
  final class Model {
    private static final Comparator<Row> LISTED =
        Comparator.comparing(Row::group).thenComparing(Row::rank).thenComparing(Row::key);

    private Map<String, Row> rows = new HashMap<>();
    private Map<String, Long> counters = new HashMap<>();
    private long records;
    private int rejected;

    private Model() {}

    private boolean apply(Write write) {
      Map<String, Row> rowsAfter = new HashMap<>(rows);
      Map<String, Long> countersAfter = new HashMap<>(counters);
      long position = records + write.records().size();
      for (RowChange change : write.rows()) {
        Row row = rows.get(change.key());
        long version = row == null ? 0 : row.version();
        if (change.expectedVersion() != RowChange.ANY && change.expectedVersion() != version) {
          rejected++;
          return false;
        }
        if (change instanceof RowChange.Put put) {
          rowsAfter.put(
              put.key(),
              new Row(
                  put.table(),
                  put.key(),
                  version + 1,
                  put.group(),
                  put.rank(),
                  put.body(),
                  position));
        } else {
          rowsAfter.remove(change.key());
        }
      }
      for (CounterChange change : write.counters()) {
        long sum = countersAfter.merge(change.counter(), change.delta(), Long::sum);
        if (change.delta() > 0 && sum > change.max()) {
          rejected++;
          return false;
        }
      }
      rows = rowsAfter;
      counters = countersAfter;
      records = position;
      return true;
    }

    private void compare(Journal journal) {
      assertThat(journal.head()).isEqualTo(records);
      List<Row> listed = rows.values().stream().sorted(LISTED).toList();
      assertThat(journal.rows(RowQuery.table("task"))).isEqualTo(listed);
      for (String group : List.of("g0", "g1", "g2")) {
        assertThat(journal.rows(RowQuery.group("task", group).upTo(2)))
            .isEqualTo(
                listed.stream()
                    .filter(row -> row.group().equals(group) && row.rank() <= 2)
                    .toList());
      }
      counters.forEach((name, value) -> assertThat(journal.counter(name)).isEqualTo(value));
    }
  }
}
