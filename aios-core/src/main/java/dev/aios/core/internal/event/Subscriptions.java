package dev.aios.core.internal.event;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Codec;
import dev.aios.core.internal.inbox.DecisionHook;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions that this program has, each a row in table {@code subscription}. This node
 * delivers those whose rows it owns, and takes over those whose owner is dead or that nobody owns.
 * Thread-safe.
 */
final class Subscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration GRACE_STEP = Duration.ofMillis(5);

  /** A subscription of this program, and its delivery while this node owns it. */
  private static final class Entry<E> {
    final Subscription<E> subscription;
    final EventReader reader;
    volatile @Nullable Delivery<E> delivery;

    Entry(Subscription<E> subscription, EventReader reader) {
      this.subscription = subscription;
      this.reader = reader;
    }

    /** The delivery, null while another node owns the subscription. */
    @Nullable Delivery<E> running() {
      Delivery<E> mine = delivery;
      return mine == null || mine.isStopped() ? null : mine;
    }
  }

  /** How soon events and verdicts of other processes, and dead owners, are noticed. */
  private final Duration look;

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final NodeRegistry nodes;
  private final DeadLetters deadLetters;
  private final Surroundings surroundings;
  private final Map<String, Entry<?>> entries = new ConcurrentHashMap<>();

  /** Guards what follows, and lets one thread at a time look. */
  private final Object lock = new Object();

  private boolean started;
  private volatile boolean closed;
  private boolean failing;

  /** Deliveries were told of all events at or before this position. */
  private long signalled;

  private World.@Nullable Cancellable next;

  Subscriptions(
      Journal journal,
      Codec codec,
      World world,
      NodeRegistry nodes,
      JournalInbox inbox,
      EventContextFactory contexts,
      Duration look) {
    this.look = look;
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.nodes = nodes;
    this.deadLetters = new DeadLetters(journal, world, inbox, this::lookSoon);
    inbox.add(new Waking());
    this.surroundings = new Surroundings(journal, world, nodes, deadLetters, contexts);
  }

  void start() {
    synchronized (lock) {
      started = true;
      look();
      scheduleLook();
    }
  }

  /** Adds a subscription. Its row, and so where it begins, is durable on return. */
  void add(Subscription<?> subscription) {
    String name = subscription.name();
    Entry<?> entry = entry(subscription);
    if (entries.putIfAbsent(name, entry) != null) {
      throw new ConflictException(
          "There is a subscription '" + name + "' in this runtime already. Give it another name");
    }
    try {
      if (journal.row(SubscriptionRow.TABLE, name).isEmpty()) {
        create(subscription);
      }
      synchronized (lock) {
        if (started && !closed) {
          journal.row(SubscriptionRow.TABLE, name).ifPresent(row -> look(entry, row));
        }
      }
    } catch (RuntimeException e) {
      entries.remove(name, entry);
      throw e;
    }
  }

  private <E> Entry<E> entry(Subscription<E> subscription) {
    return new Entry<>(subscription, new EventReader(journal, codec, subscription.type()));
  }

  private void create(Subscription<?> subscription) {
    boolean now = subscription.from() == Subscription.From.NOW;
    if (!now) {
      PassedEvents.requireAll(journal, subscription.name());
    }
    long start = now ? journal.head() : 0;
    try {
      journal.writeNow(
          SubscriptionRow.put(
              subscription.name(), RowChange.ABSENT, SubscriptionState.startingAfter(start)));
    } catch (WriteRejectedException e) {
      LOG.atDebug()
          .addKeyValue("subscription", subscription.name())
          .log("Another process has just made the subscription");
    }
  }

  long position(String name) {
    Entry<?> entry = entries.get(name);
    Delivery<?> mine = entry == null ? null : entry.running();
    if (mine != null) {
      return mine.position();
    }
    return journal
        .row(SubscriptionRow.TABLE, name)
        .map(row -> SubscriptionRow.state(row).position())
        .orElseThrow(
            () ->
                new NotFoundException(
                    "There is no subscription '" + name + "': subscribe it first"));
  }

  /** Says that there are new events. */
  void signal() {
    deliveries().forEach(Delivery::signal);
  }

  void wake(String name) {
    Entry<?> entry = entries.get(name);
    Delivery<?> mine = entry == null ? null : entry.running();
    if (mine != null) {
      mine.wake();
    }
  }

  /** A verdict outside runs may be what a suspended handler waits for. */
  private final class Waking implements DecisionHook {
    @Override
    public void decided(InboxItem decided) {
      if (decided.run() == null && decided.kind() != InboxItem.Kind.DEAD_LETTER) {
        deliveries().forEach(Delivery::wake);
      }
    }
  }

  private List<Delivery<?>> deliveries() {
    List<Delivery<?>> running = new ArrayList<>(entries.size());
    for (Entry<?> entry : entries.values()) {
      Delivery<?> mine = entry.running();
      if (mine != null) {
        running.add(mine);
      }
    }
    return running;
  }

  // ---- looking

  private void scheduleLook() {
    if (!closed) {
      try {
        next = world.schedule(world.instant().plus(look), this::lookAndGoOn);
      } catch (ClosedException e) {
        closed = true;
      }
    }
  }

  private void lookAndGoOn() {
    synchronized (lock) {
      look();
      scheduleLook();
    }
  }

  /** Looks once, on another thread. */
  void lookSoon() {
    try {
      world.executor().execute(this::lookOnce);
    } catch (ClosedException e) {
      closed = true;
    }
  }

  private void lookOnce() {
    synchronized (lock) {
      look();
    }
  }

  /** Takes over what nobody delivers, and tells deliveries what other processes have done. */
  private void look() {
    if (closed || !started || entries.isEmpty()) {
      return;
    }
    try {
      lookAtRows();
      lookForEvents();
      lookForRetries();
      failing = false;
    } catch (AiosException e) {
      // Once, not at each look.
      if (!failing) {
        LOG.atWarn()
            .setCause(e)
            .log("Subscriptions could not be looked at; deliveries go on when they can be");
      }
      failing = true;
    }
  }

  private void lookAtRows() {
    Map<String, Row> rows = new HashMap<>();
    journal.rows(RowQuery.table(SubscriptionRow.TABLE)).forEach(row -> rows.put(row.key(), row));
    for (Entry<?> entry : entries.values()) {
      Row row = rows.get(entry.subscription.name());
      if (row != null) {
        look(entry, row);
      }
    }
  }

  private <E> void look(Entry<E> entry, Row row) {
    Delivery<E> mine = entry.running();
    if (mine != null) {
      if (mine.isOvertakenBy(row)) {
        mine.abandon();
      } else {
        mine.nudge();
      }
      return;
    }
    SubscriptionState state = SubscriptionRow.state(row);
    if (nodes.holdsLease() && mayTake(state.owner())) {
      take(entry, row, state);
    }
  }

  private boolean mayTake(String owner) {
    return owner.isEmpty() || owner.equals(nodes.nodeId()) || nodes.isDead(owner);
  }

  private <E> void take(Entry<E> entry, Row row, SubscriptionState state) {
    String name = entry.subscription.name();
    String owner = state.owner();
    Inheritance left = new Inheritance(state, !owner.isEmpty() && !owner.equals(nodes.nodeId()));
    try {
      SubscriptionState mine = state.ownedBy(nodes.nodeId());
      journal.writeNow(SubscriptionRow.put(name, row.version(), mine));
    } catch (WriteRejectedException e) {
      LOG.atDebug().addKeyValue("subscription", name).log("Another node was faster");
      return;
    }
    LOG.atDebug()
        .addKeyValue("subscription", name)
        .addKeyValue("node", nodes.nodeId())
        .addKeyValue("position", state.position())
        .log("This node delivers the subscription");
    Delivery<E> mine =
        new Delivery<>(entry.subscription, surroundings, entry.reader, row.version() + 1, left);
    entry.delivery = mine;
    mine.nudge();
  }

  private void lookForEvents() {
    long head = journal.head();
    if (head > signalled) {
      boolean found = !journal.readStream(EventReader.STREAM, signalled, 1).isEmpty();
      signalled = head;
      if (found) {
        deliveries().forEach(Delivery::signal);
      }
    }
  }

  private void lookForRetries() {
    for (Row row : deadLetters.toRetry()) {
      DeadLetters.DeadLetter letter = deadLetters.letter(row);
      Entry<?> entry = entries.get(letter.subscription());
      Delivery<?> mine = entry == null ? null : entry.running();
      if (mine != null) {
        mine.retry(row, letter);
      }
    }
  }

  // ---- closing

  void close() {
    closed = true;
    List<Delivery<?>> all;
    synchronized (lock) {
      if (next != null) {
        next.cancel();
      }
      all = deliveries();
    }
    all.forEach(Delivery::stopTaking);
    awaitQuiet(all);
    all.forEach(Delivery::release);
  }

  private void awaitQuiet(List<Delivery<?>> all) {
    Instant latest = world.instant().plus(GRACE);
    try {
      while (!all.stream().allMatch(Delivery::isQuiet) && world.instant().isBefore(latest)) {
        world.sleep(GRACE_STEP);
      }
    } catch (InterruptedException e) {
      // Whoever closes is in a hurry: what is not finished is delivered again.
      Thread.currentThread().interrupt();
    }
  }
}
