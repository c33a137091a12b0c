package dev.aios.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.EventHandler;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events as a host sees them: through the runtime, on a file. */
class ChoreographyTest {
  record Won(String customer) {}

  @TempDir Path folder;

  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final Retry quick = Retry.exponential(3, Duration.ofMillis(5), Duration.ofMillis(10));

  private AiosBuilder aios() {
    return Aios.builder().sqlite(folder.resolve("company.db"));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
      Thread.sleep(5);
    }
    assertThat(condition.getAsBoolean()).as("it came to pass within a minute").isTrue();
  }

  private void mail(EventContext context, String text) {
    context
        .effects()
        .perform(
            Effect.named("mail", text)
                .kind(EffectKind.MAIL)
                .target("smtp")
                .idempotent()
                .by(
                    (request, call) -> {
                      sent.add(request);
                      return request;
                    }));
  }

  @Test
  void what_a_saga_emits_is_handled_and_an_effect_of_a_delivery_that_fails_later_is_not_repeated()
      throws Exception {
    AtomicInteger deliveries = new AtomicInteger();
    EventHandler<Won> greet =
        (event, context) -> {
          mail(context, "Welcome, " + event.customer());
          if (deliveries.incrementAndGet() < 3) {
            throw new IllegalStateException("the calendar is away");
          }
        };
    Saga<String, ?> selling =
        Saga.named("selling", 1, String.class)
            .step("win", customer -> customer)
            .emit("won", Won::new)
            .build();
    try (Aios aios = aios().open()) {
      aios.events().subscribe(Subscription.of("greet", Won.class, greet).retry(quick));
      aios.start(selling, "Ada", "lead/1").await(Duration.ofSeconds(30));
      await(() -> deliveries.get() == 3);
      assertThat(sent).containsExactly("Welcome, Ada");
      assertThat(aios.inbox().open()).isEmpty();
    }
  }

  @Test
  void a_dead_letter_is_retried_from_the_inbox() throws Exception {
    AtomicInteger deliveries = new AtomicInteger();
    try (Aios aios = aios().open()) {
      aios.events()
          .subscribe(
              Subscription.<Won>of(
                      "greet",
                      Won.class,
                      (event, context) -> {
                        if (deliveries.incrementAndGet() <= 3) {
                          throw new IllegalStateException("the calendar is away");
                        }
                        mail(context, "Welcome, " + event.customer());
                      })
                  .retry(quick));
      aios.events().publish(new Won("Ada"), "Ada");
      await(() -> aios.inbox().open().size() == 1);
      InboxItem item = aios.inbox().open().get(0);
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.DEAD_LETTER);
      assertThat(item.title()).contains("Won", "greet", "the calendar is away");
      aios.inbox().decide(item, new Verdict.Retry(), "ann");
      await(() -> sent.contains("Welcome, Ada"));
      assertThat(deliveries).hasValue(4);
    }
  }

  @Test
  void a_handler_whose_effect_wants_approval_goes_on_when_it_has_it() throws Exception {
    try (Aios aios =
        aios()
            .policy(
                Policy.of(
                    "mail-is-approved",
                    request ->
                        request.kind() == EffectKind.MAIL
                            ? new Decision.RequireApproval("owner", "mail goes out")
                            : Decision.ALLOW))
            .open()) {
      aios.events()
          .subscribe(
              Subscription.<Won>of(
                  "greet",
                  Won.class,
                  (event, context) -> mail(context, "Welcome, " + event.customer())));
      long position = aios.events().publish(new Won("Ada"));
      await(() -> !aios.inbox().open().isEmpty());
      assertThat(sent).isEmpty();
      InboxItem item = aios.inbox().open().get(0);
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.APPROVAL);
      aios.inbox().approve(item, "ann");
      await(() -> aios.events().position("greet") == position);
      assertThat(sent).containsExactly("Welcome, Ada");
      assertThat(aios.inbox().open()).isEmpty();
    }
  }
}
