package dev.aios.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.EffectFailedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Proposal;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BatcherAgentTest {
  private final FakeContext context = new FakeContext();
  private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private BatcherAgent.Builder<String, String> shouting(int upTo) {
    return BatcherAgent.named("shout", String.class, String.class)
        .upTo(upTo)
        .within(Duration.ofSeconds(2))
        .by(
            (inputs, batch) -> {
              batches.add(inputs);
              batch.spent(new Cost(Money.of("0.10", "EUR"), Tokens.of(100), Duration.ofSeconds(1)));
              return inputs.stream().map(text -> text.toUpperCase(Locale.ROOT)).toList();
            });
  }

  private CompletableFuture<String> ask(BatcherAgent<String, String> agent, String input) {
    return CompletableFuture.supplyAsync(() -> agent.propose(input, context).value(), threads);
  }

  /** Waits until so many callers sit in the open batch, that is, until they have been tried. */
  private void waiting(int callers) throws InterruptedException {
    while (context.door.performed().size() < callers) {
      Thread.sleep(1);
    }
    Thread.sleep(20);
  }

  @Test
  void enough_inputs_are_worked_on_at_once_and_each_caller_gets_its_answer() throws Exception {
    BatcherAgent<String, String> agent = shouting(3).build();
    CompletableFuture<String> a = ask(agent, "a");
    CompletableFuture<String> b = ask(agent, "b");
    CompletableFuture<String> c = ask(agent, "c");
    assertThat(List.of(a.get(), b.get(), c.get())).containsExactly("A", "B", "C");
    assertThat(batches).hasSize(1);
  }

  @Test
  void after_the_time_those_who_came_are_worked_on() throws Exception {
    BatcherAgent<String, String> agent = shouting(10).build();
    CompletableFuture<String> a = ask(agent, "a");
    CompletableFuture<String> b = ask(agent, "b");
    waiting(2);
    context.world.advance(Duration.ofSeconds(1));
    assertThat(a).isNotDone();
    context.world.advance(Duration.ofSeconds(2));
    assertThat(a.get() + b.get()).isEqualTo("AB");
    assertThat(batches).hasSize(1);
  }

  @Test
  void the_cost_is_shared_to_the_last_millionth() throws Exception {
    BatcherAgent<String, String> agent = shouting(3).build();
    CompletableFuture.allOf(ask(agent, "a"), ask(agent, "b"), ask(agent, "c")).get();
    assertThat(context.door.spent().money()).isEqualTo(Money.of("0.10", "EUR"));
    assertThat(context.door.spent().tokens()).isEqualTo(Tokens.of(100));
  }

  @Test
  void a_step_run_again_joins_no_second_batch() throws Exception {
    BatcherAgent<String, String> agent = shouting(2).build();
    CompletableFuture<String> a = ask(agent, "a");
    ask(agent, "b").get();
    a.get();
    Proposal<String> again = agent.propose("a", context);
    assertThat(again.value()).isEqualTo("A");
    assertThat(batches).hasSize(1);
    assertThat(context.door.recorded())
        .hasSize(2)
        .allMatch(name -> name.matches("shout@[0-9a-f]{16}/batch"));
  }

  @Test
  void no_answers_and_answers_that_are_null_are_named() {
    for (boolean none : new boolean[] {true, false}) {
      BatcherAgent<String, String> agent =
          BatcherAgent.named("mute", String.class, String.class)
              .upTo(2)
              .by((inputs, batch) -> none ? null : Arrays.asList("A", null))
              .build();
      CompletableFuture<String> a = ask(agent, "a" + none);
      CompletableFuture<String> b = ask(agent, "b" + none);
      for (CompletableFuture<String> each : List.of(a, b)) {
        assertThatThrownBy(each::get)
            .hasStackTraceContaining(
                none ? "gave no answers to 2 inputs" : "answer 2 of batcher mute is null");
      }
    }
  }

  @Test
  void a_batch_that_fails_fails_for_each_and_each_tries_again() throws Exception {
    BatcherAgent<String, String> agent =
        BatcherAgent.named("shaky", String.class, String.class)
            .upTo(2)
            .within(Duration.ofSeconds(2))
            .by(
                (inputs, batch) -> {
                  batches.add(inputs);
                  if (batches.size() == 1) {
                    throw new java.io.IOException("503");
                  }
                  return inputs;
                })
            .build();
    CompletableFuture<String> a = ask(agent, "a");
    CompletableFuture<String> b = ask(agent, "b");
    assertThat(a.get() + b.get()).isEqualTo("ab");
    assertThat(batches).hasSize(2);
  }

  @Test
  void a_wrong_number_of_answers_is_told_to_each() {
    BatcherAgent<String, String> agent =
        BatcherAgent.named("lazy", String.class, String.class)
            .upTo(2)
            .by((inputs, batch) -> List.of("one"))
            .build();
    CompletableFuture<String> a = ask(agent, "a");
    CompletableFuture<String> b = ask(agent, "b");
    for (CompletableFuture<String> each : List.of(a, b)) {
      assertThatThrownBy(each::get)
          .hasCauseInstanceOf(EffectFailedException.class)
          .hasMessageContaining("batcher lazy gave 1 answers to 2 inputs");
    }
  }

  @Test
  void whoever_is_interrupted_leaves_the_batch() throws Exception {
    BatcherAgent<String, String> agent = shouting(10).retry(Retry.NEVER).build();
    Thread waiting = new Thread(() -> ignoring(() -> agent.propose("gone", context)));
    waiting.start();
    waiting(1);
    waiting.interrupt();
    waiting.join(TimeUnit.SECONDS.toMillis(5));
    CompletableFuture<String> stays = ask(agent, "stays");
    waiting(2);
    context.world.advance(Duration.ofSeconds(3));
    assertThat(stays.get()).isEqualTo("STAYS");
    assertThat(batches).containsExactly(List.of("stays"));
  }

  private static void ignoring(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // the interrupted caller's own error is not what is looked at
    }
  }

  @Test
  void what_is_wrong_with_a_batcher_is_told_when_it_is_built() {
    assertThatThrownBy(
            () ->
                BatcherAgent.named("", String.class, String.class)
                    .upTo(1)
                    .within(Duration.ofMinutes(2))
                    .build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("name is blank")
        .hasMessageContaining("upTo 1")
        .hasMessageContaining("within PT2M")
        .hasMessageContaining("nothing works on its batches");
  }
}
