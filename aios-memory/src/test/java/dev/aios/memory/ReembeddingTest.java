package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.memory.Reembedding;
import dev.aios.api.memory.Reembedding.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReembeddingTest {
  private static final Query QUERY = Query.of("repair of the roof", 50);

  @TempDir Path folder;

  private final HashingEmbedder old = new HashingEmbedder("old");
  private final HashingEmbedder next = new HashingEmbedder("next");

  private Company before() {
    return new Company(Store.SQLITE, folder, Memory.with(old));
  }

  private Company moving() {
    return new Company(
        Store.SQLITE, folder, Memory.builder().embedder(next).replacing(old).build());
  }

  private static List<Passage> reports(int from, int to) {
    List<Passage> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(passage("r" + i, "Report " + i, "Number " + i + ": the roof needs a repair."));
    }
    return all;
  }

  private static Reembedding service(Company company) {
    return company.aios.service(Reembedding.class);
  }

  private static void allAreFoundByMeaning(Company company, int count) {
    assertThat(company.recall().search(QUERY))
        .hasSize(count)
        .extracting(Hit::similarity)
        .allSatisfy(similarity -> assertThat(similarity).isGreaterThan(0.1));
  }

  @Test
  void the_old_model_answers_until_all_is_embedded_and_then_the_next() {
    try (Company company = before()) {
      company.recall().add(reports(0, 30));
    }
    try (Company company = moving()) {
      assertThat(service(company).progress()).isEqualTo(new Progress("old", "next", 0, 30));
      allAreFoundByMeaning(company, 30);

      assertThat(service(company).run(10)).isEqualTo(new Progress("old", "next", 10, 30));
      int asked = next.calls.get();
      allAreFoundByMeaning(company, 30);
      assertThat(next.calls.get()).as("questions for the next model").isEqualTo(asked);

      assertThat(service(company).run(20)).isEqualTo(new Progress("next", null, 30, 30));
      int askedOld = old.calls.get();
      allAreFoundByMeaning(company, 30);
      assertThat(next.calls.get()).isGreaterThan(asked);
      assertThat(old.calls.get()).isEqualTo(askedOld);
    }
  }

  @Test
  void a_restart_goes_on_where_it_was_and_keeps_the_model_that_answers() {
    try (Company company = before()) {
      company.recall().add(reports(0, 20));
    }
    try (Company company = moving()) {
      service(company).run(8);
    }
    int embedded = next.texts.get();
    try (Company company = moving()) {
      assertThat(service(company).progress().done()).isEqualTo(8);
      assertThat(service(company).run(1000).complete()).isTrue();
      assertThat(next.texts.get()).isEqualTo(embedded + 12);
    }
    try (Company company = moving()) {
      assertThat(service(company).progress()).isEqualTo(new Progress("next", null, 20, 20));
      allAreFoundByMeaning(company, 20);
    }
    try (Company company = new Company(Store.SQLITE, folder, Memory.with(next))) {
      allAreFoundByMeaning(company, 20);
      assertThat(next.texts.get()).as("a question, and no text again").isEqualTo(embedded + 14);
    }
  }

  @Test
  void what_is_added_meanwhile_has_vectors_of_both_and_it_can_switch_back() {
    try (Company company = before()) {
      company.recall().add(reports(0, 5));
    }
    try (Company company = moving()) {
      company.recall().add(reports(5, 10));
      assertThat(service(company).progress()).isEqualTo(new Progress("old", "next", 5, 10));
      allAreFoundByMeaning(company, 10);
      service(company).run(100);
      allAreFoundByMeaning(company, 10);
      company.recall().add(reports(10, 12));

      assertThat(service(company).answerWith("old").answering()).isEqualTo("old");
      allAreFoundByMeaning(company, 12);
      assertThat(service(company).answerWith("next").complete()).isTrue();
      allAreFoundByMeaning(company, 12);
      assertThatThrownBy(() -> service(company).answerWith("third"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("third");
    }
  }

  @Test
  void a_second_change_of_model_keeps_the_vectors_that_answer_also_over_a_restart() {
    HashingEmbedder third = new HashingEmbedder("third");
    Memory again = Memory.builder().embedder(third).replacing(next).build();
    Memory andAgain = Memory.builder().embedder(third).replacing(next).build();
    try (Company company = before()) {
      company.recall().add(reports(0, 20));
    }
    try (Company company = moving()) {
      service(company).run(100);
      company.recall().add(reports(20, 22));
    }
    int embedded = next.texts.get();
    try (Company company = new Company(Store.SQLITE, folder, again)) {
      assertThat(service(company).run(8)).isEqualTo(new Progress("next", "third", 8, 22));
      allAreFoundByMeaning(company, 22);
    }
    try (Company company = new Company(Store.SQLITE, folder, andAgain)) {
      assertThat(service(company).progress()).isEqualTo(new Progress("next", "third", 8, 22));
      allAreFoundByMeaning(company, 22);
      assertThat(service(company).run(100)).isEqualTo(new Progress("third", null, 22, 22));
      allAreFoundByMeaning(company, 22);

      service(company).answerWith("next");
      assertThat(service(company).progress()).isEqualTo(new Progress("next", "third", 22, 22));
      allAreFoundByMeaning(company, 22);
      assertThat(next.texts.get()).as("only questions").isLessThanOrEqualTo(embedded + 3);
    }
  }

  @Test
  void another_process_follows() throws InterruptedException {
    try (Company company = before()) {
      company.recall().add(reports(0, 10));
    }
    try (Company one = moving();
        Company two = moving()) {
      allAreFoundByMeaning(two, 10);
      service(one).run(100);

      long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!service(two).progress().complete() && System.nanoTime() < patience) {
        allAreFoundByMeaning(two, 10);
        Thread.sleep(5);
      }
      assertThat(service(two).progress()).isEqualTo(new Progress("next", null, 10, 10));
      allAreFoundByMeaning(two, 10);
    }
  }

  @Test
  void in_the_background_it_keeps_its_budget_and_answers_meanwhile() throws InterruptedException {
    try (Company company = before()) {
      company.recall().add(reports(0, 40));
    }
    try (Company company = moving()) {
      service(company).start(16);
      waitFor(company, 16);
      assertThat(service(company).progress()).isEqualTo(new Progress("old", "next", 16, 40));
      allAreFoundByMeaning(company, 40);

      service(company).start(1_000_000);
      waitFor(company, 40);
      long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!service(company).progress().complete() && System.nanoTime() < patience) {
        Thread.sleep(5);
      }
      assertThat(service(company).progress().complete()).isTrue();
      assertThatThrownBy(() -> service(company).start(0)).isInstanceOf(InvalidInputException.class);
    }
  }

  private static void waitFor(Company company, long done) throws InterruptedException {
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (service(company).progress().done() < done && System.nanoTime() < patience) {
      Thread.sleep(5);
    }
  }

  @Test
  void nothing_of_a_removed_or_replaced_passage_stays() {
    try (Company company = before()) {
      company.recall().add(reports(0, 3));
    }
    try (Company company = moving()) {
      service(company).run(100);
      company.recall().add(List.of(passage("r0", "Another", "The cellar is dry.")));
      assertThat(company.journal.rows(RowQuery.table("recall.vector"))).hasSize(3);
      company.recall().remove("r0");
      company.recall().remove("r1");
      assertThat(company.journal.rows(RowQuery.table("recall.vector"))).hasSize(1);
      company.recall().remove("r2");
      assertThat(company.journal.rows(RowQuery.table("recall.vector"))).isEmpty();
      assertThat(service(company).progress().total()).isZero();
    }
  }

  @Test
  void without_a_model_to_follow_there_is_nothing_to_do() {
    try (Company company = before()) {
      company.recall().add(reports(0, 3));
      assertThat(service(company).run(10)).isEqualTo(new Progress("old", null, 3, 3));
    }
    assertThatThrownBy(() -> Memory.builder().replacing(old).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("replacing old");
  }

  @Test
  void what_an_embedder_before_left_is_embedded_when_asked() {
    try (Company company = before()) {
      company.recall().add(reports(0, 12));
    }
    try (Company company = new Company(Store.SQLITE, folder, Memory.with(next))) {
      assertThat(service(company).progress()).isEqualTo(new Progress("next", null, 0, 12));
      assertThat(service(company).progress().complete()).isFalse();
      assertThat(company.recall().search(QUERY))
          .allSatisfy(hit -> assertThat(hit.similarity()).isZero());

      assertThat(service(company).run(5).done()).isEqualTo(5);
      assertThat(service(company).run(1000).complete()).isTrue();
      allAreFoundByMeaning(company, 12);
    }
    int embedded = next.texts.get();
    try (Company company = new Company(Store.SQLITE, folder, Memory.with(next))) {
      assertThat(service(company).run(1000).complete()).isTrue();
      assertThat(next.texts.get()).as("nothing twice").isEqualTo(embedded);
    }
  }

  @Test
  void what_is_stale_is_embedded_at_each_start_within_the_budget() throws InterruptedException {
    try (Company company = before()) {
      company.recall().add(reports(0, 12));
    }
    Memory.Builder refreshing = Memory.builder().embedder(next);
    for (long done : new long[] {5, 10, 12}) {
      try (Company company = new Company(Store.SQLITE, folder, refreshing.refreshing(5).build())) {
        long patience = System.nanoTime() + 120_000_000_000L;
        while (service(company).progress().done() < done && System.nanoTime() < patience) {
          Thread.sleep(5);
        }
        assertThat(service(company).progress().done()).isEqualTo(done);
      }
    }
    assertThatThrownBy(() -> Memory.builder().refreshing(-1).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("refreshing");
  }
}
