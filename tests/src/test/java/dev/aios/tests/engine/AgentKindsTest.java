package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Tool;
import dev.aios.api.journal.Write;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.model.Price;
import dev.aios.api.model.Tier;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.core.AiosBuilder;
import dev.aios.core.agent.BatcherAgent;
import dev.aios.core.agent.DrafterAgent;
import dev.aios.core.agent.ModelAgent;
import dev.aios.core.agent.RouterAgent;
import dev.aios.core.agent.ToolAgent;
import dev.aios.core.agent.WatcherAgent;
import dev.aios.core.model.ModelOptions;
import dev.aios.testkit.model.Asked;
import dev.aios.testkit.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kinds of agents, and the models that they ask, over crashes. */
class AgentKindsTest {
  record Mail(String id, String body) {}

  record Lead(String company, int score) {}

  record Wanted(int number) {}

  record Reply(String text) {}

  private static final Lead GLOBEX = new Lead("Globex", 80);

  private final ScriptedModel model = ScriptedModel.named("mini");

  private UnaryOperator<AiosBuilder> with(Saga<?, ?> saga) {
    return builder -> builder.model(Tier.STANDARD, model).saga(saga);
  }

  private static ModelAgent.Builder<Mail, Lead> qualifier() {
    return ModelAgent.named("qualifier", Mail.class, Lead.class).prompt("Who? {{body}}");
  }

  private static <O> Saga<Mail, O> saga(Agent<Mail, O> agent) {
    return Saga.named("desk", 1, Mail.class).step("work", agent).build();
  }

  /** A write with a record of that kind. */
  private static boolean records(Write write, String kind) {
    return write.records().stream().anyMatch(record -> record.kind().equals(kind));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_models_answer_that_breaks_the_form_goes_back_with_what_is_wrong(
      Store store, @TempDir Path dir) {
    model.otherwise().reply("no json at all", GLOBEX);
    Saga<Mail, Lead> saga = saga(qualifier().build());
    try (Site site = new Site(store, dir)) {
      Run<Lead> run = site.open(with(saga)).start(saga, new Mail("1", "hello"), "1");
      assertThat(run.await(SOON)).isEqualTo(GLOBEX);
      assertThat(model.requests()).hasSize(2);
      assertThat(Asked.text(model.requests().get(1))).contains("no json at all");
      assertThat(run.status().cost().tokens().count()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_model_that_never_gets_it_right_is_asked_a_bounded_number_of_times(
      Store store, @TempDir Path dir) {
    model.otherwise().reply("never json");
    Saga<Mail, Lead> saga = saga(qualifier().repairs(2).build());
    try (Site site = new Site(store, dir)) {
      Run<Lead> run = site.open(with(saga)).start(saga, new Mail("1", "hello"), "1");
      RunStatus status = site.failure(run);
      assertThat(status.why()).contains("qualifier");
      assertThat(model.requests()).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_answer_that_was_recorded_before_a_crash_is_not_asked_for_again(
      Store store, @TempDir Path dir) {
    model.otherwise().reply(GLOBEX);
    Saga<Mail, Lead> saga = saga(qualifier().build());
    try (Site site = new Site(store, dir)) {
      var aios = site.open(with(saga));
      site.journal().dieAfter(write -> records(write, "effect.done"));
      Run<Lead> run = aios.start(saga, new Mail("1", "hello"), "1");
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();
      aios = site.open(with(saga));
      assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(GLOBEX);
      assertThat(model.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_unsure_answer_goes_to_the_next_tier_and_both_are_remembered_over_a_crash(
      Store store, @TempDir Path dir) {
    ScriptedModel heavy = ScriptedModel.named("heavy");
    model.otherwise().reply(new Lead("unknown", 5));
    heavy.otherwise().reply(GLOBEX);
    Saga<Mail, Lead> saga =
        saga(
            qualifier()
                .need(Need.STANDARD)
                .confidence((mail, lead) -> lead.score() / 100.0)
                .escalateBelow(0.5)
                .build());
    UnaryOperator<AiosBuilder> both = b -> with(saga).apply(b).model(Tier.HEAVY, heavy);
    try (Site site = new Site(store, dir)) {
      var aios = site.open(both);
      site.journal()
          .dieAfter(
              write ->
                  records(write, "effect.done")
                      && write.records().toString().contains(GLOBEX.company()));
      Run<Lead> run = aios.start(saga, new Mail("1", "hello"), "1");
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();
      aios = site.open(both);
      assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(GLOBEX);
      assertThat(model.requests()).hasSize(1);
      assertThat(heavy.requests()).hasSize(1);
    }
  }

  private ToolAgent.Builder<Mail, Reply> clerk(Site site) {
    return ToolAgent.named("clerk", Mail.class, Reply.class)
        .prompt("{{body}}")
        .tool(
            Tool.acting(
                "remind",
                "Reminds",
                Wanted.class,
                (wanted, call) -> {
                  site.did("remind " + wanted.number());
                  return "sent";
                }));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_tool_agent_acts_once_though_its_process_dies_between_two_rounds(
      Store store, @TempDir Path dir) {
    model.when(Asked.beforeAnyTool()).call("remind", new Wanted(7));
    model.when(Asked.afterTool("remind")).reply(new Reply("done"));
    try (Site site = new Site(store, dir)) {
      Saga<Mail, Reply> saga = saga(clerk(site).build());
      var aios = site.open(with(saga));
      int[] done = {0};
      site.journal().dieAfter(write -> records(write, "effect.done") && ++done[0] == 2);
      Run<Reply> run = aios.start(saga, new Mail("1", "remind them"), "1");
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      assertThat(site.did).containsExactly("remind 7");
      site.crash();
      aios = site.open(with(saga));
      assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(new Reply("done"));
      assertThat(site.did).containsExactly("remind 7");
      assertThat(model.requests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_tool_agent_that_goes_round_in_circles_is_stopped(Store store, @TempDir Path dir) {
    model.otherwise().call("remind", new Wanted(7));
    try (Site site = new Site(store, dir)) {
      Saga<Mail, Reply> saga = saga(clerk(site).rounds(3).build());
      Run<Reply> run = site.open(with(saga)).start(saga, new Mail("1", "remind them"), "1");
      assertThat(site.failure(run).why()).contains("clerk", "3");
      assertThat(model.requests()).hasSizeLessThanOrEqualTo(4);
      assertThat(site.did).hasSizeBetween(2, 3);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_a_tool_agent_spent_before_a_crash_counts_towards_its_cap(
      Store store, @TempDir Path dir) {
    Money perMillion = Money.of(1_000, "EUR");
    model.priced(new Price(perMillion, perMillion));
    model.otherwise().call("remind", new Wanted(7));
    try (Site site = new Site(store, dir)) {
      Saga<Mail, Reply> saga = saga(clerk(site).rounds(20).cap(Money.of("0.10", "EUR")).build());
      var aios = site.open(with(saga));
      site.journal().dieAfter(write -> records(write, "effect.done"));
      Run<Reply> run = aios.start(saga, new Mail("1", "remind them"), "1");
      site.settle();
      assertThat(model.requests()).hasSize(1);
      site.crash();
      aios = site.open(with(saga));
      RunStatus status = site.failure(aios.runs().get(run.id()));
      assertThat(status.why()).contains("clerk stopped", "at most EUR 0.10");
      int asked = model.requests().size();
      assertThat(asked).isBetween(2, 6);
      Money spent = status.cost().money();
      assertThat(spent).isNotNull();
      assertThat(spent.micros()).isBetween(100_000L, 200_000L);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_tool_agent_that_takes_too_long_is_stopped(Store store, @TempDir Path dir) {
    model.otherwise().call("remind", new Wanted(7)).taking(Duration.ofSeconds(40));
    try (Site site = new Site(store, dir)) {
      Saga<Mail, Reply> saga = saga(clerk(site).rounds(20).time(Duration.ofMinutes(1)).build());
      var aios = site.open(with(saga));
      model.in(site.world());
      Run<Reply> run = aios.start(saga, new Mail("1", "remind them"), "1");
      site.pass(Duration.ofMinutes(10));
      assertThat(site.failure(run).why()).contains("clerk");
      assertThat(model.requests()).hasSize(2);
      assertThat(site.did).hasSizeBetween(1, 2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_model_that_is_away_is_asked_again_later_also_by_the_next_process(
      Store store, @TempDir Path dir) {
    model.otherwise().fail(() -> new IOException("503")).reply(GLOBEX);
    Saga<Mail, Lead> saga = saga(qualifier().build());
    Retry later = Retry.exponential(3, Duration.ofMinutes(5), Duration.ofMinutes(5));
    UnaryOperator<AiosBuilder> patient =
        b -> with(saga).apply(b).modelOptions(ModelOptions.DEFAULT.retry(later));
    try (Site site = new Site(store, dir)) {
      var aios = site.open(patient);
      Run<Lead> run = aios.start(saga, new Mail("1", "hello"), "1");
      site.settle();
      assertThat(model.requests()).hasSize(1);
      site.close(aios);
      aios = site.open(patient);
      assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(GLOBEX);
      assertThat(model.requests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_question_asked_before_is_answered_from_the_cache_at_no_cost(
      Store store, @TempDir Path dir) {
    model.otherwise().reply(GLOBEX);
    Saga<Mail, Lead> saga = saga(qualifier().temperature(0).build());
    UnaryOperator<AiosBuilder> caching =
        b ->
            with(saga)
                .apply(b)
                .modelOptions(ModelOptions.DEFAULT.caching(100, Duration.ofHours(1)));
    try (Site site = new Site(store, dir)) {
      var aios = site.open(caching);
      Run<Lead> first = aios.start(saga, new Mail("1", "hello"), "1");
      assertThat(first.await(SOON)).isEqualTo(GLOBEX);
      Run<Lead> second = aios.start(saga, new Mail("1", "hello"), "2");
      assertThat(second.await(SOON)).isEqualTo(GLOBEX);
      assertThat(model.requests()).hasSize(1);
      assertThat(first.status().cost().tokens().count()).isPositive();
      assertThat(second.status().cost().tokens().count()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void text_is_streamed_to_the_caller_and_comes_from_the_record_after_a_crash(
      Store store, @TempDir Path dir) {
    model.otherwise().reply("Dear Ms Moreau, the proofs are here.");
    List<String> heard = new CopyOnWriteArrayList<>();
    Saga<Mail, String> saga =
        saga(
            Agent.of(
                "writer",
                (mail, context) ->
                    context.models().stream(
                            context.effects(),
                            "write",
                            ChatRequest.of(Message.User.of(mail.body())),
                            Need.STANDARD,
                            heard::add)
                        .text()));
    try (Site site = new Site(store, dir)) {
      var aios = site.open(with(saga));
      site.journal().dieAfter(write -> records(write, "effect.done"));
      Run<String> run = aios.start(saga, new Mail("1", "write"), "1");
      site.settle();
      assertThat(String.join("", heard)).isEqualTo("Dear Ms Moreau, the proofs are here.");
      site.crash();
      heard.clear();
      aios = site.open(with(saga));
      assertThat(aios.runs().get(run.id()).await(SOON))
          .isEqualTo("Dear Ms Moreau, the proofs are here.");
      assertThat(String.join("", heard)).isEqualTo("Dear Ms Moreau, the proofs are here.");
      assertThat(model.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_router_hands_each_to_its_agent(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Agent<Mail, String> billing = Agent.of("billing", (mail, context) -> "billed");
      Agent<Mail, String> sales = Agent.of("sales", (mail, context) -> "sold");
      Saga<Mail, String> saga =
          saga(
              RouterAgent.named("desk", Mail.class, String.class)
                  .route("billing", billing)
                  .route("sales", sales)
                  .by(Mail::body)
                  .build());
      var aios = site.open(with(saga));
      assertThat(aios.start(saga, new Mail("1", "sales"), "1").await(SOON)).isEqualTo("sold");
      assertThat(aios.start(saga, new Mail("2", "billing"), "2").await(SOON)).isEqualTo("billed");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_drafters_doubts_reach_the_person_at_the_gate(Store store, @TempDir Path dir) {
    model.otherwise().reply(new Reply("We charge [rate] an hour."));
    Agent<Mail, Reply> drafter =
        DrafterAgent.around(
                ModelAgent.named("writer", Mail.class, Reply.class).prompt("{{body}}").build())
            .doubt(Pattern.compile("\\[[^\\]]*]"), "left open")
            .cap(0.6)
            .build();
    Saga<Mail, Reply> saga =
        Saga.named("desk", 1, Mail.class)
            .step("work", drafter)
            .approve("look", when -> when.confidence() < 0.9 && !when.uncertain().isEmpty())
            .build();
    try (Site site = new Site(store, dir)) {
      var aios = site.open(with(saga));
      Run<Reply> run = aios.start(saga, new Mail("1", "write"), "1");
      var item = site.item();
      assertThat(item.confidence()).isEqualTo(0.6);
      aios.inbox().edit(item, new Reply("We charge EUR 90 an hour."), "owner");
      assertThat(run.await(SOON)).isEqualTo(new Reply("We charge EUR 90 an hour."));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_batch_is_filled_by_several_runs(Store store, @TempDir Path dir) {
    List<List<String>> batches = new CopyOnWriteArrayList<>();
    Agent<String, String> shouting =
        BatcherAgent.named("shouting", String.class, String.class)
            .upTo(4)
            .within(Duration.ofSeconds(10))
            .by(
                (texts, batch) -> {
                  batches.add(texts);
                  return texts.stream().map(text -> text.toUpperCase(Locale.ROOT)).toList();
                })
            .build();
    Saga<String, String> saga =
        Saga.named("shout", 1, String.class).step("shout", shouting).build();
    try (Site site = new Site(store, dir)) {
      var aios = site.open(with(saga));
      List<Run<String>> runs = new ArrayList<>();
      for (String text : List.of("a", "b", "c", "d")) {
        runs.add(aios.start(saga, text, text));
      }
      assertThat(runs.stream().map(run -> run.await(SOON))).containsExactly("A", "B", "C", "D");
      assertThat(batches).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_watcher_reacts_to_events_and_asks_its_model_once_over_a_crash(
      Store store, @TempDir Path dir) {
    model.otherwise().reply(GLOBEX);
    try (Site site = new Site(store, dir)) {
      int[] reactions = {0};
      WatcherAgent<Mail, Lead> watcher =
          WatcherAgent.on("leads", Mail.class, qualifier().build())
              .then(
                  (lead, context) -> {
                    if (++reactions[0] == 1) {
                      site.journal().die();
                    }
                    site.did(lead.value().company());
                  })
              .build();
      UnaryOperator<AiosBuilder> asking = builder -> builder.model(Tier.STANDARD, model);
      site.open(asking).events().subscribe(watcher.subscription());
      site.aios().events().publish(new Mail("1", "hello"));
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();
      site.open(asking).events().subscribe(watcher.subscription());
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).containsExactly("Globex", "Globex");
      assertThat(model.requests()).hasSize(1);
    }
  }
}
