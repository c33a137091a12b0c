package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Price;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Money;
import dev.aios.testkit.model.Asked;
import dev.aios.testkit.model.ScriptedModel;
import dev.aios.testkit.world.VirtualWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScriptedModelConformanceTest extends ChatModelConformance {
  @Override
  protected ChatModel model() {
    return scripted();
  }

  static ScriptedModel scripted() {
    ScriptedModel model =
        ScriptedModel.named("scripted").priced(new Price(Money.of(1, "EUR"), Money.of(4, "EUR")));
    model.when(Asked.afterTool(TOOL)).reply("It is 21 degrees.");
    model.when(Asked.mentions(TOOL_QUESTION)).call(TOOL, new Where("Lisbon"));
    model.when(Asked.mentions(JSON_QUESTION)).reply(new Games("Athens", 1896));
    model.when(Asked.mentions(LONG_QUESTION)).reply("The sea is wide and blue. ".repeat(20));
    model.when(Asked.mentions(QUESTION)).reply("Hello!");
    return model;
  }

  @Override
  protected Optional<ChatModel> unreachable() {
    ScriptedModel model = ScriptedModel.named("unreachable");
    model.otherwise().fail(() -> new IOException("connection refused"));
    return Optional.of(model);
  }

  @Override
  protected Optional<ChatModel> hanging() {
    VirtualWorld world = VirtualWorld.create();
    world.outsideWork(); // which never ends, so that the clock stands still
    ScriptedModel model = ScriptedModel.named("hanging").in(world);
    model.otherwise().reply("late").taking(Duration.ofDays(1));
    return Optional.of(model);
  }

  /** The kit finds models that break the contract. */
  @Nested
  class Broken {
    @Test
    void a_stream_that_loses_a_piece_is_found() {
      assertThat(Kit.failedTestsOf(LosesPieces.class))
          .contains("the_pieces_of_a_stream_are_the_answer");
    }

    @Test
    void usage_that_is_not_counted_is_found() {
      assertThat(Kit.failedTestsOf(CountsNothing.class))
          .contains(
              "a_question_is_answered_and_its_tokens_are_counted",
              "a_longer_conversation_takes_more_tokens");
    }

    @Test
    void an_answer_that_is_no_json_or_too_long_is_found() {
      assertThat(Kit.failedTestsOf(Talks.class))
          .contains(
              "an_answer_fits_the_schema_asked_for",
              "an_answer_is_no_longer_than_asked_for",
              "a_tool_is_called_and_its_result_taken_up");
    }

    @Test
    void a_call_that_cannot_be_interrupted_is_found() {
      assertThat(Kit.failedTestsOf(Deaf.class)).contains("a_call_that_is_interrupted_ends");
    }
  }

  static class LosesPieces extends ChatModelConformance {
    @Override
    protected ChatModel model() {
      return new Changed() {
        @Override
        public ChatAnswer stream(ChatRequest request, Consumer<String> onText) throws Exception {
          ChatAnswer answer = chat(request);
          onText.accept(answer.text().substring(1));
          return answer;
        }
      };
    }
  }

  static class CountsNothing extends ChatModelConformance {
    @Override
    protected ChatModel model() {
      return new Changed() {
        @Override
        public ChatAnswer chat(ChatRequest request) throws Exception {
          ChatAnswer answer = super.chat(request);
          return new ChatAnswer(
              answer.text(), answer.toolCalls(), Usage.NONE, answer.finish(), answer.model());
        }
      };
    }
  }

  static class Talks extends ChatModelConformance {
    @Override
    protected ChatModel model() {
      return new Changed() {
        @Override
        public ChatAnswer chat(ChatRequest request) {
          return new ChatAnswer(
              "Well, let me think about that.",
              List.of(),
              Usage.of(10, 10),
              ChatAnswer.Finish.STOP,
              "talker");
        }
      };
    }
  }

  static class Deaf extends ChatModelConformance {
    @Override
    protected ChatModel model() {
      return scripted();
    }

    @Override
    protected Optional<ChatModel> hanging() {
      return Optional.of(
          new Changed() {
            @Override
            public ChatAnswer chat(ChatRequest request) {
              CountDownLatch never = new CountDownLatch(1);
              while (true) {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  // deaf
                }
              }
            }
          });
    }
  }

  static class Changed implements ChatModel {
    private final ScriptedModel model = scripted();

    @Override
    public String name() {
      return model.name();
    }

    @Override
    public Price price() {
      return model.price();
    }

    @Override
    public ChatAnswer chat(ChatRequest request) throws Exception {
      return model.chat(request);
    }
  }
}
