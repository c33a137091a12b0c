package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the journal promises about lists of rows: groups, ranks, order, pages. */
interface JournalListTests extends JournalStore {
  @Test
  default void a_group_is_listed_by_rank_then_key() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      putAll(journal, "b:OPEN:2", "a:OPEN:2", "c:OPEN:1", "d:DONE:0", "e:OPEN:-9");
      assertThat(keys(journal, RowQuery.group("task", "OPEN"))).containsExactly("e", "c", "a", "b");
      assertThat(keys(journal, RowQuery.group("task", "NONE"))).isEmpty();
      assertThat(keys(journal, RowQuery.group("other", "OPEN"))).isEmpty();
    }
  }

  @Test
  default void a_table_is_listed_by_group_then_rank_then_key() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      putAll(journal, "a:Z:1", "b:A:9", "c:A:1", "d::5", "e:Z:1");
      assertThat(keys(journal, RowQuery.table("task"))).containsExactly("d", "c", "b", "a", "e");
      assertThat(keys(journal, RowQuery.table("task").upTo(4))).containsExactly("c", "a", "e");
    }
  }

  @Test
  default void what_is_due_is_listed_up_to_a_rank_and_a_limit() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      putAll(journal, "a:W:10", "b:W:20", "c:W:30", "d:W:20");
      RowQuery due = RowQuery.group("task", "W").upTo(20);
      assertThat(keys(journal, due)).containsExactly("a", "b", "d");
      assertThat(keys(journal, due.limit(2))).containsExactly("a", "b");
      assertThat(keys(journal, new RowQuery("task", "W", 20, 25, null, 10)))
          .containsExactly("b", "d");
      assertThat(keys(journal, new RowQuery("task", "W", 25, 20, null, 10))).isEmpty();
    }
  }

  @Test
  default void pages_of_a_group_hold_every_row_once() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Write.Builder all = Write.builder();
      for (int i = 0; i < 50; i++) {
        all.row(Sample.put("k" + i, RowChange.ABSENT, i % 2 == 0 ? "A" : "B", i / 10));
      }
      journal.writeNow(all.build());
      RowQuery query = RowQuery.group("task", "A").upTo(3).limit(3);
      List<String> paged = new ArrayList<>();
      List<Row> page = journal.rows(query);
      while (!page.isEmpty()) {
        page.forEach(row -> paged.add(row.key()));
        page = journal.rows(query.after(page.get(page.size() - 1)));
      }
      assertThat(paged).isEqualTo(keys(journal, RowQuery.group("task", "A").upTo(3))).hasSize(20);
    }
  }

  @Test
  default void a_row_that_moves_is_listed_where_it_is_and_not_where_it_was() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      putAll(journal, "a:W:10", "b:W:20");
      putAll(journal, "a:W:30");
      assertThat(keys(journal, RowQuery.group("task", "W"))).containsExactly("b", "a");
      putAll(journal, "b:DONE:0");
      assertThat(keys(journal, RowQuery.group("task", "W"))).containsExactly("a");
      assertThat(keys(journal, RowQuery.group("task", "DONE"))).containsExactly("b");
      journal.writeNow(Sample.only(Sample.delete("a", RowChange.ANY)));
      assertThat(keys(journal, RowQuery.group("task", "W"))).isEmpty();
    }
  }

  @Test
  default void the_extreme_ranks_can_be_used() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      putAll(journal, "low:W:" + Long.MIN_VALUE, "high:W:" + Long.MAX_VALUE, "mid:W:0");
      assertThat(keys(journal, RowQuery.group("task", "W"))).containsExactly("low", "mid", "high");
      assertThat(keys(journal, RowQuery.table("task"))).containsExactly("low", "mid", "high");
    }
  }

  @Test
  default void text_is_sorted_by_code_point() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      // In UTF-16 the emoji (U+1F680, two surrogates from U+D800 on) would come before U+FF5E.
      putAll(journal, "🚀:W:0", "～:W:0", "é:W:0", "z:W:0", "Z:W:0");
      assertThat(keys(journal, RowQuery.group("task", "W")))
          .containsExactly("Z", "z", "é", "～", "🚀");
    }
  }

  private static void putAll(Journal journal, String... specs) {
    Write.Builder write = Write.builder();
    for (String spec : specs) {
      String[] parts = spec.split(":", -1);
      write.row(Sample.put(parts[0], RowChange.ANY, parts[1], Long.parseLong(parts[2])));
    }
    journal.writeNow(write.build());
  }

  private static List<String> keys(Journal journal, RowQuery query) {
    return journal.rows(query).stream().map(Row::key).toList();
  }
}
