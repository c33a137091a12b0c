package dev.aios.core.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.effect.Suspension;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.EventHandler;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.FaultyJournal;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.internal.event.Shop.Ordered;
import dev.aios.core.internal.event.Shop.Paid;
import dev.aios.core.internal.event.Shop.Weather;
import dev.aios.core.internal.inbox.InboxDraft;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** On both journals, in a world whose time the tests move. */
@ParameterizedClass
@ValueSource(strings = {"memory", "sqlite"})
@SuppressWarnings("try") // closed in the midst of a test, to see what that does
class JournalEventsTest {
  private static final Retry THRICE =
      Retry.exponential(3, Duration.ofSeconds(1), Duration.ofSeconds(8));

  @Parameter String kind;

  @TempDir Path folder;

  private final SteppedWorld world = new SteppedWorld();
  private Journal journal;
  private EventNode node;
  private JournalEvents events;

  /** What handlers were given, in order. */
  private final List<Object> seen = new ArrayList<>();

  @BeforeEach
  void open() {
    journal =
        kind.equals("memory")
            ? new MemoryJournal(world)
            : new FaultyJournal(SqliteJournal.open(folder.resolve("events.db"), world));
    begin();
  }

  @AfterEach
  void close() {
    node.close();
    journal.close();
  }

  private void begin() {
    node = new EventNode(journal, world);
    events = node.events;
  }

  /** Ends this node in good order and begins another. */
  private void restart() {
    node.close();
    begin();
  }

  private <E> EventHandler<E> see() {
    return (event, context) -> seen.add(event);
  }

  private static Ordered order(int number) {
    return new Ordered("lamp", number);
  }

  private static List<Ordered> orders(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(JournalEventsTest::order).toList();
  }

  /** Publishes orders in one write, as a saga might. */
  private long publishTogether(int count, IntFunction<String> key) {
    Write.Builder write = Write.builder();
    orders(1, count)
        .forEach(event -> write.record(events.draft(event, key.apply(event.number()), Taint.NONE)));
    return journal.writeNow(write.build()).lastPosition();
  }

  private List<String> kinds(String stream) {
    return journal.readStream(stream, 0, 10_000).stream().map(JournalRecord::kind).toList();
  }

  // ---- publishing and subscribing

  @Test
  void an_event_is_delivered_with_its_place_its_time_and_its_key() {
    List<EventContext> contexts = new ArrayList<>();
    events.subscribe(
        Subscription.of("orders", Ordered.class, (event, context) -> contexts.add(context)));
    Instant published = world.instant();
    long position = events.publish(order(1), "customer/7");
    world.advance(Duration.ofSeconds(1));
    assertThat(contexts).hasSize(1);
    EventContext context = contexts.get(0);
    assertThat(context.position()).isEqualTo(position);
    assertThat(context.published()).isEqualTo(published);
    assertThat(context.key()).isEqualTo("customer/7");
    assertThat(context.attempt()).isEqualTo(1);
    assertThat(events.position("orders")).isEqualTo(position);
    assertThat(kinds("event")).containsExactly("event.published");
  }

  @Test
  void an_event_is_delivered_at_once_without_time_passing() {
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    world.settle();
    events.publish(order(1));
    world.settle();
    assertThat(seen).containsExactly(order(1));
  }

  @Test
  void an_event_in_a_write_of_its_publishers_own_is_delivered_when_that_is_said() {
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    world.settle();
    Write checkpoint =
        Write.builder()
            .record(new Draft("run.checkpoint", "run/a", Json.of("{}")))
            .record(events.draft(order(1), "k", Taint.NONE))
            .build();
    journal.writeNow(checkpoint);
    world.settle();
    assertThat(seen).isEmpty();
    events.onAppended();
    world.settle();
    assertThat(seen).containsExactly(order(1));
  }

  @Test
  void an_event_that_nobody_speaks_of_is_found_by_looking() {
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    world.settle();
    journal.writeNow(Write.of(events.draft(order(1), "", Taint.NONE)));
    world.advance(Duration.ofMillis(250));
    assertThat(seen).containsExactly(order(1));
  }

  @Test
  void a_subscription_to_a_sealed_interface_takes_all_its_records_and_nothing_else() {
    events.subscribe(Subscription.of("shop", Shop.class, see()));
    events.publish(new Weather("rain"));
    events.publish(order(1));
    events.publish(new Paid("lamp", 900));
    long last = events.publish(new Weather("sun"));
    world.settle();
    assertThat(seen).containsExactly(order(1), new Paid("lamp", 900));
    assertThat(events.position("shop")).as("what is not wanted is passed over").isEqualTo(last);
  }

  @Test
  void a_new_subscription_takes_what_came_before_it_unless_it_begins_now() {
    events.publish(order(1));
    events.subscribe(Subscription.of("all", Ordered.class, see()));
    events.subscribe(
        Subscription.<Ordered>of(
                "new", Ordered.class, (event, c) -> seen.add("new " + event.number()))
            .fromNow());
    world.settle();
    assertThat(seen).containsExactly(order(1));
    events.publish(order(2));
    world.settle();
    assertThat(seen).containsExactlyInAnyOrder(order(1), order(2), "new 2");
  }

  @Test
  void a_subscription_goes_on_where_it_stood_wherever_it_says_it_begins() {
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    events.publish(order(1));
    world.settle();
    restart();
    events.publish(order(2));
    assertThat(seen).containsExactly(order(1));
    events.subscribe(Subscription.<Ordered>of("orders", Ordered.class, see()).fromNow());
    world.settle();
    assertThat(seen).containsExactly(order(1), order(2));
  }

  @Test
  void each_subscription_gets_every_event() {
    Map<String, List<Ordered>> got = new HashMap<>();
    for (String name : List.of("a", "b", "c")) {
      events.subscribe(
          Subscription.of(
              name,
              Ordered.class,
              (event, c) -> got.computeIfAbsent(name, k -> new ArrayList<>()).add(event)));
    }
    publishTogether(300, number -> "one key");
    events.onAppended();
    world.settle();
    assertThat(got.values()).hasSize(3).allMatch(orders(1, 300)::equals);
  }

  @Test
  void many_events_share_few_writes() {
    long last = publishTogether(2_000, number -> "");
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    world.settle();
    assertThat(seen).hasSize(2_000);
    assertThat(events.position("orders")).isEqualTo(last);
    assertThat(kinds("subscription/orders")).hasSizeLessThan(200);
  }

  @Test
  void an_event_with_an_id_is_published_once() {
    long first = events.publishOnce(order(1), "k", "order/1");
    assertThat(events.publishOnce(order(99), "k", "order/1")).isEqualTo(first);
    events.publish(new Weather("rain"));
    assertThat(events.publishOnce(order(1), "k", "order/1")).isEqualTo(first);
    assertThat(events.publishOnce(order(2), "k", "order/2")).isGreaterThan(first);
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    world.settle();
    assertThat(seen).containsExactly(order(1), order(2));
  }

  @Test
  void what_cannot_be_published_is_refused_with_all_that_is_wrong() {
    assertThatThrownBy(() -> events.publish(null, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is null")
        .hasMessageContaining("key is null");
    assertThatThrownBy(() -> events.publish(new Ordered("", 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("event Ordered")
        .hasMessageContaining("item must not be blank");
    assertThatThrownBy(() -> events.publish(new Thread()))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> events.publish(order(1), "k".repeat(1_001)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1001 characters");
    assertThatThrownBy(() -> events.publishOnce(order(1), "", " "))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("id is blank");
    assertThat(journal.readStream("event", 0, 9)).isEmpty();
  }

  @Test
  void a_name_is_subscribed_once_and_a_position_needs_a_name_that_exists() {
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    assertThatThrownBy(() -> events.subscribe(Subscription.of("orders", Paid.class, see())))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("orders");
    assertThatThrownBy(() -> events.position("nobody"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(() -> events.subscribe(null)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void after_the_close_nothing_is_published_or_delivered() {
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    world.settle();
    node.close();
    assertThatThrownBy(() -> events.publish(order(1))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> events.subscribe(Subscription.of("x", Ordered.class, see())))
        .isInstanceOf(ClosedException.class);
    journal.writeNow(Write.of(events.draft(order(1), "", Taint.NONE)));
    world.advance(Duration.ofMinutes(1));
    assertThat(seen).isEmpty();
  }

  @Test
  void nothing_is_written_while_nothing_happens() {
    events.subscribe(Subscription.of("orders", Ordered.class, see()));
    events.publish(order(1));
    world.advance(Duration.ofSeconds(1));
    long head = journal.head();
    long version = journal.row("subscription", "orders").orElseThrow().version();
    world.advance(Duration.ofMinutes(2));
    assertThat(journal.head()).isEqualTo(head);
    assertThat(journal.row("subscription", "orders").orElseThrow().version()).isEqualTo(version);
  }

  // ---- failing

  /** Fails for the events of some numbers, a number of times each. */
  private EventHandler<Ordered> failing(Map<Integer, Integer> failures) {
    return (event, context) -> {
      seen.add(event.number() + "." + context.attempt());
      if (context.attempt() <= failures.getOrDefault(event.number(), 0)) {
        throw new IllegalStateException("no lamp left");
      }
    };
  }

  @Test
  void an_event_that_fails_is_tried_again_and_holds_up_only_its_key() {
    events.subscribe(Subscription.of("orders", Ordered.class, failing(Map.of(1, 2))).retry(THRICE));
    events.publish(order(1), "a");
    events.publish(order(2), "a");
    events.publish(order(3), "b");
    events.publish(order(4), "");
    world.settle();
    assertThat(seen).startsWith("1.1").contains("3.1", "4.1").doesNotContain("2.1");
    world.advance(Duration.ofSeconds(10));
    assertThat(seen).containsExactly("1.1", "3.1", "4.1", "1.2", "1.3", "2.1");
    assertThat(node.inbox.open()).isEmpty();
    assertThat(kinds("subscription/orders")).filteredOn("event.failed"::equals).hasSize(2);
  }

  @Test
  void the_position_stands_before_the_event_that_fails_until_it_is_delivered() {
    events.subscribe(Subscription.of("orders", Ordered.class, failing(Map.of(2, 1))).retry(THRICE));
    long first = events.publish(order(1), "a");
    long second = events.publish(order(2), "b");
    long third = events.publish(order(3), "c");
    world.settle();
    assertThat(seen).contains("3.1");
    assertThat(events.position("orders")).isGreaterThanOrEqualTo(first).isLessThan(second);
    world.advance(Duration.ofSeconds(10));
    assertThat(events.position("orders")).isEqualTo(third);
  }

  @Test
  void the_count_of_attempts_the_time_of_the_next_and_what_is_held_up_survive_a_restart() {
    Subscription<Ordered> orders =
        Subscription.of("orders", Ordered.class, failing(Map.of(1, 2)))
            .retry(Retry.exponential(3, Duration.ofMinutes(3), Duration.ofMinutes(3)));
    events.subscribe(orders);
    events.publish(order(1), "a");
    events.publish(order(2), "a");
    events.publish(order(3), "b");
    world.settle();
    assertThat(seen).containsExactly("1.1", "3.1");
    restart();
    events.subscribe(orders);
    world.settle();
    events.publish(order(4), "a");
    world.settle();
    assertThat(seen).as("not due yet").containsExactly("1.1", "3.1");
    world.advance(Duration.ofMinutes(3));
    assertThat(seen).startsWith("1.1", "3.1", "1.2");
    restart();
    events.subscribe(orders);
    world.advance(Duration.ofMinutes(3));
    assertThat(seen).containsExactly("1.1", "3.1", "1.2", "1.3", "2.1", "4.1");
  }

  @Test
  void after_the_last_attempt_an_event_is_a_dead_letter_in_the_inbox_and_its_key_goes_on() {
    events.subscribe(
        Subscription.of("orders", Ordered.class, failing(Map.of(1, 99))).retry(THRICE));
    long position = events.publish(order(1), "a");
    long second = events.publish(order(2), "a");
    world.advance(Duration.ofMinutes(1));
    assertThat(seen).containsExactly("1.1", "1.2", "1.3", "2.1");
    assertThat(node.inbox.open()).hasSize(1);
    InboxItem item = node.inbox.open().get(0);
    assertThat(item.kind()).isEqualTo(InboxItem.Kind.DEAD_LETTER);
    assertThat(item.title())
        .contains("Ordered", "position " + position, "orders", "3 attempts", "no lamp left");
    assertThat(new JacksonCodec().decode(item.payload())).isEqualTo(order(1));
    assertThat(events.position("orders")).isEqualTo(second);
    assertThat(kinds("subscription/orders")).contains("event.failed", "event.dead");
  }

  @Test
  void a_dead_letter_that_a_person_wants_tried_again_is_delivered_again() {
    Map<Integer, Integer> failures = new HashMap<>(Map.of(1, 99));
    events.subscribe(Subscription.of("orders", Ordered.class, failing(failures)).retry(THRICE));
    events.publish(order(1), "a");
    long second = events.publish(order(2), "a");
    world.advance(Duration.ofMinutes(1));
    seen.clear();
    failures.put(1, 1);
    node.inbox.decide(node.inbox.open().get(0), new Verdict.Retry(), "ann");
    world.settle();
    assertThat(seen).containsExactly("1.1");
    assertThat(events.position("orders")).as("it never goes back").isEqualTo(second);
    world.advance(Duration.ofMinutes(1));
    assertThat(seen).containsExactly("1.1", "1.2");
    assertThat(node.inbox.open()).isEmpty();
    assertThat(journal.rows(RowQuery.table("event.dead"))).isEmpty();
    world.advance(Duration.ofMinutes(1));
    assertThat(seen).hasSize(2);
  }

  @Test
  void a_dead_letter_that_fails_again_is_a_dead_letter_again() {
    events.subscribe(
        Subscription.of("orders", Ordered.class, failing(Map.of(1, 99))).retry(THRICE));
    events.publish(order(1), "a");
    world.advance(Duration.ofMinutes(1));
    InboxItem first = node.inbox.open().get(0);
    node.inbox.decide(first, new Verdict.Retry(), "ann");
    world.advance(Duration.ofMinutes(1));
    assertThat(seen).containsExactly("1.1", "1.2", "1.3", "1.1", "1.2", "1.3");
    assertThat(node.inbox.open()).hasSize(1);
    assertThat(node.inbox.open().get(0).id()).isNotEqualTo(first.id());
  }

  @Test
  void a_dead_letter_that_is_given_up_is_dropped() {
    events.subscribe(
        Subscription.of("orders", Ordered.class, failing(Map.of(1, 99))).retry(Retry.NEVER));
    events.publish(order(1), "a");
    world.settle();
    node.inbox.decide(node.inbox.open().get(0), new Verdict.GiveUp("ordered by phone"), "ann");
    assertThat(journal.rows(RowQuery.table("event.dead"))).isEmpty();
    world.advance(Duration.ofMinutes(1));
    restart();
    events.subscribe(Subscription.of("orders", Ordered.class, failing(Map.of())));
    world.advance(Duration.ofMinutes(1));
    assertThat(seen).containsExactly("1.1");
    assertThat(node.inbox.open()).isEmpty();
  }

  @Test
  void a_verdict_that_came_while_nobody_delivered_counts_when_somebody_does() {
    events.subscribe(
        Subscription.of("orders", Ordered.class, failing(Map.of(1, 99))).retry(Retry.NEVER));
    events.publish(order(1), "a");
    world.settle();
    restart();
    node.inbox.decide(node.inbox.open().get(0), new Verdict.Retry(), "ann");
    world.advance(Duration.ofMinutes(1));
    restart();
    events.subscribe(Subscription.of("orders", Ordered.class, failing(Map.of())));
    world.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("1.1", "1.1");
  }

  @Test
  void an_error_that_no_retry_can_help_is_a_dead_letter_at_once() {
    events.subscribe(
        Subscription.of(
            "orders",
            Ordered.class,
            (event, context) -> {
              throw new PermanentException("the catalogue knows no lamp", null);
            }));
    events.publish(order(1));
    world.settle();
    assertThat(node.inbox.open()).hasSize(1);
    assertThat(node.inbox.open().get(0).title()).contains("1 attempt:", "knows no lamp");
  }

  @Test
  void a_handler_that_fails_with_an_error_does_not_end_the_delivery_of_others() {
    events.subscribe(
        Subscription.<Ordered>of(
                "orders",
                Ordered.class,
                (event, context) -> {
                  if (event.number() == 1) {
                    throw new StackOverflowError();
                  }
                  seen.add(event);
                })
            .retry(Retry.NEVER));
    events.publish(order(1));
    events.publish(order(2));
    world.settle();
    assertThat(seen).containsExactly(order(2));
    assertThat(node.inbox.open().get(0).title()).contains("StackOverflowError");
  }

  // ---- waiting

  @Test
  void a_suspended_delivery_is_tried_again_later_and_is_no_attempt() {
    Map<Integer, Instant> times = new HashMap<>();
    events.subscribe(
        Subscription.<Ordered>of(
                "orders",
                Ordered.class,
                (event, context) -> {
                  seen.add(event.number() + "." + context.attempt());
                  times.put(seen.size(), world.instant());
                  if (seen.size() <= 9) {
                    throw new Suspension("approval");
                  }
                })
            .retry(Retry.NEVER));
    Instant start = world.instant();
    events.publish(order(1), "a");
    world.advance(Duration.ofMinutes(6));
    assertThat(seen).hasSize(10).containsOnly("1.1");
    assertThat(node.inbox.open()).isEmpty();
    List<Long> waits =
        IntStream.range(1, 10)
            .mapToObj(i -> Duration.between(times.get(i), times.get(i + 1)).toSeconds())
            .toList();
    assertThat(times.get(1)).isEqualTo(start);
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  void a_suspended_delivery_is_tried_at_once_when_it_is_woken() {
    List<Boolean> approved = new ArrayList<>();
    events.subscribe(
        Subscription.of(
            "orders",
            Ordered.class,
            (event, context) -> {
              seen.add(event.number() + "." + context.attempt());
              if (event.number() == 1 && approved.isEmpty()) {
                throw new Suspension("approval");
              }
            }));
    events.publish(order(1), "a");
    events.publish(order(2), "a");
    events.publish(order(3), "b");
    world.advance(Duration.ofMinutes(3));
    int before = seen.size();
    assertThat(seen).contains("3.1").doesNotContain("2.1");
    approved.add(true);
    events.wake("orders");
    events.wake("nobody");
    world.settle();
    assertThat(seen.subList(before, seen.size())).containsExactly("1.1", "2.1");
  }

  @Test
  void a_verdict_outside_runs_wakes_what_is_suspended() {
    String item = world.newId();
    events.subscribe(
        Subscription.of(
            "orders",
            Ordered.class,
            (event, context) -> {
              seen.add(event.number() + "." + context.attempt());
              if (node.inbox.find(item).orElseThrow().state() == InboxItem.State.OPEN) {
                throw new Suspension("approval");
              }
            }));
    journal.writeNow(
        node.inbox.open(
            InboxDraft.of(item, InboxItem.Kind.APPROVAL, "May it go out?", List.of("owner"))));
    events.publish(order(1));
    world.advance(Duration.ofMinutes(3));
    int before = seen.size();
    node.inbox.approve(node.inbox.open().get(0), "ann");
    world.settle();
    assertThat(seen).hasSize(before + 1);
    world.advance(Duration.ofMinutes(3));
    assertThat(seen).hasSize(before + 1).containsOnly("1.1");
  }

  @Test
  void a_delivery_that_is_woken_while_it_is_being_suspended_is_tried_at_once() {
    events.subscribe(
        Subscription.of(
            "orders",
            Ordered.class,
            (event, context) -> {
              seen.add(event.number() + "." + context.attempt());
              if (seen.size() == 1) {
                events.wake("orders");
                throw new Suspension("approval");
              }
            }));
    events.publish(order(1));
    world.settle();
    assertThat(seen).containsExactly("1.1", "1.1");
  }

  @Test
  void a_handler_that_hides_its_suspension_is_tried_again_all_the_same() {
    node.close();
    List<Boolean> waits = new ArrayList<>(List.of(true));
    EventContextFactory plain = PlainContext.in(world);
    node =
        new EventNode(
            journal,
            world,
            Duration.ofSeconds(15),
            new EventContextFactory() {
              @Override
              public EventContext context(Delivered delivered) {
                return plain.context(delivered);
              }

              @Override
              public boolean suspended(EventContext context) {
                return !waits.isEmpty();
              }
            });
    events = node.events;
    events.subscribe(Subscription.of("orders", Ordered.class, failing(Map.of())));
    events.publish(order(1));
    world.settle();
    waits.clear();
    world.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("1.1", "1.1");
  }

  @Test
  void what_waits_behind_an_event_that_fails_is_bounded_and_all_of_it_comes() {
    events.subscribe(
        Subscription.of("orders", Ordered.class, failing(Map.of(1, 1)))
            .retry(Retry.exponential(3, Duration.ofMinutes(3), Duration.ofMinutes(3))));
    publishTogether(1_200, number -> number % 2 == 1 ? "odd" : "even");
    events.onAppended();
    world.settle();
    assertThat(seen).hasSizeBetween(400, 601);
    world.advance(Duration.ofMinutes(3));
    assertThat(seen.stream().distinct()).hasSize(1_201);
    for (int rest = 0; rest < 2; rest++) {
      int odd = rest;
      assertThat(
              seen.stream()
                  .map(each -> Integer.parseInt(((String) each).split("\\.", 2)[0]))
                  .filter(number -> number % 2 == odd))
          .isSorted();
    }
  }

  // ---- types

  private void publishRaw(String type, String data) {
    String body =
        "{\"key\":\"\",\"type\":\"" + type + "\",\"version\":1,\"data\":" + data + ",\"id\":null}";
    journal.writeNow(Write.of(new Draft("event.published", "event", Json.of(body))));
  }

  @Test
  void events_of_a_type_that_this_program_does_not_know_are_passed_over() {
    events.subscribe(Subscription.of("shop", Shop.class, see()));
    publishRaw("com.example.Gone", "{\"a\":1}");
    publishRaw("com.example.Gone<java.lang.String>", "{\"a\":1}");
    journal.writeNow(Write.of(new Draft("event.published", "event", Json.of("\"no event\""))));
    events.publish(order(1));
    world.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly(order(1));
    assertThat(node.inbox.open()).isEmpty();
  }

  @Test
  void an_event_of_a_wanted_type_that_cannot_be_decoded_is_a_dead_letter() {
    events.subscribe(Subscription.of("shop", Shop.class, see()));
    events.subscribe(Subscription.of("weather", Weather.class, see()));
    publishRaw(Ordered.class.getName(), "{\"item\":\"lamp\",\"colour\":\"red\",\"number\":[]}");
    events.publish(order(2));
    world.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly(order(2));
    assertThat(node.inbox.open()).hasSize(1);
    assertThat(node.inbox.open().get(0).title()).contains("cannot be decoded", "shop");
  }

  @Test
  void an_event_as_large_as_events_may_be_can_be_a_dead_letter() {
    events.subscribe(
        Subscription.<Weather>of(
                "weather",
                Weather.class,
                (event, context) -> {
                  throw new IllegalStateException("too much weather");
                })
            .retry(Retry.NEVER));
    Weather large = new Weather("x".repeat(JacksonCodec.DEFAULT_MAX_BYTES - 50));
    events.publish(large);
    world.settle();
    assertThat(new JacksonCodec().decode(node.inbox.open().get(0).payload())).isEqualTo(large);
  }
}
