package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.memory.Context;
import dev.aios.api.memory.Context.Fate;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.Message;
import dev.aios.api.model.ToolCall;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.SessionSummary;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContextsTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  /** One token a word, so that a reader of the tests can count. */
  private static final TokenCounter WORDS =
      text -> text.isBlank() ? 0 : text.strip().split("\\s+").length;

  private static final Fidelity SMALL = Fidelity.BALANCED.window(Tokens.of(600)).passages(5);

  @TempDir Path folder;

  private Company company(Store store) {
    return new Company(store, folder, Memory.builder().tokenCounter(WORDS).build());
  }

  private static Contexts contexts(Company company) {
    return company.aios.service(Contexts.class);
  }

  private static Turn said(String role, String text) {
    return new Turn(role, text, NOW, Taint.NONE);
  }

  private static void talk(Company company, int from, int to) {
    for (int i = from; i <= to; i++) {
      company
          .sessions()
          .add(
              "chat",
              said(
                  i % 2 == 1 ? "user" : "agent",
                  "Remark "
                      + i
                      + " about the roof of house "
                      + i
                      + ". It costs "
                      + i * 100
                      + " euros."));
    }
  }

  private static ContextRequest asking(String question) {
    return ContextRequest.of("chat", question).fidelity(SMALL);
  }

  private static byte[] bytes(Company company, List<Message> messages) {
    return company.aios.service(dev.aios.api.value.Codec.class).toJson(messages).utf8();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_context_holds_what_is_pinned_known_said_and_recalled_in_this_order(Store store) {
    try (Company company = company(store)) {
      Entity anna =
          company
              .entities()
              .resolve(
                  Entity.Kind.PERSON,
                  "Anna Weber",
                  Set.of(Anchor.mail("anna@lindenhof.example")),
                  "mail:1");
      company
          .entities()
          .record(
              new Fact(
                  anna.id(), "role", "architect", NOW, null, NOW, "mail:1", 1, Taint.of("mail:1")));
      company.sessions().about("chat", Set.of(anna.id()));
      company.recall().add(List.of(passage("n1", "The roof is due on 12 December.")));
      talk(company, 1, 2);
      contexts(company).pin("chat", "tone", "Answer in two sentences.");

      Context context =
          contexts(company).assemble(asking("When is the roof due?").system("You are the clerk."));

      assertThat(context.messages()).hasSize(6);
      assertThat(text(context.messages().get(0)))
          .startsWith("You are the clerk.")
          .contains("comes from outside");
      assertThat(text(context.messages().get(1))).contains("Answer in two sentences.");
      assertThat(text(context.messages().get(2)))
          .contains("Anna Weber (person)")
          .contains("role: architect (since 2026-11-02; mail:1)")
          .contains("<outside " + context.mark() + ">");
      assertThat(text(context.messages().get(3))).startsWith("Remark 1");
      assertThat(context.messages().get(4)).isInstanceOf(Message.Assistant.class);
      assertThat(text(context.messages().get(5))).contains("12 December");
      assertThat(context.taint().sources()).containsExactly("mail:1", "note:n1");
      assertThat(context.entries()).extracting(Context.Entry::fate).containsOnly(Fate.KEPT);
      assertThat(context.explain()).contains("pinned").contains("tone").contains("never cut");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_beginning_is_byte_for_byte_the_same_when_only_what_is_later_changes(Store store) {
    try (Company company = company(store)) {
      company
          .recall()
          .add(List.of(passage("n1", "The roof is due."), passage("n2", "The cellar is wet.")));
      contexts(company).pin("chat", "tone", "Be brief.");
      talk(company, 1, 4);
      Context first = contexts(company).assemble(asking("the roof"));

      Context second = contexts(company).assemble(asking("the wet cellar"));
      talk(company, 5, 6);
      Context third = contexts(company).assemble(asking("the wet cellar"));

      int common = first.messages().size() - 1; // All but the passages.
      assertThat(bytes(company, second.messages().subList(0, common)))
          .isEqualTo(bytes(company, first.messages().subList(0, common)));
      assertThat(bytes(company, third.messages().subList(0, common)))
          .isEqualTo(bytes(company, first.messages().subList(0, common)));
      assertThat(third.messages()).hasSize(first.messages().size() + 2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void in_a_long_conversation_the_beginning_changes_only_when_turns_are_summed_up(Store store) {
    try (Company company = company(store)) {
      int changes = 0;
      long summedUp = 0;
      List<Message> before = List.of();
      for (int i = 1; i <= 80; i++) {
        talk(company, i, i);
        Context context = contexts(company).assemble(asking(""));
        assertThat(context.tokens().count()).isLessThanOrEqualTo(600);
        List<Message> now = context.messages();
        boolean changed =
            now.size() < before.size() || !now.subList(0, before.size()).equals(before);
        long turns = contexts(company).summary("chat", SMALL).map(SessionSummary::turns).orElse(0L);
        assertThat(changed).as("at turn %s", i).isEqualTo(turns > summedUp);
        assertThat(turns).isGreaterThanOrEqualTo(summedUp);
        changes += changed ? 1 : 0;
        summedUp = turns;
        before = now;
      }
      assertThat(changes).isBetween(3, 12);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void older_turns_become_a_summary_that_links_to_the_records_it_stands_for(Store store) {
    try (Company company = company(store)) {
      talk(company, 1, 40);
      Context context = contexts(company).assemble(asking("and now?"));

      SessionSummary summary = contexts(company).summary("chat", SMALL).orElseThrow();
      assertThat(summary.turns()).isBetween(25L, 39L);
      assertThat(summary.text()).contains("[").contains("euros");
      assertThat(summary.records()).hasSize((int) summary.turns());
      for (long position : summary.records()) {
        var record = company.journal.read(position - 1, 1).get(0);
        assertThat(record.kind()).isEqualTo("session.turn");
        assertThat(record.stream()).isEqualTo("session/chat");
      }
      assertThat(context.entries())
          .anySatisfy(
              entry -> {
                assertThat(entry.section()).isEqualTo("summary");
                assertThat(entry.id()).isEqualTo("turns 1-" + summary.turns());
              })
          .anySatisfy(entry -> assertThat(entry.id()).isEqualTo("turn " + (summary.turns() + 1)));
      assertThat(contexts(company).summary("chat", Fidelity.RICH)).isEmpty();
    }
  }

  @Test
  void sessions_and_summaries_survive_a_restart_and_contexts_stay_the_same() {
    Context before;
    try (Company company = company(Store.SQLITE)) {
      talk(company, 1, 40);
      contexts(company).pin("chat", "tone", "Be brief.");
      before = contexts(company).assemble(asking("roof"));
    }
    try (Company company = company(Store.SQLITE)) {
      assertThat(contexts(company).assemble(asking("roof"))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_results_of_tools_are_never_shown_without_their_calls(Store store) {
    try (Company company = company(store)) {
      Random random = new Random(11);
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(3) == 0) {
          List<ToolCall> calls = new ArrayList<>();
          for (int c = 0; c <= random.nextInt(3); c++) {
            calls.add(new ToolCall("c" + i + "." + c, "find", Json.of("{\"number\":" + i + "}")));
          }
          company.sessions().add("chat", Turn.calling("", calls, NOW, Taint.NONE));
          for (ToolCall call : calls) {
            company
                .sessions()
                .add(
                    "chat",
                    Turn.result(call, "found it ".repeat(random.nextInt(12)), NOW, Taint.NONE));
          }
        } else {
          talk(company, i, i);
        }
        for (int window = 100; window <= 600; window += 100) {
          Fidelity fidelity = SMALL.window(Tokens.of(window));
          assertWhole(contexts(company).assemble(asking("").fidelity(fidelity)).messages());
        }
        var window = company.sessions().window("chat", Tokens.of(20 + random.nextInt(60)));
        assertThat(window.turns()).allSatisfy(turn -> assertThat(turn).isNotNull());
        Set<String> called = new java.util.HashSet<>();
        for (Turn turn : window.turns()) {
          turn.calls().forEach(call -> called.add(call.id()));
          assertThat(turn.answers() == null || called.contains(turn.answers().call())).isTrue();
        }
      }
    }
  }

  private static void assertWhole(List<Message> messages) {
    List<String> open = new ArrayList<>();
    for (Message message : messages) {
      if (message instanceof Message.ToolResult result) {
        assertThat(open).contains(result.callId());
        open.remove(result.callId());
      } else {
        assertThat(open).as("calls without a result").isEmpty();
        if (message instanceof Message.Assistant assistant) {
          assistant.toolCalls().forEach(call -> open.add(call.id()));
        }
      }
    }
    assertThat(open).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_does_not_fit_is_cut_and_the_entries_say_why(Store store) {
    try (Company company = company(store)) {
      for (int i = 0; i < 5; i++) {
        company.recall().add(List.of(passage("n" + i, "The roof " + i + " " + "word ".repeat(80))));
      }
      talk(company, 1, 6);

      Context context =
          contexts(company).assemble(asking("the roof").fidelity(SMALL.window(Tokens.of(300))));

      assertThat(context.tokens().count()).isLessThanOrEqualTo(300);
      assertThat(context.entries())
          .anySatisfy(
              entry -> {
                assertThat(entry.section()).isEqualTo("passages");
                assertThat(entry.fate()).isEqualTo(Fate.CUT);
                assertThat(entry.why()).contains("do not fit").contains("worse hits are cut first");
              });
    }
  }

  @Test
  void system_and_question_that_do_not_fit_alone_are_refused() {
    try (Company company = company(Store.MEMORY)) {
      assertThatThrownBy(() -> contexts(company).assemble(asking("word ".repeat(700))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("take 704 tokens, the window of fidelity balanced is 600");
      assertThatThrownBy(
              () -> contexts(company).assemble(ContextRequest.of(" ", "x").about(Set.of(" "))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the session's id is blank")
          .hasMessageContaining("an entity's id is blank");
      assertThatThrownBy(() -> contexts(company).pin("chat", "", "\u200b"))
          .hasMessageContaining("the fact's name is blank")
          .hasMessageContaining("the fact is blank");
      assertThatThrownBy(() -> contexts(company).warm(" ", asking("x")))
          .isInstanceOf(InvalidInputException.class);
      assertThat(contexts(company).assemble(ContextRequest.of("", "")).messages()).isEmpty();
      assertThat(contexts(company).assemble(ContextRequest.of("nobody", "x")).messages()).isEmpty();
      assertThat(contexts(company).unpin("chat", "never")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_turn_larger_than_the_window_is_cut_and_does_not_break_the_context(Store store) {
    try (Company company = company(store)) {
      company.sessions().add("chat", said("user", "word ".repeat(5_000)));
      company.sessions().add("chat", said("user", "and then?"));

      Context context = contexts(company).assemble(asking("x"));

      assertThat(context.tokens().count()).isLessThanOrEqualTo(600);
      assertThat(context.messages())
          .anySatisfy(message -> assertThat(text(message)).isEqualTo("and then?"));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_dearer_fidelity_gives_more_and_its_cost_is_told(Store store) {
    try (Company company = company(store)) {
      talk(company, 1, 400);
      var costs = contexts(company).costs(ContextRequest.of("chat", "roof"));

      assertThat(costs)
          .extracting(cost -> cost.fidelity().name())
          .containsExactly("frugal", "balanced", "rich");
      assertThat(costs.get(0).tokens().count()).isLessThan(costs.get(1).tokens().count());
      assertThat(costs.get(1).tokens().count()).isLessThan(costs.get(2).tokens().count());
      assertThat(costs.get(2).toString()).contains("tokens").contains("no model");
    }
  }

  private static String text(Message message) {
    List<Message.Part> parts =
        message instanceof Message.User user
            ? user.parts()
            : message instanceof Message.ToolResult result ? result.parts() : List.of();
    if (message instanceof Message.Instruction instruction) {
      return instruction.text();
    }
    if (message instanceof Message.Assistant assistant) {
      return assistant.text();
    }
    StringBuilder text = new StringBuilder();
    for (Message.Part part : parts) {
      text.append(
          part instanceof Message.Part.Trusted trusted
              ? trusted.text()
              : ((Message.Part.Outside) part).content().text());
    }
    return text.toString();
  }
}
