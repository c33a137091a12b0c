package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.DeniedException;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.memory.Context;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.core.agent.ModelAgent;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.Remembered;
import dev.aios.memory.context.Summarisers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Agents that remember, and models that sum up. */
class RememberedTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Fidelity SMALL = Fidelity.BALANCED.window(Tokens.of(1_000));

  @TempDir Path folder;

  record Question(String client, String text) {}

  private static Turn said(String role, String text) {
    return new Turn(role, text, NOW, Taint.NONE);
  }

  private static void talk(Company company, int turns) {
    for (int i = 1; i <= turns; i++) {
      company
          .sessions()
          .add(
              "chat/lindenhof",
              said(i % 2 == 1 ? "user" : "agent", "Remark " + i + " about the copper roof."));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_model_agent_remembers_with_one_line(Store store) {
    ListeningModel model = new ListeningModel(request -> "On 12 December.");
    var answerer =
        ModelAgent.named("answerer", Question.class, String.class)
            .context(Remembered.<Question>session(q -> "chat/" + q.client()).asking(Question::text))
            .instructions("You answer for a carpenter.")
            .prompt("{{text}}")
            .build();
    Saga<Question, String> answering =
        Saga.named("answering", 1, Question.class).step("answer", answerer).build();
    try (Company company = new Company(store, folder, Memory.builder().build(), model)) {
      company.recall().add(List.of(passage("n1", "The roof is due on 12 December.")));
      talk(company, 2);

      Run<String> run =
          company.aios.start(answering, new Question("lindenhof", "When is the roof due?"), "k");

      assertThat(run.await(Duration.ofSeconds(60))).isEqualTo("On 12 December.");
      ChatRequest asked = model.asked.get(0);
      assertThat(asked.messages()).hasSize(5);
      assertThat(asked.messages().get(0))
          .isInstanceOfSatisfying(
              Message.Instruction.class,
              first -> assertThat(first.text()).startsWith("You answer for a carpenter."));
      assertThat(asked.messages().get(1))
          .isEqualTo(Message.User.of("Remark 1 about the copper roof."));
      assertThat(asked.messages().get(3).toString()).contains("due on 12 December");
      assertThat(asked.messages().get(4)).isEqualTo(Message.User.of("When is the roof due?"));
      assertThat(asked.taint().sources()).containsExactly("note:n1");
    }
  }

  @Test
  void two_questions_in_one_session_begin_with_the_same_bytes() {
    ListeningModel model = new ListeningModel(request -> "Yes.");
    var answerer =
        ModelAgent.named("answerer", Question.class, String.class)
            .context(Remembered.<Question>session(q -> "chat/" + q.client()).asking(Question::text))
            .instructions("You answer for a carpenter.")
            .prompt("{{text}}")
            .untrusted("text", q -> dev.aios.api.policy.Untrusted.text(q.text(), "mail:1"))
            .build();
    Saga<Question, String> answering =
        Saga.named("answering", 1, Question.class).step("answer", answerer).build();
    try (Company company = new Company(Store.MEMORY, folder, Memory.builder().build(), model)) {
      talk(company, 4);
      for (String text : List.of("Is it copper?", "Is it a roof?")) {
        company
            .aios
            .start(answering, new Question("lindenhof", text), text)
            .await(Duration.ofSeconds(60));
      }

      List<Message> one = model.asked.get(0).messages();
      List<Message> two = model.asked.get(1).messages();
      assertThat(two.subList(0, 5)).isEqualTo(one.subList(0, 5));
      assertThat(two.get(5)).isNotEqualTo(one.get(5));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_model_sums_up_once_through_the_door_and_the_journal_keeps_no_word_of_it(Store store) {
    ListeningModel model = new ListeningModel(request -> "They spoke about verdigris.");
    Memory memory = Memory.builder().summariser(Summarisers.byModel(Need.CHEAPEST)).build();
    try (Company company = new Company(store, folder, memory, model)) {
      talk(company, 100);
      ContextRequest request = ContextRequest.of("chat/lindenhof", "").fidelity(SMALL);
      Contexts contexts = company.aios.service(Contexts.class);
      Context context = contexts.assemble(request);
      contexts.assemble(request);

      assertThat(model.asked).hasSize(1);
      assertThat(model.asked.get(0).messages().toString())
          .contains("Remark 1 about the copper roof.");
      assertThat(contexts.summary("chat/lindenhof", SMALL).orElseThrow().text())
          .isEqualTo("They spoke about verdigris.");
      assertThat(context.messages().get(0).toString()).contains("They spoke about verdigris.");
      List<JournalRecord> all = company.journal.read(0, 10_000);
      assertThat(all).anySatisfy(record -> assertThat(record.kind()).isEqualTo("effect.done"));
      assertThat(all)
          .noneSatisfy(record -> assertThat(record.body().toString()).contains("verdigris"))
          .noneSatisfy(record -> assertThat(record.body().toString()).contains("copper"));
    }
  }

  @Test
  void a_model_that_cannot_be_had_does_not_hold_the_conversation_up() {
    ListeningModel model =
        new ListeningModel(
            request -> {
              throw new DeniedException("not today");
            });
    Memory memory = Memory.builder().summariser(Summarisers.byModel(Need.CHEAPEST)).build();
    try (Company company = new Company(Store.MEMORY, folder, memory, model)) {
      talk(company, 100);
      Contexts contexts = company.aios.service(Contexts.class);
      Context context = contexts.assemble(ContextRequest.of("chat/lindenhof", "").fidelity(SMALL));

      assertThat(contexts.summary("chat/lindenhof", SMALL).orElseThrow().by())
          .startsWith("whole sentences, because");
      assertThat(context.explain()).contains("whole sentences");
    }
  }
}
