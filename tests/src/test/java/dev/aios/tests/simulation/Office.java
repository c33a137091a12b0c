package dev.aios.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.ConflictException;
import dev.aios.api.StorageException;
import dev.aios.api.effect.Effect;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Saga;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.simulation.Clients;
import dev.aios.testkit.simulation.Ending;
import dev.aios.testkit.simulation.Scenario;
import dev.aios.testkit.simulation.SimulatedNode;
import dev.aios.tests.engine.Ledger;
import dev.aios.tests.engine.Plan.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** One or two errands, and what the world outside knows of them. */
final class Office implements Scenario {
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final List<Errand> errands = new ArrayList<>();
  private final Map<Integer, Set<String>> notes = new HashMap<>();
  private final Set<Long> handled = new HashSet<>();
  private int redelivered;

  Office(long seed) {
    // Mixed first: generators of neighbouring seeds begin alike.
    random = new Random(new SplittableRandom(seed).nextLong());
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      errands.add(Errand.random(i, random));
    }
  }

  /** How often an event came again that had been handled. */
  int redelivered() {
    return redelivered;
  }

  @Override
  public List<Saga<?, ?>> sagas(SimulatedNode node) {
    List<Saga<?, ?>> sagas = new ArrayList<>();
    errands.forEach(errand -> sagas.add(errand.saga(node, ledger)));
    return sagas;
  }

  @Override
  public void configure(SimulatedNode node, AiosBuilder builder) {
    if (errands.stream().anyMatch(Errand::told)) {
      builder.extension(new Subscriber(Subscription.of("notes", Errand.Told.class, this::note)));
    }
  }

  private void note(Errand.Told told, EventContext context) {
    context
        .effects()
        .perform(
            Effect.named("note", told)
                .idempotent()
                .by(
                    (request, call) -> {
                      notes
                          .computeIfAbsent(told.number(), number -> new HashSet<>())
                          .add(call.idempotencyKey());
                      return request;
                    }));
    redelivered += handled.add(context.position()) ? 0 : 1;
  }

  @Override
  public void ask(Clients clients) {
    for (Errand errand : errands) {
      RunId id = new RunId(errand.name(), "1");
      int asked = 1 + random.nextInt(2);
      for (int i = 1; i <= asked; i++) {
        clients.at(
            soon(8), "start " + errand.name() + ", client " + i, node -> start(node, errand));
      }
      if (errand.signalled()) {
        clients.at(
            soon(40),
            "signal " + errand.name(),
            node -> unlessOver(() -> node.aios().runs().get(id).signal("go", "now", "s1")));
      }
      if (errand.cancelled()) {
        clients.at(
            soon(40),
            "cancel " + errand.name(),
            node -> unlessOver(() -> node.aios().runs().get(id).cancel("no more need")));
      }
    }
  }

  private void start(SimulatedNode node, Errand errand) {
    try {
      node.aios().start(saga(node, errand), new Turns(new TreeMap<>()), "1");
    } catch (ConflictException e) {
      // another client of the same node is at it, and its write is slow
      assertThat(e.getMessage()).contains("try again");
      throw new StorageException(e.getMessage(), e);
    }
  }

  /** A node's own saga, so that its steps run in that node's world. */
  private Saga<Turns, Turns> saga(SimulatedNode node, Errand errand) {
    return errand.saga(node, ledger);
  }

  private static void unlessOver(Runnable request) {
    try {
      request.run();
    } catch (ConflictException e) {
      assertThat(e.getMessage()).contains("it awaits no signal any more");
    }
  }

  private Duration soon(int seconds) {
    return Duration.ofMillis(random.nextInt(seconds * 1_000));
  }

  @Override
  public Optional<Verdict> decide(InboxItem item) {
    return Optional.of(
        switch (item.kind()) {
          case APPROVAL -> new Verdict.Approve();
          case STUCK, DEAD_LETTER -> new Verdict.Retry();
          case IN_DOUBT ->
              happened(item)
                  ? new Verdict.Happened(new Turns(new TreeMap<>()))
                  : new Verdict.DidNotHappen();
        });
  }

  private boolean happened(InboxItem item) {
    String key = item.run() + ":" + item.node();
    return ledger.done().containsKey(key) || ledger.done().containsKey(key + ":do");
  }

  @Override
  public boolean isSettled(Journal store) {
    return store.readStream("event", 0, 10).size() == handled.size();
  }

  @Override
  public void verify(Ending ending) {
    for (Errand errand : errands) {
      RunStatus run =
          ending.runs().stream()
              .filter(each -> each.id().toString().equals(errand.run()))
              .findFirst()
              .orElseThrow(() -> new AssertionError(errand.run() + " was started and is gone"));
      verify(errand, run, ending.histories().get(errand.run()));
    }
  }

  private void verify(Errand errand, RunStatus run, List<Checkpoint> history) {
    Set<String> steps = new TreeSet<>();
    Set<String> undone = new TreeSet<>();
    String prefix = errand.run() + ":";
    Map<String, Integer> done = ledger.done();
    String all = run + "\n" + errand.plan() + "\n" + history + "\n" + new TreeMap<>(done);
    done.forEach(
        (key, times) -> {
          if (key.startsWith(prefix)) {
            String path = key.substring(prefix.length()).replace(":do", "");
            if (path.equals("open") || path.equals("close")) {
              assertThat(times).as(path + " may happen once\n" + all).isEqualTo(1);
            }
            if (path.endsWith("~undo")) {
              undone.add(path.replace("~undo", ""));
            } else {
              steps.add(path);
            }
          }
        });
    Set<String> undoable = errand.plan().undoable();
    undoable.add("open");
    if (run.state() == RunState.COMPLETED) {
      assertThat(errand.plan().completes()).as(all).isTrue();
      completed(errand, steps, undone, all);
    } else {
      Set<String> toUndo = new TreeSet<>(steps);
      toUndo.removeIf(path -> !undoable.contains(base(path)));
      assertThat(undone).as("what is done is undone\n" + all).isEqualTo(toUndo);
      RunState expected =
          errand.cancelled() && run.state() == RunState.CANCELLED
              ? RunState.CANCELLED
              : toUndo.isEmpty() ? RunState.FAILED : RunState.COMPENSATED;
      assertThat(run.state()).as(all).isEqualTo(expected);
      assertThat(errand.plan().completes() && !errand.cancelled()).as(all).isFalse();
    }
    Set<String> recorded = new TreeSet<>();
    history.stream()
        .filter(one -> one.kind().equals("undo.done"))
        .forEach(one -> recorded.add(String.valueOf(one.node())));
    assertThat(undone).as("what is recorded as undone is\n" + all).isEqualTo(recorded);
  }

  private void completed(Errand errand, Set<String> steps, Set<String> undone, String all) {
    Set<String> raced = errand.plan().raced();
    Set<String> certain = new TreeSet<>(steps);
    certain.removeIf(path -> raced.contains(base(path)));
    Set<String> expected = new TreeSet<>(errand.plan().certain());
    expected.removeIf(path -> raced.contains(base(path)));
    expected.addAll(List.of("open", "close"));
    assertThat(certain).as("every step under its one key\n" + all).isEqualTo(expected);
    assertThat(undone).as(all).allMatch(path -> raced.contains(base(path)));
    if (errand.told()) {
      assertThat(notes.getOrDefault(errand.number(), Set.of()))
          .as("its event is handled under one key\n" + all)
          .hasSize(1);
    }
  }

  private static String base(String path) {
    return path.contains("#") ? path.substring(0, path.indexOf('#')) : path;
  }
}
