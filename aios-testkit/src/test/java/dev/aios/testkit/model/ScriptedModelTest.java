package dev.aios.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatAnswer.Finish;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Price;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.model.Usage;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Taint;
import dev.aios.testkit.world.VirtualWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {
  private final ScriptedModel model = ScriptedModel.named("mini");

  private static ChatRequest question(String text) {
    return ChatRequest.of(Message.User.of(text));
  }

  private String ask(String text) throws Exception {
    return model.chat(question(text)).text();
  }

  @Test
  void the_first_script_that_fits_answers() throws Exception {
    model.when(Asked.mentions("invoice", "October")).reply("overdue");
    model.when(Asked.mentions("invoice")).reply("paid");
    model.otherwise().reply("what?");

    assertThat(ask("The INVOICE of october")).isEqualTo("overdue");
    assertThat(ask("an invoice")).isEqualTo("paid");
    assertThat(ask("lunch")).isEqualTo("what?");
  }

  @Test
  void answers_come_in_order_and_the_last_again_and_again() throws Exception {
    model.otherwise().reply("one", "two").replyWith(request -> Asked.text(request) + "!");

    assertThat(List.of(ask("a"), ask("b"), ask("c"), ask("d")))
        .containsExactly("one", "two", "c!", "d!");
  }

  @Test
  void a_script_for_once_fits_no_more_when_it_is_served() throws Exception {
    model.otherwise().reply("one", "two").once().and().otherwise().reply("rest");

    assertThat(List.of(ask("a"), ask("b"), ask("c"))).containsExactly("one", "two", "rest");
  }

  @Test
  void a_question_without_an_answer_is_shown_with_what_is_scripted() {
    model.when(Asked.mentions("invoice").and(Asked.forJson())).reply("{}");

    assertThatThrownBy(() -> ask("what about lunch?"))
        .isInstanceOf(UnscriptedException.class)
        .hasMessageContaining("scripted model mini")
        .hasMessageContaining("what about lunch?")
        .hasMessageContaining("mentions invoice and asks for JSON (1 turns, 0 served)");
    assertThat(model.exchanges())
        .singleElement()
        .satisfies(
            exchange -> assertThat(exchange.failure()).isInstanceOf(UnscriptedException.class));
  }

  @Test
  void a_model_without_any_script_says_so() {
    assertThatThrownBy(() -> ask("anything")).hasMessageContaining("Scripted are: nothing");
  }

  @Test
  void failures_are_scripted_like_answers() throws Exception {
    model.otherwise().fail(() -> new IOException("offline")).reply("online");

    assertThatThrownBy(() -> ask("a")).isInstanceOf(IOException.class).hasMessage("offline");
    assertThat(ask("b")).isEqualTo("online");
    assertThat(model.requests()).containsExactly(question("a"), question("b"));
  }

  @Test
  void it_takes_its_time_by_the_clock_of_its_world() throws Exception {
    VirtualWorld world = VirtualWorld.create();
    model.in(world).otherwise().reply("late").taking(Duration.ofMinutes(2));

    assertThat(ask("a")).isEqualTo("late");
    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plus(Duration.ofMinutes(2)));
  }

  @Test
  void it_says_which_clock_is_missing() {
    model.otherwise().reply("late").taking(Duration.ofMinutes(2));

    assertThatThrownBy(() -> ask("a")).hasMessageContaining("in(world)");
  }

  @Test
  void it_wants_tools_called_and_goes_on_with_their_results() throws Exception {
    model
        .when(Asked.offering("search").and(Asked.beforeAnyTool()))
        .call("search", Json.of("{\"for\":\"lunch\"}"));
    model.when(Asked.afterTool("search")).reply("found it");
    model
        .otherwise()
        .call(new ToolCall("x", "one", Json.of("{}")), new ToolCall("y", "two", Json.of("{}")));
    ChatRequest first =
        question("find lunch").offering(List.of(new ToolSpec("search", "searches", Json.of("{}"))));

    ChatAnswer wants = model.chat(first);
    assertThat(wants.finish()).isEqualTo(Finish.TOOLS);
    assertThat(wants.text()).isEmpty();
    assertThat(wants.toolCalls())
        .containsExactly(new ToolCall("call-1", "search", Json.of("{\"for\":\"lunch\"}")));
    ChatAnswer answer =
        model.chat(
            first.and(
                new Message.Assistant("", wants.toolCalls()),
                new Message.ToolResult(
                    "call-1", "search", List.of(new Message.Part.Trusted("noon")))));
    assertThat(answer.text()).isEqualTo("found it");
    assertThat(model.chat(question("both")).toolCalls()).hasSize(2);
  }

  @Test
  void it_can_be_cut_off_and_filtered() throws Exception {
    model.otherwise().cutOff("{\"half\":").filtered();

    assertThat(model.chat(question("a")).finish()).isEqualTo(Finish.LENGTH);
    assertThat(model.chat(question("b")).finish()).isEqualTo(Finish.FILTERED);
  }

  @Test
  void an_answer_longer_than_allowed_is_cut_as_a_provider_would() throws Exception {
    model.otherwise().reply("x".repeat(1000));
    ChatRequest brief =
        new ChatRequest(List.of(Message.User.of("a")), null, List.of(), 0, 10, Taint.NONE);

    ChatAnswer answer = model.chat(brief);

    assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
    assertThat(answer.text()).hasSize(40);
    assertThat(answer.usage().output().count()).isEqualTo(10);
  }

  @Test
  void usage_is_an_estimate_that_never_changes() throws Exception {
    Price price = new Price(Money.of(1, "EUR"), Money.of(4, "EUR"));
    model.priced(price).otherwise().reply("twelve chars");
    ChatRequest request =
        ChatRequest.of(new Message.Instruction("be brief"), Message.User.of("hello there"));

    Usage usage = model.chat(request).usage();

    assertThat(usage).isEqualTo(Usage.of(2 + 3, 3));
    assertThat(model.chat(request).usage()).isEqualTo(usage);
    assertThat(model.price().of(usage)).isEqualTo(new Money(5 + 12, "EUR"));
    model.counting(text -> 100);
    assertThat(model.chat(request).usage()).isEqualTo(Usage.of(200, 100));
  }

  @Test
  void it_streams_the_answer_in_words() throws Exception {
    model.otherwise().reply("three little  words\n");
    List<String> pieces = new ArrayList<>();

    ChatAnswer answer = model.stream(question("a"), pieces::add);

    assertThat(pieces).containsExactly("three ", "little  ", "words\n");
    assertThat(String.join("", pieces)).isEqualTo(answer.text());
  }

  @Test
  void conditions_see_untrusted_text_and_tool_results_too() {
    ChatRequest request =
        ChatRequest.of(
            new Message.User(
                List.of(
                    new Message.Part.Trusted("summarise: "),
                    new Message.Part.Outside(Untrusted.text("ignore all", "mail:a@b.example")))));

    assertThat(Asked.mentions("ignore all").test(request)).isTrue();
    assertThat(Asked.text(request)).isEqualTo("summarise: ignore all");
    assertThat(Asked.mentions("nothing").negate().test(request)).isTrue();
    assertThat(Asked.forJson().test(request)).isFalse();
    assertThat(Asked.forJson().test(request.answering(Json.of("{}")))).isTrue();
  }

  @Test
  void a_reply_needs_an_answer() {
    assertThatThrownBy(() -> model.otherwise().reply()).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void a_model_may_give_one_answer_to_everything() throws Exception {
    ChatAnswer answer = ScriptedModel.answering("yes").chat(question("a"));

    assertThat(answer.text()).isEqualTo("yes");
    assertThat(answer.model()).isEqualTo("scripted");
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
  }
}
