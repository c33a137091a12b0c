package dev.aios.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.Extension;
import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budget.Past;
import dev.aios.api.budget.Budget.Period;
import dev.aios.api.budget.Budget.Scope;
import dev.aios.api.budget.Budgets;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.governance.Governance;
import dev.aios.tests.engine.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a small company has to do: an order that is paid for from a budget, approved, and shipped
 * once; a booking that fails and is taken back; two mails that go through a queue one by one; and
 * whoever hears that the order was shipped. Knows what the world outside has seen of it.
 */
final class Business {
  /** Told when an order was shipped. */
  record Shipped(String order) {}

  private static final Map<String, RunState> ENDS =
      Map.of(
          "order/1", RunState.COMPLETED,
          "booking/1", RunState.COMPENSATED,
          "mail/1", RunState.COMPLETED,
          "mail/2", RunState.COMPLETED);

  private final Ledger outside = new Ledger();

  private String perform(String value, EffectCall call) {
    outside.perform(call, 0, false);
    call.spent(Cost.of(Money.of(3, "EUR")));
    return value;
  }

  private Saga<String, String> order() {
    return Saga.named("order", 1, String.class)
        .step("charge", this::perform)
        .idempotent()
        .costs(Cost.of(Money.of(4, "EUR")))
        .undo((String value, EffectCall call) -> outside.perform(call, 0, false))
        .sleep("rest", Duration.ofSeconds(10))
        .approve("check")
        .step("ship", this::perform)
        .emit("tell", Shipped::new)
        .build();
  }

  private Saga<String, String> booking() {
    return Saga.named("booking", 1, String.class)
        .step("book", this::perform)
        .idempotent()
        .undo((String value, EffectCall call) -> outside.perform(call, 0, false))
        .step("confirm", Business::confirm)
        .idempotent()
        .build();
  }

  private static String confirm(String value) {
    throw new IllegalStateException("there is no " + value + " left");
  }

  private Saga<String, String> mail() {
    return Saga.named("mail", 1, String.class).step("send", this::perform).idempotent().build();
  }

  private void hear(Shipped shipped, EventContext context) {
    context.effects().perform(Effect.named("note", shipped.order()).idempotent().by(this::perform));
  }

  /** A runtime for it. */
  Aios open(AiosBuilder builder) {
    Subscription<Shipped> hearing = Subscription.of("hearing", Shipped.class, this::hear);
    return builder
        .saga(order())
        .saga(booking())
        .saga(mail())
        .extension(
            Governance.builder()
                .budget(
                    new Budget(
                        "all", Scope.EVERYTHING, Period.MONTH, Money.of(1000, "EUR"), Past.DENY))
                .build())
        .extension(
            new Extension() {
              @Override
              public String name() {
                return "hearing";
              }

              @Override
              public void install(Installation on) {
                on.subscription(hearing);
              }
            })
        .open();
  }

  /** Has it done; asking again changes nothing. */
  void ask(Aios aios) {
    aios.queues().define(WorkQueue.named("mail").concurrency(1));
    aios.start(order(), "lamp", "1");
    aios.start(booking(), "room", "1");
    aios.start(mail(), "hello", "1", StartOptions.through("mail"));
    aios.start(mail(), "hello", "2", StartOptions.through("mail"));
  }

  /** Answers what the inbox asks, and says whether all has come to its end. */
  boolean isDone(Aios aios) {
    for (InboxItem item : aios.inbox().open()) {
      aios.inbox().decide(item, verdict(item), "owner");
    }
    return ended(aios).equals(ENDS)
        && aios.events().position("hearing") >= lastEvent(aios)
        && outside.done().keySet().stream().anyMatch(key -> key.contains("note"));
  }

  private Verdict verdict(InboxItem item) {
    return switch (item.kind()) {
      case APPROVAL -> new Verdict.Approve();
      case STUCK, DEAD_LETTER -> new Verdict.Retry();
      case IN_DOUBT ->
          outside.done().containsKey(item.run() + ":" + item.node())
              ? new Verdict.Happened("lamp")
              : new Verdict.DidNotHappen();
    };
  }

  private static Map<String, RunState> ended(Aios aios) {
    Map<String, RunState> states = new TreeMap<>();
    for (RunStatus run : aios.runs().list(null, 100)) {
      states.put(run.id().toString(), run.state());
    }
    return states;
  }

  private static long lastEvent(Aios aios) {
    return aios.journal().readStream("event", 0, 100).stream()
        .mapToLong(record -> record.position())
        .max()
        .orElse(Long.MAX_VALUE);
  }

  /** Each effect has counted once, and everything is accounted for. */
  void verify(Aios aios) {
    assertThat(ended(aios)).isEqualTo(ENDS);
    Map<String, Integer> done = new TreeMap<>(outside.done());
    List<String> notes = done.keySet().stream().filter(key -> key.contains("note")).toList();
    assertThat(notes).as("the event is handled under one key").hasSize(1);
    done.keySet().removeAll(notes);
    assertThat(done.keySet())
        .as("each effect under its one key")
        .containsExactly(
            "booking/1:book",
            "booking/1:book~undo",
            "mail/1:send",
            "mail/2:send",
            "order/1:charge",
            "order/1:ship");
    assertThat(done.get("order/1:ship")).as("what may happen once").isEqualTo(1);
    assertThat(aios.inbox().open()).isEmpty();
    assertThat(aios.queues().find("mail").orElseThrow().waiting()).isZero();
    assertThat(aios.queues().find("mail").orElseThrow().running()).isZero();
    // An effect that was performed a second time under its key may cost a second time.
    int times = done.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(aios.service(Budgets.class).used("all"))
        .as("what is charged for " + done)
        .isBetween(Money.of(3 * 5, "EUR"), Money.of(4L * (times + notes.size() + 5), "EUR"));
    assertThat(aios.journal().verify().problem()).isNull();
  }
}
