package dev.aios.core.internal.engine;

import dev.aios.api.ClosedException;
import dev.aios.api.ErasedException;
import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.model.Models;
import dev.aios.api.run.RunHold;
import dev.aios.api.run.RunState;
import dev.aios.api.value.Codec;
import dev.aios.core.internal.Ahead;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.inbox.DecisionHook;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.queue.Admission;
import dev.aios.core.internal.seal.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The runs that this node works on, and the way to them. Thread-safe. */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final EngineParts parts;
  private final RunRecords records;
  private final Definitions definitions = new Definitions();
  private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
  private final Awaits awaits;
  private final Capacity capacity;
  private final ReplacedAgents replacedAgents = new ReplacedAgents();
  private final Starter starter = new Starter(this);
  private final Children children = new Children(this);
  private final Signals signals = new Signals(this);
  private final Keys keys;
  private final Erasures erasures;
  private final Poller poller;
  private volatile boolean closing;

  /**
   * An engine; call {@link #open} before use.
   *
   * @param parts what it works with
   */
  public Engine(EngineParts parts) {
    this.parts = parts;
    this.records = new RunRecords(parts.journal());
    this.awaits = new Awaits(parts.world());
    this.capacity = new Capacity(parts.mostRuns(), live::size, parts.world());
    this.poller = new Poller(this, parts.poll());
    this.keys = new Keys(parts.journal());
    this.erasures = new Erasures(this, parts.poll());
    parts.inbox().add(new Wakes());
    parts.nodes().onLeaseLost(this::leaseLost);
  }

  /** Takes up what was interrupted, and looks for work from now on. */
  public void open() {
    poller.start();
    erasures.start();
  }

  /** Another process has written something: there may be work in it for this one. */
  public void heard() {
    poller.heard();
  }

  // parts

  Journal journal() {
    return parts.journal();
  }

  Codec codec() {
    return parts.codec();
  }

  World world() {
    return parts.world();
  }

  Door door() {
    return parts.door();
  }

  JournalInbox inbox() {
    return parts.inbox();
  }

  Models models() {
    return parts.models();
  }

  Extension.Services services() {
    return parts.services();
  }

  List<RunHold> holds() {
    return parts.holds();
  }

  Admission admission() {
    return parts.admission();
  }

  ReplacedAgents replacedAgents() {
    return replacedAgents;
  }

  /** What is recorded of runs. */
  RunRecords records() {
    return records;
  }

  Definitions definitions() {
    return definitions;
  }

  Starter starter() {
    return starter;
  }

  Children children() {
    return children;
  }

  Signals signals() {
    return signals;
  }

  /** The keys of what is about somebody. */
  Keys keys() {
    return keys;
  }

  Erasures erasures() {
    return erasures;
  }

  String nodeId() {
    return parts.nodes().nodeId();
  }

  boolean isDead(String node) {
    return parts.nodes().isDead(node);
  }

  boolean isClosing() {
    return closing;
  }

  /** Whether this node may begin work: it is not closing, and its lease is its own. */
  boolean isWorking() {
    return !closing && parts.nodes().holdsLease();
  }

  void requireOpen() {
    if (closing) {
      throw new ClosedException("the runtime is closed: open it again, nothing durable is lost");
    }
  }

  Publications publications() {
    return parts.publications();
  }

  void execute(Runnable task) {
    parts.world().executor().execute(guarded(task));
  }

  void later(Duration delay, Runnable task) {
    var unused = parts.world().schedule(parts.world().instant().plus(delay), guarded(task));
  }

  static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (ClosedException e) {
        LOG.atDebug().log("work ended by the close: {}", e.getMessage());
      } catch (RuntimeException | Error e) {
        LOG.atError()
            .setCause(e)
            .log("the engine failed at a task; the run is taken up again later");
      }
    };
  }

  // live runs

  Capacity capacity() {
    return capacity;
  }

  @Nullable LiveRun live(String key) {
    return live.get(key);
  }

  boolean add(LiveRun run) {
    return live.putIfAbsent(run.key(), run) == null;
  }

  void forget(LiveRun run) {
    if (live.remove(run.key(), run)) {
      capacity.left();
    }
  }

  /** Called when a run's mailbox is empty: a run that only waits is not kept in memory. */
  boolean evicts(LiveRun run, boolean idle) {
    if (idle) {
      forget(run);
    }
    return idle;
  }

  /** Makes a run look again, if it is this node's to work on. */
  void poke(String key) {
    execute(() -> pokeNow(key));
  }

  void pokeNow(String key) {
    if (!isWorking()) {
      return;
    }
    for (int tries = 0; tries < 3; tries++) {
      LiveRun run = live.get(key);
      if (run == null) {
        run = loaded(key);
        if (run == null) {
          return;
        }
        if (!add(run)) {
          continue;
        }
      }
      if (run.tell(new Message.Poke())) {
        return;
      }
    }
  }

  private @Nullable LiveRun loaded(String key) {
    try {
      return Loader.load(this, key).orElse(null);
    } catch (UnreadableException | ErasedException e) {
      broken(key, e);
      return null;
    }
  }

  // what runs report

  /** A run's last checkpoint wakes the run that waits for it. */
  void ending(LiveRun run, Checkpoint checkpoint) {
    Set<String> waiting = new LinkedHashSet<>(run.fold().joined);
    if (run.fold().started.parent() != null) {
      waiting.add(run.fold().started.parent());
    }
    waiting.forEach(parent -> ended(checkpoint, parent));
    Queued.ending(run, checkpoint);
  }

  /** The end of a run that another waits for is told with a checkpoint. */
  void ended(Checkpoint checkpoint, String parent) {
    checkpoint.part(Write.of(wake(parent)));
    checkpoint.afterwards.add(() -> poke(parent));
  }

  void advanced(LiveRun run, Standing standing) {
    if (standing.state().isFinal() || standing.state() == RunState.STUCK) {
      LOG.atLevel(standing.state() == RunState.COMPLETED ? Level.DEBUG : Level.INFO)
          .addKeyValue("run", run.key())
          .addKeyValue("state", standing.state())
          .addKeyValue("why", standing.why())
          .addKeyValue("cost", run.fold().cost)
          .log("run ended");
      awaits.ended(
          run.key(), new Awaits.End(standing.status(run), run.result()), run.seal() == null);
      if (run.seal() != null) {
        erasures.soon();
      }
      replacedAgents.ended(run.key(), standing.state());
    } else {
      LOG.atDebug()
          .addKeyValue("run", run.key())
          .addKeyValue("state", standing.state())
          .addKeyValue("why", standing.why())
          .log("run advanced");
      Instant due = standing.due();
      if (due != null && !standing.isWorking()) {
        poller.dueAt(due);
      }
    }
  }

  Awaits awaits() {
    return awaits;
  }

  RowChange wake(String run) {
    return new RowChange.Put(
        Names.WAKES, world().newId(), RowChange.ABSENT, run, 0, dev.aios.api.value.Json.NULL);
  }

  void unpark(String saga) {
    execute(() -> poller.parked(saga));
  }

  // the end

  private void leaseLost() {
    LOG.atWarn().log("this node's lease was lost: its runs are left to others until it is back");
    live.values().forEach(run -> run.tell(new Message.Drop()));
  }

  /** A run that the engine itself cannot go on with is set aside, so that the rest goes on. */
  void broken(String run, Throwable error) {
    if (closing || error instanceof ClosedException) {
      return;
    }
    LOG.atError().setCause(error).addKeyValue("run", run).log("the run cannot go on and is parked");
    execute(() -> Loader.parkBroken(this, run, error));
  }

  /** Stops taking work; waits for what is under way, then interrupts it. */
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  /**
   * Stops taking work.
   *
   * @param grace how long what is under way may take before it is interrupted
   */
  public void close(Duration grace) {
    closing = true;
    poller.close();
    erasures.close();
    drain(grace);
    live.values().forEach(LiveRun::interrupt);
    drain(Duration.ofSeconds(1));
    awaits.close();
  }

  private void drain(Duration atMost) {
    Instant until = Ahead.of(world().instant(), atMost);
    while (live.values().stream().anyMatch(LiveRun::isWorking)
        && world().instant().isBefore(until)) {
      try {
        world().sleep(Duration.ofMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** A verdict wakes the run that waits for it. */
  private final class Wakes implements DecisionHook {
    @Override
    public Write alongside(InboxItem decided) {
      return decided.run() == null || decided.kind() == InboxItem.Kind.DEAD_LETTER
          ? NOTHING
          : Write.of(wake(decided.run()));
    }

    @Override
    public void decided(InboxItem decided) {
      if (decided.run() != null && decided.kind() != InboxItem.Kind.DEAD_LETTER) {
        poke(decided.run());
      }
    }
  }
}
