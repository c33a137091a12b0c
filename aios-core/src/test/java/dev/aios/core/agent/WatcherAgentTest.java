package dev.aios.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.event.Subscription;
import dev.aios.api.value.Retry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatcherAgentTest {
  record Arrived(String mailbox, int score) {}

  private final List<String> done = new ArrayList<>();
  private final FakeContext context = new FakeContext();
  private final Agent<Arrived, Integer> scoring =
      Agent.proposing("scoring", (e, ctx) -> Proposal.of(e.score(), e.score() / 100.0));

  private WatcherAgent.Builder<Arrived, Integer> watcher() {
    return WatcherAgent.on("leads", Arrived.class, scoring)
        .when(e -> e.mailbox().equals("sales"))
        .then((p, ctx) -> done.add("then " + p.value() + " at " + ctx.position()))
        .unsureBelow(0.5, (p, ctx) -> done.add("unsure " + p.value()));
  }

  @Test
  void it_judges_the_events_it_wants_and_acts() throws Exception {
    Subscription<Arrived> subscription = watcher().build().subscription();
    subscription.handler().on(new Arrived("sales", 80), context);
    subscription.handler().on(new Arrived("spam", 80), context);
    subscription.handler().on(new Arrived("sales", 20), context);
    assertThat(done).containsExactly("then 80 at 1", "unsure 20");
  }

  @Test
  void its_subscription_is_durable_under_its_name() {
    Subscription<Arrived> subscription =
        watcher().fromNow().retry(Retry.exponential(9)).build().subscription();
    assertThat(subscription.name()).isEqualTo("leads");
    assertThat(subscription.type()).isEqualTo(Arrived.class);
    assertThat(subscription.from()).isEqualTo(Subscription.From.NOW);
    assertThat(subscription.retry()).isEqualTo(Retry.exponential(9));
    assertThat(watcher().build().subscription().from()).isEqualTo(Subscription.From.BEGINNING);
  }

  @Test
  void a_reaction_that_fails_is_delivered_again() {
    WatcherAgent<Arrived, Integer> failing =
        WatcherAgent.on("leads", Arrived.class, scoring)
            .then(
                (p, ctx) -> {
                  throw new IOException("no network");
                })
            .build();
    assertThatThrownBy(() -> failing.subscription().handler().on(new Arrived("sales", 1), context))
        .isInstanceOf(IOException.class);
  }

  @Test
  void it_can_judge_without_acting() throws Exception {
    assertThat(watcher().build().propose(new Arrived("sales", 80), context).value()).isEqualTo(80);
    assertThat(done).isEmpty();
  }

  @Test
  void what_is_wrong_with_a_watcher_is_told_when_it_is_built() {
    assertThatThrownBy(
            () ->
                WatcherAgent.on(" ", Arrived.class, scoring).unsureBelow(2, (p, ctx) -> {}).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("name is blank")
        .hasMessageContaining("nothing follows")
        .hasMessageContaining("unsureBelow 2.0");
  }
}
