package dev.aios.core.internal.event;

import dev.aios.api.effect.Suspension;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.internal.event.Shop.Ordered;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import dev.aios.core.journal.MemoryJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes on one journal, each in a world of its own whose time this moves, so that any of
 * them can stop at any moment. One subscription; what its handler does to each event is scripted.
 */
final class DeliverySimulation {
  private static final String NAME = "orders";
  private static final Retry RETRY =
      Retry.exponential(3, Duration.ofSeconds(1), Duration.ofSeconds(8));
  private static final Duration STEP = Duration.ofMillis(50);

  /** An event and what becomes of it. */
  static final class Scripted {
    final int number;
    final String key;
    final int failures;
    private int suspensions;
    private long position;
    private int successes;
    private final List<Integer> attempts = new ArrayList<>();
    private boolean retried;

    Scripted(int number, String key, int failures, int suspensions) {
      this.number = number;
      this.key = key;
      this.failures = failures;
      this.suspensions = suspensions;
    }

    /** Whether it fails so often that it must become a dead letter. */
    boolean isDead() {
      return failures >= RETRY.attempts();
    }

    boolean retried() {
      return retried;
    }

    /** The attempts that came to an end, as the handler was told them. */
    List<Integer> attempts() {
      return attempts;
    }

    int successes() {
      return successes;
    }

    @Override
    public String toString() {
      return "event " + number + " of key '" + key + "' that fails " + failures + " times";
    }
  }

  private static final class Sim {
    final SteppedWorld world;
    final EventNode node;
    Duration behind = Duration.ZERO;

    Sim(SteppedWorld world, EventNode node) {
      this.world = world;
      this.node = node;
    }
  }

  private final SteppedWorld clock = new SteppedWorld();
  private final Journal journal = new MemoryJournal(clock);
  private final JournalInbox inbox = new JournalInbox(journal, new JacksonCodec(), clock);
  private final JournalEvents publisher;
  private final List<Sim> alive = new ArrayList<>();
  private @Nullable Sim hung;
  private final List<Scripted> events = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private Duration elapsed = Duration.ZERO;
  private long position;
  private int seeds;

  DeliverySimulation() {
    JacksonCodec codec = new JacksonCodec();
    NodeRegistry nobody = new NodeRegistry(journal, codec, clock);
    publisher =
        new JournalEvents(
            journal, codec, clock, nobody, inbox, PlainContext.in(clock), EventNode.LOOK);
    start();
  }

  void publish(String key, int failures, int suspensions) {
    Scripted event = new Scripted(events.size(), key, failures, suspensions);
    events.add(event);
    event.position =
        journal
            .writeNow(Write.of(publisher.draft(new Ordered("lamp", event.number), key, Taint.NONE)))
            .lastPosition();
    alive.forEach(each -> each.node.events.onAppended());
  }

  void start() {
    if (alive.size() >= 4) {
      return;
    }
    SteppedWorld world = new SteppedWorld(++seeds);
    world.jump(elapsed);
    EventNode node = new EventNode(journal, world);
    node.events.subscribe(Subscription.<Ordered>of(NAME, Ordered.class, this::handle).retry(RETRY));
    alive.add(new Sim(world, node));
  }

  private void handle(Ordered order, EventContext context) {
    Scripted event = events.get(order.number());
    if (event.position != context.position() || !event.key.equals(context.key())) {
      faults.add(event + " came as that at " + context.position() + " of " + context.key());
    }
    for (Scripted earlier : events.subList(0, event.number)) {
      if (!event.key.isEmpty()
          && earlier.key.equals(event.key)
          && earlier.successes == 0
          && recordedLetters(earlier) == 0) {
        faults.add(event + " overtook " + earlier);
      }
    }
    if (event.suspensions > 0) {
      event.suspensions--;
      throw new Suspension("approval");
    }
    event.attempts.add(context.attempt());
    if (context.attempt() <= event.failures && !event.retried) {
      throw new IllegalStateException("no lamp left");
    }
    event.successes++;
  }

  /** Moves the time of all nodes that live, and settles what they do. */
  void pass(Duration time) {
    alive.forEach(each -> each.world.settle());
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
      clock.jump(STEP);
      elapsed = elapsed.plus(STEP);
      for (Sim each : alive) {
        each.world.advance(STEP);
      }
      if (hung != null) {
        hung.behind = hung.behind.plus(STEP);
      }
      watchPosition();
    }
  }

  private void watchPosition() {
    for (Sim each : alive) {
      long now = each.node.events.position(NAME);
      if (now < position) {
        faults.add("the position went from " + position + " back to " + now);
      }
      position = now;
    }
  }

  void close(int which) {
    Sim node = pick(which);
    if (node != null) {
      node.node.close();
      alive.remove(node);
    }
  }

  /** Kills a node after so many more of its tasks. */
  void crash(int which, int tasks) {
    Sim node = pick(which);
    if (node != null) {
      node.world.settle(tasks);
      alive.remove(node);
    }
  }

  /** Lets a node stand still after so many more tasks, and the one before it go on. */
  void hang(int which, int tasks) {
    Sim before = hung;
    hung = null;
    Sim node = pick(which);
    if (node != null) {
      node.world.settle(tasks);
      alive.remove(node);
      hung = node;
    }
    if (before != null) {
      before.world.jump(before.behind);
      before.behind = Duration.ZERO;
      alive.add(before);
      before.world.settle();
    }
  }

  private @Nullable Sim pick(int which) {
    return alive.isEmpty() ? null : alive.get(which % alive.size());
  }

  JournalInbox inbox() {
    return inbox;
  }

  void decide(InboxItem item, Verdict verdict) {
    for (Scripted event : events) {
      if (item.title().contains("position " + event.position + " ")) {
        event.retried = true;
      }
    }
    // Any node's inbox knows what to do, as that of any process would.
    inbox.decide(inbox.find(item.id()).orElseThrow(), verdict, "ann");
  }

  /** Lets everything come to rest. */
  void finish() {
    hang(0, 0);
    hang(0, 0);
    start();
    pass(NodeRegistry.DEFAULT_LEASE.plusSeconds(5));
    for (int i = 0; i < 200 && !isAtRest(); i++) {
      pass(Duration.ofSeconds(10));
    }
    if (!isAtRest()) {
      faults.add("it does not come to rest: " + journal.row("subscription", NAME).orElseThrow());
    }
    if (!journal.verify().ok()) {
      faults.add("the journal does not verify");
    }
  }

  private boolean isAtRest() {
    SubscriptionState state =
        Envelopes.CODEC.fromJson(
            journal.row("subscription", NAME).orElseThrow().body(), SubscriptionState.class);
    long last = events.isEmpty() ? 0 : events.get(events.size() - 1).position;
    return position == last
        && state.held().isEmpty()
        && state.troubled().isEmpty()
        && journal.rows(RowQuery.group("event.dead", "retry")).isEmpty();
  }

  List<String> faults() {
    return faults;
  }

  List<Scripted> published() {
    return events;
  }

  /** How many items the inbox ever had of an event. */
  long letters(Scripted event) {
    return inbox.list(null, Integer.MAX_VALUE).stream()
        .filter(item -> item.title().contains("position " + event.position + " "))
        .count();
  }

  /** How many of its deliveries are counted as failed because their node died. */
  long deaths(Scripted event) {
    return records(event, "event.failed").filter(body -> body.contains("its process ended")).count()
        + records(event, "event.dead").filter(body -> body.contains("its process ended")).count();
  }

  private long recordedLetters(Scripted event) {
    return records(event, "event.dead").count();
  }

  private Stream<String> records(Scripted event, String kind) {
    return journal.readStream("subscription/" + NAME, 0, Integer.MAX_VALUE).stream()
        .filter(record -> record.kind().equals(kind))
        .map(record -> record.body().toString())
        .filter(body -> body.contains("\"position\":" + event.position + ","));
  }
}
