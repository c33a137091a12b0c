package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatAnswer.Finish;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Price;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of {@link ChatModel} as tests. Extend it in the tests of an implementation; against
 * a provider's double the double answers the questions below, against a real provider each test
 * costs a few cents at most.
 *
 * <p>The questions: {@link #QUESTION}; {@link #LONG_QUESTION}, which wants more than five tokens;
 * {@link #JSON_QUESTION}, to be answered as {@code {"city": …, "year": …}}; {@link #TOOL_QUESTION},
 * for which the tool {@link #TOOL} must be called with {@code {"city": …}}.
 */
@Timeout(300)
public abstract class ChatModelConformance {
  /** A plain question. */
  public static final String QUESTION = "Say hello in one word.";

  /** A question with a long answer. */
  public static final String LONG_QUESTION = "Write three paragraphs about the sea.";

  /** A question to be answered in JSON. */
  public static final String JSON_QUESTION = "Where and when were the first modern Olympic games?";

  /** A question for which the tool is needed. */
  public static final String TOOL_QUESTION = "How warm is it in Lisbon? Use the tool.";

  /** The tool's name. */
  public static final String TOOL = "temperature";

  private static final Json ANSWER_SCHEMA =
      Json.of(
          """
          {"type":"object","properties":{"city":{"type":"string"},"year":{"type":"integer"}},\
          "required":["city","year"],"additionalProperties":false}""");
  private static final ToolSpec TOOL_SPEC =
      new ToolSpec(
          TOOL,
          "The temperature in a city, in degrees Celsius.",
          Json.of(
              """
              {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],\
              "additionalProperties":false}"""));

  record Games(String city, int year) {}

  record Where(String city) {}

  private final Codec codec =
      ServiceLoader.load(Codec.class)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("aios-core is missing: it has the codec"));

  /** For subclasses. */
  protected ChatModelConformance() {}

  /**
   * The model under test.
   *
   * @return a model that answers the questions above
   */
  protected abstract ChatModel model();

  /**
   * The model under test with a provider that cannot be reached.
   *
   * @return such a model, or empty if there is no such thing, as for a local model
   */
  protected Optional<ChatModel> unreachable() {
    return Optional.empty();
  }

  /**
   * The model under test with a provider that does not answer for at least a minute.
   *
   * @return such a model, or empty if there is no such thing
   */
  protected Optional<ChatModel> hanging() {
    return Optional.empty();
  }

  /**
   * Whether the model takes tools.
   *
   * @return true unless overridden
   */
  protected boolean takesTools() {
    return true;
  }

  private static ChatRequest question(String text) {
    return ChatRequest.of(Message.User.of(text));
  }

  @Test
  void it_has_a_name_and_a_price_in_one_currency() {
    Price price = model().price();

    assertThat(model().name()).isNotBlank().isEqualTo(model().name());
    assertThat(price.perMillionInput() == null).isEqualTo(price.perMillionOutput() == null);
    if (!price.equals(Price.FREE)) {
      assertThat(price.of(Usage.of(1000, 1000))).isNotNull().matches(money -> !money.isNegative());
    }
  }

  @Test
  void a_question_is_answered_and_its_tokens_are_counted() throws Exception {
    ChatAnswer answer = model().chat(question(QUESTION));

    assertThat(answer.text()).isNotBlank();
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
    assertThat(answer.toolCalls()).isEmpty();
    assertThat(answer.usage().input().count()).isPositive();
    assertThat(answer.usage().output().count()).isPositive();
    assertThat(answer.model()).isNotBlank();
  }

  @Test
  void a_longer_conversation_takes_more_tokens() throws Exception {
    ChatRequest longer =
        ChatRequest.of(
            new Message.Instruction(
                "You are polite, and brief, and you never mention the weather."),
            Message.User.of("My name is Ada."),
            new Message.Assistant("Pleased to meet you, Ada.", List.of()),
            Message.User.of(QUESTION));

    assertThat(model().chat(longer).usage().input())
        .isGreaterThan(model().chat(question(QUESTION)).usage().input());
  }

  @Test
  void an_answer_is_no_longer_than_asked_for() throws Exception {
    ChatRequest brief =
        new ChatRequest(List.of(Message.User.of(LONG_QUESTION)), null, List.of(), 0, 5, Taint.NONE);

    ChatAnswer answer = model().chat(brief);

    assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
    assertThat(answer.usage().output().count()).isLessThanOrEqualTo(5);
  }

  @Test
  void the_pieces_of_a_stream_are_the_answer() throws Exception {
    List<String> pieces = new ArrayList<>();

    ChatAnswer answer = model().stream(question(LONG_QUESTION), pieces::add);

    assertThat(pieces).isNotEmpty();
    assertThat(String.join("", pieces)).isEqualTo(answer.text()).isNotBlank();
    assertThat(answer.usage().output().count()).isPositive();
    assertThat(answer.finish()).isIn(Finish.STOP, Finish.LENGTH);
  }

  @Test
  void an_answer_fits_the_schema_asked_for() throws Exception {
    ChatAnswer answer = model().chat(question(JSON_QUESTION).answering(ANSWER_SCHEMA));

    Games games = codec.fromJson(Json.of(answer.text()), Games.class);
    assertThat(games.city()).isNotBlank();
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
  }

  @Test
  void a_tool_is_called_and_its_result_taken_up() throws Exception {
    Assumptions.assumeTrue(takesTools(), "it takes no tools");
    ChatRequest asked = question(TOOL_QUESTION).offering(List.of(TOOL_SPEC));

    ChatAnswer wants = model().chat(asked);

    assertThat(wants.finish()).isEqualTo(Finish.TOOLS);
    assertThat(wants.toolCalls()).isNotEmpty();
    ToolCall call = wants.toolCalls().get(0);
    assertThat(call.tool()).isEqualTo(TOOL);
    assertThat(call.id()).isNotBlank();
    assertThat(codec.fromJson(call.arguments(), Where.class).city()).isNotBlank();
    ChatAnswer answer =
        model()
            .chat(
                asked.and(
                    new Message.Assistant(wants.text(), wants.toolCalls()),
                    new Message.ToolResult(
                        call.id(),
                        TOOL,
                        List.of(
                            new Message.Part.Trusted(
                                codec.toJson(Map.of("celsius", 21)).toString())))));
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
    assertThat(answer.text()).isNotBlank();
  }

  @Test
  void threads_may_share_it() {
    ChatModel shared = model();
    List<CompletableFuture<ChatAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> asked(shared)));
    }
    answers.forEach(answer -> assertThat(answer.join().text()).isNotBlank());
  }

  private static ChatAnswer asked(ChatModel shared) {
    try {
      return shared.chat(question(QUESTION));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_provider_that_cannot_be_reached_is_an_exception_that_says_so() {
    ChatModel model =
        unreachable().orElseGet(() -> Assumptions.abort("nothing that cannot be reached"));

    Throwable thrown = catchThrowable(() -> model.chat(question(QUESTION)));

    assertThat(thrown).isInstanceOf(Exception.class);
    assertThat(thrown.getMessage()).isNotBlank();
    assertThat(catchThrowable(() -> model.stream(question(QUESTION), piece -> {})))
        .isInstanceOf(Exception.class);
  }

  @Test
  void a_call_that_is_interrupted_ends() throws Exception {
    ChatModel model = hanging().orElseGet(() -> Assumptions.abort("nothing that hangs"));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(() -> thrown.set(catchThrowable(() -> model.chat(question(QUESTION)))));
    caller.setDaemon(true);
    caller.start();
    caller.join(TimeUnit.SECONDS.toMillis(1));
    assertThat(caller.isAlive()).as("still asking").isTrue();

    caller.interrupt();

    caller.join(TimeUnit.SECONDS.toMillis(5));
    assertThat(caller.isAlive()).as("still asking though interrupted").isFalse();
    assertThat(thrown.get()).isInstanceOf(Exception.class);
  }
}
