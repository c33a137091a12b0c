package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Sessions;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.memory.Turn;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.derived.DerivedStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionsTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  /** One token a word, so that a reader of the tests can count. */
  private static final TokenCounter WORDS =
      text -> text.isBlank() ? 0 : text.strip().split("\\s+").length;

  @TempDir Path folder;

  private static Memory memory() {
    return Memory.builder().tokenCounter(WORDS).build();
  }

  private static Turn said(String text) {
    return new Turn("user", text, NOW, Taint.NONE);
  }

  private static List<String> texts(Sessions.Window window) {
    return window.turns().stream().map(Turn::text).toList();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_newest_turns_that_fit_are_kept_oldest_first(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      Sessions sessions = company.sessions();
      for (String text : List.of("one one one", "two two", "three", "four four")) {
        sessions.add("s", said(text));
      }

      Sessions.Window window = sessions.window("s", Tokens.of(5));

      assertThat(texts(window)).containsExactly("two two", "three", "four four");
      assertThat(window.tokens()).isEqualTo(Tokens.of(5));
      assertThat(window.dropped()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_turn_comes_back_with_all_that_was_said_of_it(Store store) {
    Turn turn =
        new Turn("tool", "Grüße 日本 🙂 \"x\"\n", NOW.plusNanos(1), Taint.of("mail:a@b.example"));
    try (Company company = new Company(store, folder, memory())) {
      company.sessions().add("s", turn);

      assertThat(company.sessions().window("s", Tokens.of(10)).turns()).containsExactly(turn);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_newest_turn_larger_than_the_budget_is_cut_at_its_beginning(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      company.sessions().add("s", said("older"));
      company.sessions().add("s", said("a b c d e f g"));

      Sessions.Window window = company.sessions().window("s", Tokens.of(3));

      assertThat(texts(window)).hasSize(1);
      assertThat(texts(window).get(0).strip()).isEqualTo("e f g");
      assertThat(window.tokens()).isEqualTo(Tokens.of(3));
      assertThat(window.dropped()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_older_turn_that_does_not_fit_ends_the_window(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      company.sessions().add("s", said("small"));
      company.sessions().add("s", said("far too large for it"));
      company.sessions().add("s", said("newest"));

      Sessions.Window window = company.sessions().window("s", Tokens.of(4));

      assertThat(texts(window)).containsExactly("newest");
      assertThat(window.dropped()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void no_budget_keeps_nothing_and_an_unknown_session_is_empty(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      company.sessions().add("s", said("hello"));

      assertThat(company.sessions().window("s", Tokens.NONE).turns()).isEmpty();
      assertThat(company.sessions().window("s", Tokens.NONE).dropped()).isEqualTo(1);
      assertThat(company.sessions().window("nobody", Tokens.of(100)).turns()).isEmpty();
      assertThat(company.sessions().window("nobody", Tokens.of(100)).dropped()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void more_turns_than_a_page_are_all_found(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add("turn" + i);
        company.sessions().add("s", said("turn" + i));
      }

      assertThat(texts(company.sessions().window("s", Tokens.of(1000)))).isEqualTo(all);
      assertThat(texts(company.sessions().window("s", Tokens.of(130))))
          .isEqualTo(all.subList(70, 200));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void sessions_do_not_mix_even_if_their_names_look_like_keys(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      company.sessions().add("s", said("first"));
      company.sessions().add("s#1", said("second"));
      company.sessions().add("s#1#1", said("third"));

      assertThat(texts(company.sessions().window("s", Tokens.of(9)))).containsExactly("first");
      assertThat(texts(company.sessions().window("s#1", Tokens.of(9)))).containsExactly("second");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_ended_session_is_forgotten_and_its_records_stay(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      company.sessions().add("s", said("secret"));
      company.sessions().end("s");
      company.sessions().end("s");
      company.sessions().end("never there");

      assertThat(company.sessions().window("s", Tokens.of(9)).turns()).isEmpty();
      assertThat(company.journal.readStream("session/s", 0, 10))
          .extracting(record -> record.kind())
          .containsExactly("session.turn", "session.ended");

      company.sessions().add("s", said("again"));
      assertThat(texts(company.sessions().window("s", Tokens.of(9)))).containsExactly("again");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_turn_with_a_key_is_added_once_until_the_session_ends(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      Sessions sessions = company.sessions();
      assertThat(sessions.addOnce("s", "run/1:answer", said("one"))).isTrue();
      assertThat(sessions.addOnce("s", "run/1:answer", said("one"))).isFalse();
      assertThat(sessions.addOnce("t", "run/1:answer", said("one"))).isTrue();
      assertThat(texts(sessions.window("s", Tokens.of(9)))).containsExactly("one");

      sessions.end("s");
      assertThat(sessions.addOnce("s", "run/1:answer", said("again"))).isTrue();
      assertThatThrownBy(() -> sessions.addOnce("s", " ", said("x")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the turn's key is blank");
    }
  }

  @Test
  void a_session_survives_a_restart() {
    try (Company company = new Company(Store.SQLITE, folder, memory())) {
      company.sessions().add("s", said("before"));
    }
    try (Company company = new Company(Store.SQLITE, folder, memory())) {
      company.sessions().add("s", said("after"));

      assertThat(texts(company.sessions().window("s", Tokens.of(9))))
          .containsExactly("before", "after");
    }
  }

  @Test
  void two_runtimes_that_add_to_one_session_lose_no_turn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Company one = new Company(Store.SQLITE, folder, memory());
        Company two = new Company(Store.SQLITE, folder, memory())) {
      List<Future<?>> done = new ArrayList<>();
      for (Company company : List.of(one, two)) {
        String who = company == one ? "one" : "two";
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    company.sessions().add("s", said(who + i));
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }

      List<String> all = texts(one.sessions().window("s", Tokens.of(1000)));
      assertThat(all).hasSize(80).doesNotHaveDuplicates();
      assertThat(all.stream().filter(text -> text.startsWith("one")).toList())
          .isEqualTo(java.util.stream.IntStream.range(0, 40).mapToObj(i -> "one" + i).toList());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_turn_of_a_megabyte_is_cut_to_a_budget_of_its_encoding() {
    Memory exact = Memory.builder().build();
    try (Company company = new Company(Store.MEMORY, folder, exact)) {
      String text = "The meeting is on Tuesday at ten. ".repeat(15_000) + "The very end.";
      company.sessions().add("s", said(text));

      Sessions.Window window = company.sessions().window("s", Tokens.of(50));

      assertThat(window.turns().get(0).text()).endsWith("The very end.");
      assertThat(window.tokens().count()).isBetween(48L, 50L);
    }
  }

  @Test
  void a_cut_never_leaves_half_a_surrogate_pair() {
    TokenCounter units = String::length;
    try (Company company =
        new Company(Store.MEMORY, folder, Memory.builder().tokenCounter(units).build())) {
      company.sessions().add("s", said("🙂🙂🙂"));

      assertThat(texts(company.sessions().window("s", Tokens.of(3)))).containsExactly("🙂");
      assertThat(company.sessions().window("s", Tokens.of(1)).turns()).isEmpty();
    }
  }

  @Test
  void bad_input_is_refused_with_every_violation_and_nothing_is_stored() {
    try (Company company = new Company(Store.MEMORY, folder, memory())) {
      long head = company.journal.head();

      assertThatThrownBy(() -> company.sessions().add(" ", new Turn("", "text", NOW, Taint.NONE)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the session's id is blank")
          .hasMessageContaining("the role is blank");
      assertThatThrownBy(() -> company.sessions().add("x".repeat(2000), said("text")))
          .hasMessageContaining("2000 characters");
      assertThatThrownBy(() -> company.sessions().add("half \ud800", said("text")))
          .hasMessageContaining("half a surrogate pair");
      assertThat(company.journal.head()).isEqualTo(head);
    }
  }

  @Test
  void invalid_text_is_made_storable() {
    try (Company company = new Company(Store.MEMORY, folder, memory())) {
      company.sessions().add("s", said("half \ud800 and zero\u0000width\u200b\r\nline"));

      assertThat(texts(company.sessions().window("s", Tokens.of(9))))
          .containsExactly("half \ufffd and zerowidth\nline");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void sessions_and_keys_whose_names_look_alike_together_are_not_mixed_up(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      Sessions sessions = company.sessions();
      assertThat(sessions.addOnce("note in chat", "mail", said("one"))).isTrue();
      assertThat(sessions.addOnce("chat", "mail in note", said("two"))).isTrue();
      assertThat(texts(sessions.window("chat", Tokens.of(9)))).containsExactly("two");

      Contexts contexts = company.aios.service(Contexts.class);
      contexts.pin("day of grace", "tone", "formal");
      contexts.pin("grace", "tone of day", "friendly");
      contexts.unpin("grace", "tone of day");
      assertThat(contexts.assemble(ContextRequest.of("day of grace", "")).explain())
          .contains("tone");

      sessions.about("chat with Anna", Set.of("Weber"));
      sessions.about("chat with", Set.of("Anna Weber"));
      assertThat(sessions.about("chat with Anna")).containsExactly("Weber");
      assertThat(sessions.about("chat with")).containsExactly("Anna Weber");
      sessions.end("chat with");
      assertThat(sessions.about("chat with Anna")).containsExactly("Weber");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_derived_falls_with_its_own_source_though_names_look_alike(Store store) {
    try (Company company = new Company(store, folder, memory())) {
      DerivedStore derived = company.aios.service(DerivedStore.class);
      derived.put(new Derived("digest from mail", "d", "1", Set.of("x"), NOW, "me", Taint.NONE));
      derived.put(new Derived("digest", "d", "2", Set.of("mail from x"), NOW, "me", Taint.NONE));
      assertThat(derived.fall("x")).containsExactly("digest from mail");
      assertThat(derived.fall("mail from x")).containsExactly("digest");
    }
  }
}
