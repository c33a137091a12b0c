package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.event.EventHandler;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events and those who subscribe to them: places, order, retries, dead letters, deaths. */
class SubscriptionTest {
  record Sold(String item, int number) {}

  private static final Retry THRICE =
      Retry.exponential(3, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private static Subscription<Sold> noting(String name, Site site) {
    return Subscription.of(
        name, Sold.class, (sold, context) -> site.did(name + " " + sold.number()));
  }

  private static Subscription<Sold> subscription(EventHandler<Sold> handler) {
    return Subscription.of("handling", Sold.class, handler).retry(THRICE);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void each_subscription_keeps_its_own_place_over_a_restart(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events().publish(new Sold("lamp", 1));
      aios.events().subscribe(noting("all", site));
      aios.events().subscribe(noting("new", site).fromNow());
      aios.events().publish(new Sold("lamp", 2));
      site.settle();
      assertThat(site.did).containsExactlyInAnyOrder("all 1", "all 2", "new 2");
      site.close(aios);

      aios = site.open();
      long third = aios.events().publish(new Sold("lamp", 3));
      aios.events().subscribe(noting("new", site).fromNow());
      site.settle();
      assertThat(site.did).containsExactlyInAnyOrder("all 1", "all 2", "new 2", "new 3");
      assertThat(aios.events().position("new")).isGreaterThanOrEqualTo(third);
      assertThat(aios.events().position("all")).isLessThan(third);
      aios.events().subscribe(noting("all", site));
      site.settle();
      assertThat(site.did).containsOnlyOnce("all 1", "all 2", "all 3", "new 2", "new 3");
      assertThat(aios.events().position("all")).isGreaterThanOrEqualTo(third);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_published_once_by_its_id_is_there_once_also_after_a_crash(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events().subscribe(noting("all", site));
      long first = aios.events().publishOnce(new Sold("lamp", 1), "lamp", "order-1");
      assertThat(aios.events().publishOnce(new Sold("lamp", 1), "lamp", "order-1"))
          .isEqualTo(first);
      site.settle();
      site.crash();

      aios = site.open();
      aios.events().subscribe(noting("all", site));
      assertThat(aios.events().publishOnce(new Sold("lamp", 1), "lamp", "order-1"))
          .isEqualTo(first);
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).containsExactly("all 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_that_fails_holds_up_its_key_and_no_other(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      aios.events()
          .subscribe(
              subscription(
                  (sold, context) -> {
                    site.did(sold.item() + " " + sold.number() + "." + context.attempt());
                    if (sold.number() == 1 && context.attempt() < 3) {
                      throw new IllegalStateException("no lamp left");
                    }
                  }));
      aios.events().publish(new Sold("lamp", 1), "lamp");
      aios.events().publish(new Sold("lamp", 2), "lamp");
      aios.events().publish(new Sold("chair", 3), "chair");
      site.settle();
      assertThat(site.did).containsExactlyInAnyOrder("lamp 1.1", "chair 3.1");
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did.stream().filter(each -> each.startsWith("lamp")))
          .containsExactly("lamp 1.1", "lamp 1.2", "lamp 1.3", "lamp 2.1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_that_fails_too_often_shows_in_the_inbox_and_a_retry_delivers_it(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Set<String> works = ConcurrentHashMap.newKeySet();
      Subscription<Sold> handling =
          subscription(
              (sold, context) -> {
                if (works.isEmpty()) {
                  throw new IllegalStateException("the ledger is away");
                }
                site.did("booked " + sold.number());
              });
      var aios = site.open();
      aios.events().subscribe(handling);
      aios.events().publish(new Sold("lamp", 1), "lamp");
      site.pass(Duration.ofMinutes(1));
      InboxItem letter = site.item();
      assertThat(letter.kind()).isEqualTo(InboxItem.Kind.DEAD_LETTER);
      assertThat(letter.title()).contains("Sold", "handling", "3 attempts", "the ledger is away");

      site.close(aios);
      works.add("now");
      aios = site.open();
      aios.inbox().decide(letter, new Verdict.Retry(), "owner");
      aios.events().subscribe(handling);
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).containsExactly("booked 1");
      assertThat(aios.inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_event_that_ends_the_process_each_time_becomes_a_dead_letter_and_only_that_one(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Subscription<Sold> handling =
          subscription(
              (sold, context) -> {
                if (sold.item().equals("bomb")) {
                  site.journal().die();
                }
                site.did(sold.item() + " " + sold.number());
              });
      site.open();
      for (int i = 1; i <= 40; i++) {
        site.aios().events().publish(new Sold(i == 20 ? "bomb" : "lamp", i));
      }
      site.aios().events().subscribe(handling);
      int deaths = 0;
      site.pass(Duration.ofMinutes(1));
      while (site.journal().isDead()) {
        deaths++;
        assertThat(deaths).as("deaths by one event").isLessThanOrEqualTo(5);
        site.crash();
        site.open().events().subscribe(handling);
        site.pass(Duration.ofMinutes(1));
      }

      InboxItem letter = site.item();
      assertThat(letter.title()).contains("3 attempts", "its process ended");
      assertThat(deaths).isGreaterThanOrEqualTo(3);
      assertThat(letter.payload()).isNotNull();
      assertThat(letter.payload().data().toString()).contains("bomb");
      List<String> lamps =
          site.did.stream().filter(each -> each.startsWith("lamp")).distinct().toList();
      assertThat(lamps).hasSize(39);
      long last = site.aios().events().publish(new Sold("chair", 41));
      site.settle();
      assertThat(site.did).contains("chair 41");
      assertThat(site.aios().events().position("handling")).isGreaterThanOrEqualTo(last);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_process_that_dies_of_other_things_again_and_again_makes_no_dead_letters(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Subscription<Sold> handling =
          subscription((sold, context) -> site.did("lamp " + sold.number()));
      int number = 0;
      for (int life = 1; life <= 8; life++) {
        site.open().events().subscribe(handling);
        for (int i = 0; i < 10; i++) {
          site.aios().events().publish(new Sold("lamp", ++number));
        }
        site.settle();
        site.crash();
      }
      site.open().events().subscribe(handling);
      site.pass(Duration.ofMinutes(1));
      assertThat(site.aios().inbox().open()).isEmpty();
      assertThat(site.did.stream().distinct()).hasSize(80);
    }
  }
}
