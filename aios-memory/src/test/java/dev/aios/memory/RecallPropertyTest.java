package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.memory.internal.text.Canonical;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class RecallPropertyTest {
  /** Adds a passage, or removes it where the text is null. */
  record Change(String id, String text) {}

  @Property(tries = 60)
  void what_was_added_and_not_removed_is_found_by_its_own_text_and_nothing_else_is(
      @ForAll("changes") List<Change> changes) {
    try (Company company =
        new Company(Store.MEMORY, Path.of("unused"), Memory.with(new HashingEmbedder()))) {
      Map<String, String> expected = new TreeMap<>();
      for (Change change : changes) {
        if (change.text() == null) {
          assertThat(company.recall().remove(change.id()))
              .isEqualTo(expected.remove(change.id()) != null);
        } else {
          company.recall().add(List.of(passage(change.id(), change.text())));
          expected.put(change.id(), change.text());
        }
      }

      assertThat(company.recall().size()).isEqualTo(expected.size());
      long texts = expected.values().stream().map(Canonical::key).distinct().count();
      for (String text : expected.values()) {
        List<Hit> hits = company.recall().search(Query.of(text, 1000));
        assertThat(hits).extracting(Hit::id).doesNotHaveDuplicates().isSubsetOf(expected.keySet());
        assertThat(hits).hasSizeLessThanOrEqualTo((int) texts);
        assertThat(hits)
            .anySatisfy(
                hit -> {
                  assertThat(Canonical.key(hit.text())).isEqualTo(Canonical.key(text));
                  assertThat(hit.similarity()).isGreaterThan(0.99);
                });
      }
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<String> words =
        Arbitraries.of(
                "roof",
                "Roof",
                "leaks",
                "invoice",
                "2026-17",
                "Anna",
                "不明",
                "🙂",
                "to",
                "be",
                "or",
                "not",
                "the",
                ".",
                "\n\n",
                "# Title\n")
            .list()
            .ofMinSize(1)
            .ofMaxSize(12)
            .map(parts -> String.join(" ", parts))
            .filter(text -> !text.isBlank());
    Arbitrary<String> any = Arbitraries.strings().ofMinLength(1).ofMaxLength(40);
    Arbitrary<String> texts =
        Arbitraries.frequencyOf(Tuple.of(4, words), Tuple.of(1, any))
            .filter(text -> !Canonical.of(text).strip().isEmpty());
    Arbitrary<String> ids = Arbitraries.of("a", "b", "c", "d", "e#0", "e", "日本");
    return Combinators.combine(ids, texts.injectNull(0.25)).as(Change::new).list().ofMaxSize(25);
  }
}
