package dev.aios.memory;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Added;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runtimes with a journal each on one file, as two processes have it. */
class RecallSharingTest {
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private Company one;
  private Company two;

  @BeforeEach
  void open() {
    one = new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()));
    two = new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    one.close();
    two.close();
  }

  private static List<String> search(Company company, String text) {
    return ids(company.recall().search(Query.of(text, 20)));
  }

  @Test
  void each_finds_what_the_other_added_replaced_and_removed() {
    assertThat(search(two, "roof")).isEmpty();
    one.recall().add(List.of(passage("a", "The roof leaks."), passage("b", "The cellar is dry.")));
    assertThat(search(two, "roof leaks").get(0)).isEqualTo("a");
    assertThat(two.recall().size()).isEqualTo(2);

    two.recall().add(List.of(passage("a", "Tiles were ordered.")));
    assertThat(search(one, "tiles").get(0)).isEqualTo("a");
    assertThat(one.recall().search(Query.of("roof leaks", 5)))
        .extracting(Hit::text)
        .doesNotContain("The roof leaks.");

    one.recall().remove("a");
    assertThat(search(two, "tiles")).containsExactly("b");
    assertThat(two.recall().add(List.of(passage("c", "the cellar is DRY."))))
        .extracting(Added::outcome)
        .containsExactly(Outcome.DUPLICATE);
    assertThat(one.recall().size()).isEqualTo(2);
  }

  @Test
  void a_text_that_was_removed_and_added_again_elsewhere_is_read_anew() {
    String text = "The roof\n\nleaks.";
    one.recall().add(List.of(passage("a", text)));
    assertThat(two.recall().search(Query.of("roof", 5)))
        .extracting(Hit::text)
        .containsExactly(text);

    one.recall().remove("a");
    one.recall().add(List.of(passage("b", "The roof leaks.")));

    assertThat(two.recall().search(Query.of("roof", 5)))
        .extracting(Hit::id, Hit::text)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("b", "The roof leaks."));
  }

  /** An embedder that lets something happen once, when a question is embedded. */
  private static final class Meanwhile extends HashingEmbedder {
    private Runnable next = () -> {};

    @Override
    public List<float[]> embed(List<String> all) {
      Runnable now = next;
      next = () -> {};
      now.run();
      return super.embed(all);
    }
  }

  @Test
  void what_the_other_removes_during_a_search_is_replaced_by_the_next_best() {
    List<Passage> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(passage("p" + i, "roof ".repeat(i < 12 ? 9 : 1) + "number" + i * 7919));
    }
    Meanwhile embedder = new Meanwhile();
    try (Company third = new Company(Store.SQLITE, folder, Memory.with(embedder))) {
      third.recall().add(all);
      List<String> before = ids(third.recall().search(Query.of("roof", 10)));
      assertThat(before).hasSize(10);
      embedder.next = () -> before.forEach(id -> one.recall().remove(id));

      List<String> after = ids(third.recall().search(Query.of("roof!", 10)));

      assertThat(after).hasSize(10).doesNotHaveDuplicates().doesNotContainAnyElementsOf(before);
    }
  }

  @Test
  void the_same_text_added_by_both_at_once_is_stored_once() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    for (int round = 0; round < 15; round++) {
      String text = "The report of round " + round + " is ready.";
      List<Future<List<Added>>> added = new ArrayList<>();
      for (Company company : List.of(one, two)) {
        String id = (company == one ? "one" : "two") + round;
        added.add(
            threads.submit(
                () -> {
                  together.await();
                  return company.recall().add(List.of(passage(id, text)));
                }));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<List<Added>> each : added) {
        outcomes.add(each.get().get(0).outcome());
      }
      assertThat(outcomes).containsExactlyInAnyOrder(Outcome.ADDED, Outcome.DUPLICATE);
    }
    assertThat(one.journal.rows(RowQuery.table("recall.text"))).hasSize(15);
    assertThat(one.recall().size()).isEqualTo(30);
  }

  @Test
  void four_threads_in_two_runtimes_leave_exactly_what_was_not_removed() throws Exception {
    List<Future<Set<String>>> kept = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int who = t;
      Company company = t % 2 == 0 ? one : two;
      kept.add(
          threads.submit(
              () -> {
                Random random = new Random(who);
                Set<String> mine = new TreeSet<>();
                for (int i = 0; i < 30; i++) {
                  String id = "t" + who + "-" + random.nextInt(10);
                  if (random.nextInt(3) == 0) {
                    assertThat(company.recall().remove(id)).isEqualTo(mine.remove(id));
                  } else {
                    // Few different texts, so that the threads share and release them.
                    String text = "Report number " + random.nextInt(6) + " is ready.";
                    company.recall().add(List.of(passage(id, text)));
                    mine.add(id);
                  }
                }
                return mine;
              }));
    }
    Set<String> all = new TreeSet<>();
    for (Future<Set<String>> each : kept) {
      all.addAll(each.get());
    }

    for (Company company : List.of(one, two)) {
      assertThat(company.recall().size()).isEqualTo(all.size());
    }
    List<Hit> hits = one.recall().search(Query.of("report number 3 ready", 100));
    assertThat(two.recall().search(Query.of("report number 3 ready", 100))).isEqualTo(hits);
    try (Company fresh = new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()))) {
      assertThat(fresh.recall().search(Query.of("report number 3 ready", 100))).isEqualTo(hits);
      assertThat(fresh.journal.rows(RowQuery.table("recall.passage")))
          .extracting(row -> row.key())
          .containsExactlyInAnyOrderElementsOf(all);
      assertThat(fresh.journal.rows(RowQuery.table("recall.chunk")))
          .hasSameSizeAs(fresh.journal.rows(RowQuery.table("recall.text")));
      assertThat(fresh.journal.verify().ok()).isTrue();
    }
  }
}
