package dev.aios.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.Extension;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Tool;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.event.Events;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.model.Need;
import dev.aios.api.model.Tier;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Meter;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.core.internal.model.ScriptedModel;
import dev.aios.core.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kinds of agents in a real runtime on a real file. */
@Timeout(60)
class AgentsOnAiosTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  record Mail(String id, String body) {}

  record Lead(String company, int score) {}

  record Wanted(int number) {}

  record Reply(String text) {}

  private static final String GOOD = "{\"company\":\"Globex\",\"score\":80}";

  @TempDir Path dir;
  private final ScriptedModel model = ScriptedModel.costing("m", 10);
  private final List<String> reminded = new CopyOnWriteArrayList<>();
  private AiosBuilder builder;

  @BeforeEach
  void builder() {
    builder = newBuilder(ModelOptions.DEFAULT);
  }

  private AiosBuilder newBuilder(ModelOptions options) {
    return Aios.builder()
        .sqlite(dir.resolve("company.db"))
        .model(Tier.STANDARD, model)
        .modelOptions(options);
  }

  private static ModelAgent<Mail, Lead> qualifier() {
    return ModelAgent.named("qualifier", Mail.class, Lead.class)
        .prompt("{{body}}")
        .untrusted("body", mail -> Untrusted.html(mail.body(), "mail:" + mail.id()))
        .build();
  }

  private static Saga<Mail, Lead> qualification() {
    return Saga.named("qualification", 1, Mail.class).step("qualify", qualifier()).build();
  }

  private ToolAgent<Mail, Reply> clerk() {
    return ToolAgent.named("clerk", Mail.class, Reply.class)
        .prompt("{{body}}")
        .untrusted("body", mail -> Untrusted.text(mail.body(), "mail:" + mail.id()))
        .tool(
            Tool.acting(
                "remind",
                "Reminds",
                Wanted.class,
                (wanted, call) -> {
                  reminded.add(call.idempotencyKey());
                  return "sent";
                }))
        .build();
  }

  private Saga<Mail, Reply> desk() {
    return Saga.named("desk", 1, Mail.class).step("answer", clerk()).build();
  }

  @Test
  void a_model_agent_answers_in_a_run_and_its_cost_counts_once() {
    model.says("no json").says(GOOD);
    try (Aios aios = builder.open()) {
      Run<Lead> run = aios.start(qualification(), new Mail("1", "<b>hello</b>"), "mail/1");
      assertThat(run.await(SOON)).isEqualTo(new Lead("Globex", 80));
      Cost cost = run.status().cost();
      assertThat(cost.money()).isEqualTo(Money.of("0.022", "EUR"));
      assertThat(cost.tokens().count()).isEqualTo(2200);
    }
  }

  @Test
  void a_tool_agent_whose_process_ends_between_rounds_acts_once() {
    model
        .calls("1", "remind", "{\"number\":7}")
        .fails(new IOException("connection reset"))
        .says("{\"text\":\"done\"}");
    Retry later = Retry.exponential(3, Duration.ofSeconds(2), Duration.ofSeconds(2));
    try (Aios aios = newBuilder(ModelOptions.DEFAULT.retry(later)).saga(desk()).open()) {
      Run<Reply> run = aios.start(desk(), new Mail("1", "remind them"), "mail/1");
      while (run.status().state() == RunState.RUNNING) {
        Thread.onSpinWait();
      }
      assertThat(reminded).hasSize(1);
    }
    try (Aios aios = newBuilder(ModelOptions.DEFAULT.retry(later)).saga(desk()).open()) {
      Run<Reply> run = aios.start(desk(), new Mail("1", "remind them"), "mail/1");
      assertThat(run.await(SOON)).isEqualTo(new Reply("done"));
      assertThat(model.asked()).hasSize(3);
      assertThat(reminded).hasSize(1);
      assertThat(aios.journal().verify().ok()).isTrue();
    }
  }

  @Test
  void a_round_that_fails_is_tried_again_and_the_tools_before_it_are_not() {
    model
        .calls("1", "remind", "{\"number\":7}")
        .fails(new IOException("503"))
        .fails(new IOException("503"))
        .says("{\"text\":\"done\"}");
    try (Aios aios = builder.open()) {
      Run<Reply> run = aios.start(desk(), new Mail("1", "remind them"), "mail/1");
      assertThat(run.await(SOON)).isEqualTo(new Reply("done"));
      assertThat(reminded).hasSize(1);
      assertThat(model.asked()).hasSize(4);
    }
  }

  @Test
  void a_policy_stops_a_tool_that_follows_a_strangers_words() {
    model.calls("1", "remind", "{\"number\":7}").says("{\"text\":\"I may not\"}");
    Policy noStrangers =
        Policy.of(
            "no-strangers",
            effect ->
                effect.name().equals("remind") && effect.taint().sources().contains("mail:1")
                    ? new Decision.Deny("a stranger's words may not send mail")
                    : Decision.ALLOW);
    try (Aios aios = builder.policy(noStrangers).open()) {
      Run<Reply> run = aios.start(desk(), new Mail("1", "remind them"), "mail/1");
      assertThat(run.await(SOON)).isEqualTo(new Reply("I may not"));
      assertThat(reminded).isEmpty();
      assertThat(model.asked().get(1).messages().toString())
          .contains("a stranger's words may not send mail");
    }
  }

  /** A cap on everything that leads to cheaper models. */
  private record Cap(Money most) implements Extension, Meter {
    private static long micros(Cost cost) {
      Money money = cost.money();
      return money == null ? 0 : money.micros();
    }

    @Override
    public String name() {
      return "cap";
    }

    @Override
    public void install(Installation on) {
      on.meter(this);
    }

    @Override
    public List<CounterChange> reserve(EffectRequest request) {
      long micros = micros(request.estimate());
      return micros == 0 ? List.of() : List.of(new CounterChange("spent", micros, most.micros()));
    }

    @Override
    public List<CounterChange> settle(
        EffectRequest request, List<CounterChange> reserved, Cost actual) {
      long set = reserved.stream().mapToLong(CounterChange::delta).sum();
      return List.of(CounterChange.add("spent", micros(actual) - set));
    }

    @Override
    public Decision exhausted(EffectRequest request, String counter) {
      return new Decision.Cheaper("the cap of " + most + " is reached");
    }
  }

  @Test
  void past_a_cap_the_cheaper_model_answers_and_an_escalation_is_left_out() {
    ScriptedModel free = new ScriptedModel("free").says(GOOD);
    model.says(GOOD);
    Saga<Mail, Lead> saga =
        Saga.named("careful", 1, Mail.class)
            .step(
                "qualify",
                ModelAgent.named("careful", Mail.class, Lead.class)
                    .prompt("{{body}}")
                    .need(Need.STANDARD)
                    .escalateBelow(1)
                    .build())
            .build();
    // one call of the dear model may cost some EUR 0.0104 and costs EUR 0.011
    try (Aios aios =
        builder.model(Tier.INSTANT, free).extension(new Cap(Money.of("0.02", "EUR"))).open()) {
      Run<Lead> first = aios.start(saga, new Mail("1", "a"), "mail/1");
      assertThat(first.await(SOON)).isEqualTo(new Lead("Globex", 80));
      assertThat(first.status().cost().money()).isEqualTo(Money.of("0.011", "EUR"));
      Run<Lead> second = aios.start(saga, new Mail("2", "b"), "mail/2");
      assertThat(second.await(SOON)).isEqualTo(new Lead("Globex", 80));
      assertThat(second.status().cost().money()).isNull();
      assertThat(model.asked()).hasSize(1);
      assertThat(free.asked()).hasSize(1);
    }
  }

  @Test
  void a_batch_is_filled_by_several_runs() {
    List<List<String>> batches = new CopyOnWriteArrayList<>();
    Agent<String, String> shouting =
        BatcherAgent.named("shouting", String.class, String.class)
            .upTo(4)
            .within(Duration.ofSeconds(10))
            .by(
                (texts, batch) -> {
                  batches.add(texts);
                  batch.spent(Cost.of(Money.of("0.04", "EUR")));
                  return texts.stream().map(text -> text.toUpperCase(Locale.ROOT)).toList();
                })
            .build();
    Saga<String, String> saga =
        Saga.named("shout", 1, String.class).step("shout", shouting).build();
    try (Aios aios = builder.open()) {
      List<Run<String>> runs =
          List.of("a", "b", "c", "d").stream()
              .map(text -> aios.start(saga, text, "shout/" + text))
              .toList();
      assertThat(runs.stream().map(run -> run.await(SOON))).containsExactly("A", "B", "C", "D");
      assertThat(batches).hasSize(1);
      assertThat(runs.get(2).status().cost().money()).isEqualTo(Money.of("0.01", "EUR"));
    }
  }

  @Test
  void a_watcher_reacts_to_events() throws Exception {
    model.says(GOOD);
    List<Lead> leads = new CopyOnWriteArrayList<>();
    try (Aios aios = builder.open()) {
      aios.events()
          .subscribe(
              WatcherAgent.on("leads", Mail.class, qualifier())
                  .then(
                      (lead, context) -> {
                        assertThat(context.service(Events.class)).isNotNull();
                        leads.add(lead.value());
                      })
                  .build()
                  .subscription());
      aios.events().publish(new Mail("1", "hello"));
      for (int i = 0; i < 1000 && leads.isEmpty(); i++) {
        Thread.sleep(10);
      }
      assertThat(leads).containsExactly(new Lead("Globex", 80));
    }
  }
}
