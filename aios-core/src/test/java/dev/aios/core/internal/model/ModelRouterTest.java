package dev.aios.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.BudgetExceededException;
import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Need;
import dev.aios.api.model.Price;
import dev.aios.api.model.Tier;
import dev.aios.api.model.Usage;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.model.ModelOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ModelRouterTest {
  private final FakeDoor door = new FakeDoor();
  private final SteppedWorld world = new SteppedWorld();
  private final ScriptedModel instant = ScriptedModel.costing("tiny", 1);
  private final ScriptedModel standard = ScriptedModel.costing("middle", 10);
  private final ScriptedModel other = ScriptedModel.costing("middle-too", 12);
  private final ScriptedModel heavy = ScriptedModel.costing("big", 100);
  private final ChatRequest request = ChatRequest.of(Message.User.of("How much is 2 + 2?"));

  private ModelRouter router(ModelOptions options) {
    return new ModelRouter(
        List.of(
            ModelOffer.of(Tier.HEAVY, heavy),
            ModelOffer.of(Tier.STANDARD, other),
            ModelOffer.of(Tier.STANDARD, standard),
            ModelOffer.of(Tier.INSTANT, instant)),
        options,
        world,
        new JacksonCodec(),
        ModelRouter.ROUGH);
  }

  private ModelRouter router() {
    return router(ModelOptions.DEFAULT);
  }

  private static Consumer<Effect<?, ?>> above(String budget, long euroCents) {
    return effect -> {
      Money cost = effect.estimate().money();
      if (cost != null && cost.isAbove(Money.ofMinor(euroCents, "EUR"))) {
        throw new BudgetExceededException("budget " + budget + " is spent");
      }
    };
  }

  @Test
  void the_cheapest_that_fits_is_asked() {
    standard.says("4");
    ChatAnswer answer = router().chat(door, "ask", request, Need.STANDARD);
    assertThat(answer.text()).isEqualTo("4");
    assertThat(answer.model()).isEqualTo("middle");
    assertThat(router().offers())
        .extracting(o -> o.model().name())
        .containsExactly("tiny", "middle-too", "middle", "big");
  }

  @Test
  void latency_accuracy_and_cost_are_kept_to() {
    heavy.says("four");
    assertThat(
            router()
                .chat(door, "accurate", request, new Need(Tier.INSTANT, null, 0.9, null))
                .model())
        .isEqualTo("big");
    instant.says("4");
    assertThat(
            router()
                .chat(
                    door,
                    "quick",
                    request,
                    new Need(Tier.INSTANT, Duration.ofSeconds(1), 0, Money.of("0.01", "EUR")))
                .model())
        .isEqualTo("tiny");
  }

  @Test
  void what_nobody_offers_is_told_with_each_reason() {
    assertThatThrownBy(
            () ->
                router()
                    .chat(
                        door,
                        "ask",
                        request,
                        new Need(
                            Tier.STANDARD, Duration.ofSeconds(5), 0, Money.of("0.005", "EUR"))))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("tiny (INSTANT): its tier is below STANDARD")
        .hasMessageContaining("middle (STANDARD): the call may cost EUR 0.01")
        .hasMessageContaining("big (HEAVY): it takes 10000 ms, wanted are 5000");
    assertThatThrownBy(
            () ->
                router()
                    .chat(door, "ask", request, new Need(Tier.HEAVY, null, 0, Money.of(1, "USD"))))
        .hasMessageContaining("its price is in EUR, the limit in USD");
    assertThatThrownBy(
            () ->
                new ModelRouter(
                        List.of(),
                        ModelOptions.DEFAULT,
                        world,
                        new JacksonCodec(),
                        ModelRouter.ROUGH)
                    .chat(door, "ask", request, Need.CHEAPEST))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no model is offered");
    assertThat(door.performed()).isEmpty();
  }

  @Test
  void the_call_is_an_effect_with_its_estimate_and_cost() {
    standard.says("4");
    ChatRequest tainted =
        new ChatRequest(
            List.of(
                new Message.User(
                    List.of(new Message.Part.Outside(Untrusted.html("<b>2+2?</b>", "mail:1"))))),
            null,
            List.of(),
            0,
            2000,
            Taint.of("mail:1"));
    router().chat(door, "ask", tainted, Need.STANDARD);
    Effect<?, ?> effect = door.performed().get(0);
    assertThat(effect.name()).isEqualTo("ask");
    assertThat(effect.kind()).isEqualTo(EffectKind.MODEL);
    assertThat(effect.target()).isEqualTo("middle");
    assertThat(effect.idempotency()).isEqualTo(Idempotency.IDEMPOTENT);
    assertThat(effect.retry()).isEqualTo(Retry.exponential(4));
    assertThat(effect.timeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(effect.taint()).isEqualTo(Taint.of("mail:1"));
    // "<b>2+2?</b>" is 11 bytes, so 4 tokens, and 4 for the message: 2008 tokens at EUR 10 a
    // million
    assertThat(effect.estimate().tokens()).isEqualTo(Tokens.of(2008));
    assertThat(effect.estimate().money()).isEqualTo(Money.of("0.02008", "EUR"));
    assertThat(door.spent().money()).isEqualTo(Money.of("0.011", "EUR"));
    assertThat(door.spent().tokens()).isEqualTo(Tokens.of(1100));
    assertThat(standard.asked().get(0).messages()).containsExactly(Message.User.of("2+2?"));
  }

  @Test
  void past_a_budget_that_says_so_a_cheaper_model_answers() {
    door.gatekeeper(above("month", 1));
    instant.says("about 4");
    assertThat(router().chat(door, "ask", request, Need.HEAVY).model()).isEqualTo("tiny");
    // the same name: a step run again finds it, even if the budget is full again by then
    door.gatekeeper(effect -> {});
    assertThat(router().chat(door, "ask", request, Need.HEAVY).model()).isEqualTo("tiny");
    assertThat(door.recorded()).containsExactly("ask");
  }

  @Test
  void the_best_of_the_cheaper_ones_is_tried_first() {
    door.gatekeeper(above("month", 2));
    other.says("4");
    assertThat(router().chat(door, "ask", request, Need.HEAVY).model()).isEqualTo("middle-too");
  }

  @Test
  void when_even_the_cheapest_is_too_dear_the_budget_speaks() {
    door.gatekeeper(above("month", 0));
    assertThatThrownBy(() -> router().chat(door, "ask", request, Need.STANDARD))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("budget month is spent");
  }

  @Test
  void accuracy_that_was_asked_for_is_not_given_up_for_a_budget() {
    door.gatekeeper(above("month", 2));
    assertThatThrownBy(
            () -> router().chat(door, "ask", request, new Need(Tier.HEAVY, null, 0.9, null)))
        .isInstanceOf(BudgetExceededException.class);
  }

  @Test
  void any_other_denial_is_passed_on() {
    door.gatekeeper(
        effect -> {
          throw new DeniedException("no models on Sundays");
        });
    assertThatThrownBy(() -> router().chat(door, "ask", request, Need.HEAVY))
        .isExactlyInstanceOf(DeniedException.class);
    assertThat(heavy.asked()).isEmpty();
  }

  @Test
  void a_model_that_fails_is_tried_again_and_then_another_of_its_tier_is_asked() {
    for (int i = 0; i < 4; i++) {
      standard.fails(new IOException("503"));
    }
    other.says("4");
    assertThat(router().chat(door, "ask", request, Need.STANDARD).model()).isEqualTo("middle-too");
    assertThat(standard.asked()).hasSize(4);
    // run again: both the failure and the answer are remembered
    assertThat(router().chat(door, "ask", request, Need.STANDARD).model()).isEqualTo("middle-too");
    assertThat(standard.asked()).hasSize(4);
    assertThat(door.recorded()).containsExactly("ask:2");
  }

  @Test
  void when_the_whole_tier_fails_so_does_the_call() {
    standard.fails(new PermanentException("401: the key is not valid", null));
    other.fails(new PermanentException("400", null));
    assertThatThrownBy(() -> router().chat(door, "ask", request, Need.STANDARD))
        .isInstanceOf(EffectFailedException.class)
        .hasMessageContaining("400");
    assertThat(heavy.asked()).isEmpty();
  }

  @Test
  void a_question_that_comes_again_is_answered_from_the_cache_at_no_cost() {
    ModelRouter router = router(ModelOptions.DEFAULT.caching(10, Duration.ofMinutes(5)));
    standard.says("4");
    router.chat(door, "first", request, Need.STANDARD);
    ChatAnswer again = router.chat(door, "second", request, Need.STANDARD);
    assertThat(again.text()).isEqualTo("4");
    assertThat(again.usage()).isEqualTo(Usage.NONE);
    assertThat(door.recorded()).containsExactly("first", "second");
    assertThat(door.spent().tokens()).isEqualTo(Tokens.of(1100));
    assertThat(router.cacheHits()).isEqualTo(1);
    assertThat(router.cacheMisses()).isEqualTo(1);

    world.advance(Duration.ofMinutes(6));
    standard.says("4, still");
    assertThat(router.chat(door, "third", request, Need.STANDARD).text()).isEqualTo("4, still");
  }

  @Test
  void only_what_is_meant_to_be_the_same_is_cached() {
    ModelRouter router = router(ModelOptions.DEFAULT.caching(10, Duration.ofMinutes(5)));
    standard.says("a").says("b").says("c").says("d");
    ChatRequest warm = new ChatRequest(request.messages(), null, List.of(), 0.7, 1024, Taint.NONE);
    router.chat(door, "1", warm, Need.STANDARD);
    assertThat(router.chat(door, "2", warm, Need.STANDARD).text()).isEqualTo("b");
    assertThat(router.chat(door, "3", request, Need.STANDARD).text()).isEqualTo("c");
    assertThat(
            router
                .chat(door, "4", request.and(Message.User.of("And 3 + 3?")), Need.STANDARD)
                .text())
        .isEqualTo("d");
    assertThat(router.cacheHits()).isZero();
  }

  @Test
  void an_answer_that_was_cut_off_is_not_kept() {
    ModelRouter router = router(ModelOptions.DEFAULT.caching(10, Duration.ofMinutes(5)));
    standard
        .answers(new ChatAnswer("4 and", List.of(), Usage.NONE, ChatAnswer.Finish.LENGTH, "middle"))
        .says("4");
    router.chat(door, "1", request, Need.STANDARD);
    assertThat(router.chat(door, "2", request, Need.STANDARD).text()).isEqualTo("4");
  }

  /** Streams its words, breaking off where told. */
  private static final class Streaming implements ChatModel {
    private final List<List<String>> attempts;
    private int attempt;

    Streaming(List<List<String>> attempts) {
      this.attempts = attempts;
    }

    @Override
    public String name() {
      return "streaming";
    }

    @Override
    public Price price() {
      return Price.FREE;
    }

    @Override
    public ChatAnswer chat(ChatRequest request) {
      throw new AssertionError("should stream");
    }

    @Override
    public ChatAnswer stream(ChatRequest request, Consumer<String> onText) throws IOException {
      StringBuilder all = new StringBuilder();
      for (String piece : attempts.get(attempt++)) {
        if (piece.equals("!")) {
          throw new IOException("connection reset");
        }
        onText.accept(piece);
        all.append(piece);
      }
      return new ChatAnswer(
          all.toString(), List.of(), Usage.NONE, ChatAnswer.Finish.STOP, "streaming");
    }
  }

  private List<String> streamed(String name, List<List<String>> attempts) {
    List<String> pieces = new ArrayList<>();
    new ModelRouter(
            List.of(ModelOffer.of(Tier.INSTANT, new Streaming(attempts))),
            ModelOptions.DEFAULT,
            world,
            new JacksonCodec(),
            ModelRouter.ROUGH)
        .stream(door, name, request, Need.CHEAPEST, pieces::add);
    return pieces;
  }

  @Test
  void text_is_handed_out_as_it_comes_and_from_the_record_in_one_piece() {
    assertThat(streamed("ask", List.of(List.of("To ", "be ", "exact: 4"))))
        .containsExactly("To ", "be ", "exact: 4");
    assertThat(streamed("ask", List.of())).containsExactly("To be exact: 4");
  }

  @Test
  void text_that_broke_off_is_not_handed_out_twice() {
    assertThat(streamed("same", List.of(List.of("To ", "be ", "!"), List.of("To ", "be sure"))))
        .containsExactly("To ", "be ", "sure");
    assertThat(streamed("other", List.of(List.of("To ", "!"), List.of("Four"))))
        .containsExactly("To ", "\nFour");
    assertThat(streamed("soon", List.of(List.of("!"), List.of("Fo", "ur"))))
        .containsExactly("Fo", "ur");
  }

  @Test
  void a_reader_that_fails_does_not_cost_a_second_call() {
    standard.says("4");
    assertThatThrownBy(
            () ->
                router().stream(
                    door,
                    "ask",
                    request,
                    Need.STANDARD,
                    text -> {
                      throw new IllegalStateException("the window was closed");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(door.recorded()).containsExactly("ask");
    assertThat(standard.asked()).hasSize(1);
  }

  @Test
  void prices_in_several_currencies_are_not_compared() {
    ScriptedModel dollars =
        new ScriptedModel("dollars", new Price(Money.of(1, "USD"), Money.of(1, "USD")));
    dollars.says("4");
    ModelRouter router =
        new ModelRouter(
            List.of(
                ModelOffer.of(Tier.HEAVY, heavy),
                new ModelOffer(dollars, Tier.STANDARD, Duration.ofSeconds(1), 0.8)),
            ModelOptions.DEFAULT,
            world,
            new JacksonCodec(),
            ModelRouter.ROUGH);
    assertThat(router.chat(door, "ask", request, Need.CHEAPEST).model()).isEqualTo("dollars");
  }

  @Test
  void options_out_of_range_are_refused() {
    assertThatThrownBy(() -> new ModelOptions(Retry.NEVER, Duration.ZERO, -1, Duration.ZERO))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("timeout")
        .hasMessageContaining("cacheEntries")
        .hasMessageContaining("cacheTtl");
  }
}
