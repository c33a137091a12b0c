package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.EffectFailedException;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.InDoubtException;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.value.Retry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Effects of handlers of events, over redeliveries, dead letters and deaths. */
class DeliveryEffectsTest {
  record Sold(String item) {}

  private static final Duration LATER = Duration.ofMinutes(2);
  private static final Retry THRICE =
      Retry.exponential(3, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private static Effect.Builder<String> effect(String name) {
    return Effect.named(name, "lamp");
  }

  /** An effect that is noted and succeeds. */
  private static void reserve(Site site, EventContext context) {
    context
        .effects()
        .perform(
            effect("reserve")
                .by(
                    (request, call) -> {
                      site.did("reserve");
                      return "reserved";
                    }));
  }

  /** An effect that fails for good the first times, and is noted each time. */
  private static String charge(Site site, EventContext context, AtomicInteger failures) {
    return context
        .effects()
        .perform(
            effect("charge")
                .by(
                    (request, call) -> {
                      site.did("charge " + call.attempt());
                      if (failures.getAndDecrement() > 0) {
                        throw new PermanentException("the bank is closed", null);
                      }
                      return "charged";
                    }));
  }

  private static Subscription<Sold> selling(Site site, AtomicInteger failures) {
    return Subscription.<Sold>of(
            "selling",
            Sold.class,
            (sold, context) -> {
              reserve(site, context);
              site.did(charge(site, context, failures));
            })
        .retry(THRICE);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_redelivery_tries_again_what_failed_for_good_and_never_what_succeeded(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events().subscribe(selling(site, new AtomicInteger(2)));
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      assertThat(site.did)
          .containsExactly("reserve", "charge 1", "charge 2", "charge 3", "charged");
      assertThat(aios.inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void within_one_delivery_what_failed_for_good_stays_failed(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger failures = new AtomicInteger(1);
      var aios = site.open();
      aios.events()
          .subscribe(
              Subscription.of(
                  "selling",
                  Sold.class,
                  (sold, context) -> {
                    for (int i = 0; i < 3; i++) {
                      try {
                        charge(site, context, failures);
                      } catch (EffectFailedException e) {
                        site.did("failed");
                      }
                    }
                  }));
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      assertThat(site.did).containsExactly("charge 1", "failed", "failed", "failed");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_dead_letter_that_a_person_retries_tries_again_what_failed_for_good(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger failures = new AtomicInteger(3);
      var aios = site.open();
      aios.events().subscribe(selling(site, failures));
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      InboxItem letter = site.item();
      assertThat(letter.title()).contains("3 attempts", "the bank is closed");
      site.crash();

      aios = site.open();
      aios.events().subscribe(selling(site, failures));
      aios.inbox().decide(letter, new Verdict.Retry(), "owner");
      site.pass(LATER);
      assertThat(site.did)
          .containsExactly("reserve", "charge 1", "charge 2", "charge 3", "charge 4", "charged");
      assertThat(aios.inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_dead_letter_that_dies_again_can_be_retried_again(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events().subscribe(selling(site, new AtomicInteger(7)));
      aios.events().publish(new Sold("lamp"));
      for (int attempts : List.of(3, 6)) {
        site.pass(LATER);
        InboxItem letter = site.item();
        assertThat(letter.title()).contains(attempts + " attempts");
        aios.inbox().decide(letter, new Verdict.Retry(), "owner");
      }
      site.pass(LATER);
      assertThat(site.did).containsOnlyOnce("reserve").containsOnlyOnce("charged").hasSize(10);
      assertThat(aios.inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_person_who_said_no_is_asked_again_only_after_a_retry_of_the_dead_letter(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Policy careful =
          Policy.of(
              "careful",
              request ->
                  request.name().equals("charge")
                      ? new Decision.RequireApproval("owner", "it is money")
                      : Decision.ALLOW);
      var aios = site.open(builder -> builder.policy(careful));
      aios.events().subscribe(selling(site, new AtomicInteger()));
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      aios.inbox().reject(site.item(), "too dear", "owner");
      site.pass(LATER);
      InboxItem letter = site.item();
      assertThat(letter.kind()).isEqualTo(InboxItem.Kind.DEAD_LETTER);
      assertThat(letter.title()).contains("3 attempts", "too dear");
      assertThat(site.did).containsExactly("reserve");

      aios.inbox().decide(letter, new Verdict.Retry(), "owner");
      site.pass(LATER);
      InboxItem again = site.item();
      assertThat(again.kind()).isEqualTo(InboxItem.Kind.APPROVAL);
      aios.inbox().approve(again, "owner");
      site.pass(LATER);
      assertThat(site.did).containsExactly("reserve", "charge 1", "charged");
    }
  }

  private static Subscription<Sold> doubtful(Site site, boolean looksUp, boolean happened) {
    return Subscription.<Sold>of(
            "selling",
            Sold.class,
            (sold, context) -> {
              Effect.Builder<String> pay = effect("pay");
              var code =
                  (EffectFunction<String, String>)
                      (request, call) -> {
                        site.did("pay " + call.attempt());
                        if (call.attempt() == 1) {
                          throw new InDoubtException("the line broke", null);
                        }
                        return "paid";
                      };
              Effect<String, String> effect =
                  looksUp
                      ? pay.by(
                          code,
                          (request, key) -> happened ? Optional.of("found") : Optional.empty())
                      : pay.by(code);
              site.did(context.effects().perform(effect));
            })
        .retry(THRICE);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_effect_in_doubt_is_looked_up_by_its_rule_and_counts_no_attempt_of_the_delivery(
      Store store, @TempDir Path dir) throws Exception {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events().subscribe(doubtful(site, true, true));
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      assertThat(site.did).containsExactly("pay 1", "found");
    }
    Files.createDirectories(dir.resolve("other"));
    try (Site site = new Site(store, dir.resolve("other"))) {
      var aios = site.open();
      aios.events().subscribe(doubtful(site, true, false));
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      assertThat(site.did).containsExactly("pay 1", "pay 2", "paid");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_effect_in_doubt_without_a_rule_waits_for_a_person_over_a_restart(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events().subscribe(doubtful(site, false, false));
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      site.crash();

      aios = site.open();
      aios.events().subscribe(doubtful(site, false, false));
      site.pass(LATER);
      assertThat(site.did).containsExactly("pay 1");
      aios.inbox().decide(item, new Verdict.Happened("by hand"), "owner");
      site.pass(LATER);
      assertThat(site.did).containsExactly("pay 1", "by hand");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_happened_and_could_not_be_recorded_is_not_done_again_by_a_redelivery(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Subscription<Sold> telling =
          Subscription.<Sold>of(
                  "telling",
                  Sold.class,
                  (sold, context) ->
                      site.did(
                          context
                              .effects()
                              .perform(
                                  effect("tell")
                                      .by(
                                          (request, call) -> {
                                            site.did("tell");
                                            return "x".repeat(5_000);
                                          }))))
              .retry(THRICE);
      var aios = site.open(builder -> builder.maxPayloadBytes(2_000));
      aios.events().subscribe(telling);
      aios.events().publish(new Sold("lamp"));
      site.pass(LATER);
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      assertThat(item.title()).contains("it happened", "cannot be recorded");
      aios.inbox().decide(item, new Verdict.Happened("told"), "owner");
      site.pass(LATER);
      assertThat(site.did).containsExactly("tell", "told");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_delivery_after_a_crash_finds_the_outcomes_of_the_one_before(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger deliveries = new AtomicInteger();
      Subscription<Sold> selling =
          Subscription.of(
              "selling",
              Sold.class,
              (sold, context) -> {
                reserve(site, context);
                if (deliveries.incrementAndGet() == 1) {
                  site.journal().die();
                }
                charge(site, context, new AtomicInteger());
              });
      var aios = site.open();
      aios.events().subscribe(selling);
      aios.events().publish(new Sold("lamp"));
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();
      aios = site.open();
      aios.events().subscribe(selling);
      site.pass(LATER);
      assertThat(site.did).containsExactly("reserve", "charge 1");
    }
  }
}
