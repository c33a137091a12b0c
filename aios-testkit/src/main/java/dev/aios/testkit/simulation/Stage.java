package dev.aios.testkit.simulation;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.StorageException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.core.Aios;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.testkit.fault.SimulatedCrash;
import dev.aios.testkit.world.VirtualWorld;
import dev.aios.testkit.world.WorldStuckException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One seed: its world, store and nodes, and who looks after them. */
final class Stage implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration FAULTS_LAST = Duration.ofSeconds(60);
  private static final Duration ALL_LASTS = Duration.ofMinutes(20);
  private static final Set<String> FINAL =
      Stream.of(RunState.values())
          .filter(RunState::isFinal)
          .map(RunState::name)
          .collect(Collectors.toSet());

  private final long seed;
  private final Scenario scenario;
  private final VirtualWorld world;
  private final Chaos chaos;
  private final Journal raw;
  private final Watch watch;
  private final Journal store;
  private final Clients clients;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<Integer> lives = new ArrayList<>();
  private final Map<String, String> verdicts = new HashMap<>();
  private final Set<String> declined = new HashSet<>();
  private final Map<String, Instant> seen = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  Stage(long seed, Scenario scenario, int count, FaultRates rates, UnaryOperator<Journal> worse) {
    this.seed = seed;
    this.scenario = scenario;
    world = VirtualWorld.deterministic(seed);
    chaos = new Chaos(world, seed, rates);
    raw = new MemoryJournal(world);
    watch = new Watch(raw, chaos);
    store = worse.apply(watch);
    clients = new Clients(world, chaos, this::anyNode);
    for (int i = 0; i < count; i++) {
      lives.add(0);
      nodes.add(born(i));
    }
  }

  private SimulatedNode born(int which) {
    lives.set(which, lives.get(which) + 1);
    String name = "n" + (which + 1) + "." + lives.get(which);
    return new SimulatedNode(name, world, store, chaos, watch, this::isUnderWay);
  }

  Trial play(String reproduce) {
    try {
      nodes.forEach(this::open);
      scenario.ask(clients);
      tick();
      world.advanceUntil(this::isAtRest, FAULTS_LAST);
      chaos.end();
      nodes.forEach(node -> node.clock().correct());
      boolean ended = world.advanceUntil(this::isAtRest, ALL_LASTS);
      // whoever has lost a run without knowing it has the time to do harm
      world.advanceUntil(() -> nodes.stream().noneMatch(node -> node.works()), ALL_LASTS);
      world.advance(SimulatedNode.LEASE.dividedBy(2));
      if (!ended) {
        faults.add("it does not come to rest: " + unrest());
      }
    } catch (WorldStuckException e) {
      faults.add("the world is stuck: " + e.getMessage());
    }
    check();
    List<String> trace = chaos.trace();
    if (!faults.isEmpty()) {
      throw new SimulationFailure(seed, reproduce, faults, trace);
    }
    return new Trial(seed, chaos.fired(), trace, raw.verify().headHash());
  }

  private boolean isUnderWay(@Nullable String run) {
    return nodes.stream().anyMatch(each -> each.works(run));
  }

  private void open(SimulatedNode node) {
    world
        .executor()
        .execute(
            () -> {
              try {
                node.open(scenario);
              } catch (AiosException | SimulatedCrash e) {
                chaos.note(node.name() + " could not be opened");
                node.die();
              }
            });
  }

  /** What happens every second: the dead rise, clocks jump, somebody reads the inbox. */
  private void tick() {
    for (int i = 0; i < nodes.size(); i++) {
      SimulatedNode node = nodes.get(i);
      if (node.isDead() && (chaos.isOver() || chaos.chance(0.15))) {
        nodes.set(i, born(i));
        open(nodes.get(i));
      } else if (node.isOpen()) {
        clock(node);
      }
    }
    if (chaos.chance(0.3)) {
      anyNode().ifPresent(this::readInbox);
      if (chaos.chance(0.2)) {
        anyNode().ifPresent(this::readInbox);
      }
    }
    var unused = world.schedule(world.instant().plus(TICK), this::tick);
  }

  private void clock(SimulatedNode node) {
    for (SimulatedFault kind : List.of(SimulatedFault.CLOCK_FORWARD, SimulatedFault.CLOCK_BACK)) {
      if (chaos.draws(kind)) {
        Duration by = chaos.between(500, (int) SimulatedNode.LEASE.toMillis() * 2);
        chaos.strikes(kind, "of " + node.name() + " by " + by);
        node.clock().jump(kind == SimulatedFault.CLOCK_BACK ? by.negated() : by);
      }
    }
  }

  private Optional<SimulatedNode> anyNode() {
    List<SimulatedNode> open = nodes.stream().filter(SimulatedNode::isOpen).toList();
    return open.isEmpty() ? Optional.empty() : Optional.of(open.get(chaos.below(open.size())));
  }

  private void readInbox(SimulatedNode node) {
    node.world()
        .executor()
        .execute(
            () -> {
              try {
                for (InboxItem item : node.aios().inbox().open()) {
                  answer(node, item);
                }
              } catch (StorageException | ClosedException e) {
                chaos.note(node.name() + " does not answer for the inbox");
              }
            });
  }

  private void answer(SimulatedNode node, InboxItem item) {
    // By the clock of the world: those of nodes jump, and whoever lost the run without knowing it
    // may be about to begin.
    Instant first = seen.computeIfAbsent(item.id(), id -> world.instant());
    boolean early =
        item.kind() == InboxItem.Kind.IN_DOUBT
            && (Duration.between(first, world.instant()).toSeconds() < 1 || isUnderWay(item.run()));
    if (early || declined.contains(item.id())) {
      return;
    }
    Optional<Verdict> verdict = scenario.decide(item);
    if (verdict.isEmpty()) {
      declined.add(item.id());
      return;
    }
    try {
      node.aios().inbox().decide(item, verdict.get(), node.name());
    } catch (ConflictException e) {
      chaos.note(item.id() + " was decided by somebody else");
      return;
    }
    if (node.isDead()) {
      return;
    }
    String before = verdicts.putIfAbsent(item.id(), node.name());
    if (before != null) {
      faults.add("the verdicts of " + before + " and " + node.name() + " on " + item + " counted");
    }
  }

  private boolean isAtRest() {
    return clients.unanswered().isEmpty() && unrest().isEmpty() && scenario.isSettled(raw);
  }

  private List<String> unrest() {
    List<String> open = new ArrayList<>(clients.unanswered());
    for (Row row : raw.rows(RowQuery.table("run"))) {
      if (!FINAL.contains(row.group()) && !isLeft(row.key())) {
        open.add(row.key() + " is " + row.group() + ": " + row.body());
      }
    }
    return open;
  }

  /** Whether it stands where it was left by somebody who would not decide. */
  private boolean isLeft(String run) {
    return declined.stream()
        .flatMap(id -> raw.row("inbox", id).stream())
        .anyMatch(row -> row.body().toString().contains("\"run\":\"" + run + "\""));
  }

  private void check() {
    faults.addAll(watch.faults());
    faults.addAll(clients.faults());
    world.failures().forEach(failure -> faults.add("a task threw " + failure));
    Verification verification = raw.verify();
    if (!verification.ok()) {
      faults.add("the journal does not verify: " + verification);
    }
    Ending ending = ending();
    for (InboxItem item : ending.items()) {
      InboxItem.Decided decided = item.decided();
      String by = verdicts.get(item.id());
      if (by != null && (decided == null || !decided.by().equals(by))) {
        faults.add("the verdict of " + by + " returned and is not there: " + item);
      }
    }
    SimulatedNode observer =
        new SimulatedNode("observer", world, raw, chaos, watch, this::isUnderWay);
    faults.addAll(new RunChecks(ending).of(scenario.sagas(observer)));
    if (faults.isEmpty()) {
      try {
        scenario.verify(ending);
      } catch (AssertionError e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private Ending ending() {
    nodes.forEach(SimulatedNode::die);
    try (Aios observer = Aios.builder().journal(raw).world(world).open()) {
      List<RunStatus> runs = observer.runs().list(null, Integer.MAX_VALUE);
      Map<String, List<Checkpoint>> histories = new HashMap<>();
      runs.forEach(run -> histories.put(run.id().toString(), observer.runs().history(run.id())));
      return new Ending(raw, runs, histories, observer.inbox().list(null, Integer.MAX_VALUE));
    }
  }

  @Override
  public void close() {
    world.close();
  }
}
