package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ErasedException;
import dev.aios.api.StorageException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunSnapshot;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/**
 * Random sagas with random failures: a run ends COMPLETED with every step once, or COMPENSATED with
 * every undo of every done step once in reverse order of completion, or FAILED with nothing that
 * could be undone; with and without crashes on the way.
 */
@Tag("minute")
class RandomSagaTest {
  private static final String RUN = "plan/1:";
  private static final Duration DAY = Duration.ofDays(1);
  private static final StartOptions ABOUT = StartOptions.NONE.about("anna");

  /** An end of a process on the way: behind which of its writes of the run, and how. */
  record End(int write, boolean crash) {}

  @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
  void in_memory(@ForAll("plans") Plan plan) throws IOException {
    check(Store.MEMORY, plan, List.of());
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void about_somebody_in_memory_with_crashes(
      @ForAll("plans") Plan plan, @ForAll("ends") List<End> ends) throws IOException {
    check(Store.MEMORY, plan, ends, ABOUT);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
  void about_somebody_on_sqlite_with_crashes(
      @ForAll("plans") Plan plan, @ForAll("ends") List<End> ends) throws IOException {
    check(Store.SQLITE, plan, ends, ABOUT);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
  void about_somebody_on_sqlite(@ForAll("plans") Plan plan) throws IOException {
    check(Store.SQLITE, plan, List.of(), ABOUT);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void on_sqlite(@ForAll("plans") Plan plan) throws IOException {
    check(Store.SQLITE, plan, List.of());
  }

  @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
  void in_memory_with_crashes(@ForAll("plans") Plan plan, @ForAll("ends") List<End> ends)
      throws IOException {
    check(Store.MEMORY, plan, ends);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void on_sqlite_with_crashes(@ForAll("plans") Plan plan, @ForAll("ends") List<End> ends)
      throws IOException {
    check(Store.SQLITE, plan, ends);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void every_checkpoint_can_be_looked_at_and_forked(@ForAll("plans") Plan plan) throws IOException {
    Path dir = Files.createTempDirectory("random-saga");
    Ledger ledger = new Ledger();
    try (Site site = new Site(Store.MEMORY, dir)) {
      Saga<Plan.Turns, Plan.Turns> saga = plan.saga(ledger);
      var aios = site.open(saga);
      Run<Plan.Turns> run = aios.start(saga, new Plan.Turns(new TreeMap<>()), "1");
      untilFinal(site, run, ledger);
      site.settle();
      Set<String> known = new HashSet<>();
      List<Run<Object>> forks = new ArrayList<>();
      for (Checkpoint one : run.history()) {
        RunSnapshot then = aios.runs().at(run.id(), one.position());
        assertThat(then.outcomes().keySet()).containsAll(known);
        known.addAll(then.outcomes().keySet());
        if (one.kind().equals("run.failing") || one.kind().equals("run.ended")) {
          break;
        }
        forks.add(aios.runs().fork(Fork.of(run.id(), one.position(), "f" + one.position())));
      }
      for (Run<Object> fork : forks) {
        untilFinal(site, fork, ledger);
        assertThat(fork.status().state() == RunState.COMPLETED)
            .as(fork.status() + "\n" + fork.history())
            .isEqualTo(plan.completes());
      }
      assertThat(aios.inbox().open()).isEmpty();
    } finally {
      Files.deleteIfExists(dir);
    }
  }

  @Tag("torture")
  @Property(tries = 4000, shrinking = ShrinkingMode.BOUNDED)
  void many_with_crashes(
      @ForAll Store store, @ForAll("plans") Plan plan, @ForAll("ends") List<End> ends)
      throws IOException {
    check(store, plan, ends);
  }

  @Tag("torture")
  @Property(tries = 2000, shrinking = ShrinkingMode.BOUNDED)
  void many(@ForAll Store store, @ForAll("plans") Plan plan) throws IOException {
    check(store, plan, List.of());
  }

  private static void check(Store store, Plan plan, List<End> ends) throws IOException {
    check(store, plan, ends, StartOptions.NONE);
  }

  private static void check(Store store, Plan plan, List<End> ends, StartOptions how)
      throws IOException {
    Path dir = Files.createTempDirectory("random-saga");
    Ledger ledger = new Ledger();
    try (Site site = new Site(store, dir)) {
      Saga<Plan.Turns, Plan.Turns> saga = plan.saga(ledger);
      for (End end : ends) {
        if (!untilEnd(site, saga, end, how)) {
          break;
        }
      }
      if (site.isOpen()) {
        site.close(site.aios());
      }
      Run<Plan.Turns> run = site.open(saga).start(saga, new Plan.Turns(new TreeMap<>()), "1", how);
      untilFinal(site, run, ledger);
      site.settle();
      verify(plan, run.status(), run.history(), ledger.done(), ends.isEmpty());
      erased(site, run, how);
    } finally {
      try (Stream<Path> files = Files.walk(dir)) {
        files.sorted(Collections.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /** What is about somebody is sealed throughout, and erased as a whole. */
  private static void erased(Site site, Run<Plan.Turns> run, StartOptions how) {
    if (how.about().isEmpty()) {
      return;
    }
    for (JournalRecord one : site.journal().readStream("run/plan/1", 0, Integer.MAX_VALUE)) {
      assertThat(one.body().toString()).startsWith("{\"sealed\":");
    }
    RunState state = run.status().state();
    assertThat(site.aios().runs().eraseAbout("anna").erased()).containsExactly(run.id());
    assertThat(run.status().state()).isEqualTo(state);
    assertThatThrownBy(run::history).isInstanceOf(ErasedException.class);
  }

  /** Runs a process until it ends as said; false if the run has ended before. */
  private static boolean untilEnd(
      Site site, Saga<Plan.Turns, Plan.Turns> saga, End end, StartOptions how) {
    site.grace(Duration.ZERO);
    site.open();
    AtomicInteger left = new AtomicInteger(end.write());
    site.journal()
        .dieAfter(
            write ->
                write.rows().stream().anyMatch(row -> row.table().equals("run"))
                    && left.decrementAndGet() == 0
                    && end.crash());
    boolean over;
    try {
      Run<?> run = site.aios().start(saga, new Plan.Turns(new TreeMap<>()), "1", how);
      over =
          site.world()
                  .advanceUntil(
                      () ->
                          site.journal().isDead()
                              || left.get() <= 0
                              || run.status().state().isFinal(),
                      DAY)
              && !site.journal().isDead()
              && left.get() > 0;
    } catch (StorageException e) {
      over = false;
    }
    if (site.journal().isDead()) {
      site.crash();
    } else {
      site.close(site.aios());
    }
    return !over;
  }

  private static void untilFinal(Site site, Run<?> run, Ledger ledger) {
    for (int asked = 0; !run.status().state().isFinal() && asked < 20; asked++) {
      site.world()
          .advanceUntil(
              () -> run.status().state().isFinal() || !site.aios().inbox().open().isEmpty(), DAY);
      answer(site, ledger);
    }
    assertThat(run.status().state().isFinal()).as("it ends; it is " + run.status()).isTrue();
  }

  /** A person looks into the ledger, for what was stopped or lost track of. */
  private static void answer(Site site, Ledger ledger) {
    for (InboxItem item : site.aios().inbox().open()) {
      assertThat(item.kind()).as(item.toString()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      Map<String, Integer> done = ledger.done();
      String key = item.run() + ":" + item.node();
      boolean happened = done.containsKey(key) || done.containsKey(key + ":do");
      Verdict verdict =
          happened
              ? new Verdict.Happened(new Plan.Turns(new TreeMap<>()))
              : new Verdict.DidNotHappen();
      site.aios().inbox().decide(item, verdict, "ann");
    }
    site.settle();
  }

  private static String base(String path) {
    return path.contains("#") ? path.substring(0, path.indexOf('#')) : path;
  }

  private static void verify(
      Plan plan,
      RunStatus status,
      List<Checkpoint> history,
      Map<String, Integer> done,
      boolean withoutCrash) {
    Set<String> undoable = plan.undoable();
    Set<String> steps = new TreeSet<>();
    Set<String> undone = new HashSet<>();
    done.forEach(
        (key, times) -> {
          assertThat(key).startsWith(RUN);
          if (withoutCrash) {
            assertThat(times).as(key + " is done once").isEqualTo(1);
          }
          String path = key.substring(RUN.length()).replace(":do", "");
          if (path.endsWith("~undo")) {
            undone.add(path.replace("~undo", ""));
          } else {
            steps.add(path);
          }
        });
    String all = status + "\n" + history + "\n" + done;
    if (plan.completes()) {
      assertThat(status.state()).as(all).isEqualTo(RunState.COMPLETED);
      Set<String> raced = plan.raced();
      Set<String> certain = new TreeSet<>(steps);
      certain.removeIf(path -> raced.contains(base(path)));
      assertThat(certain).as(all).isEqualTo(plan.certain());
      assertThat(undone).as(all).allMatch(path -> raced.contains(base(path)));
    } else {
      Set<String> toUndo = new TreeSet<>(steps);
      toUndo.removeIf(path -> !undoable.contains(base(path)));
      assertThat(undone).as("what is done is undone\n" + all).isEqualTo(toUndo);
      assertThat(status.state())
          .as(all)
          .isEqualTo(toUndo.isEmpty() ? RunState.FAILED : RunState.COMPENSATED);
    }
    inReverseOrder(history, undoable, all);
  }

  /** From the failure on, what is done and not yet undone is undone, the last first. */
  private static void inReverseOrder(List<Checkpoint> history, Set<String> undoable, String all) {
    List<String> completed = new ArrayList<>();
    List<String> expected = null;
    List<String> undone = new ArrayList<>();
    for (Checkpoint one : history) {
      String node = one.node();
      if (one.kind().equals("run.failing")) {
        expected = new ArrayList<>();
      } else if (one.kind().equals("step.completed") && undoable.contains(base(node))) {
        assertThat(completed).as("done once\n" + all).doesNotContain(node);
        completed.add(node);
      } else if (one.kind().equals("undo.done") && expected == null) {
        completed.remove(node);
      } else if (one.kind().equals("undo.done")) {
        undone.add(node);
      }
    }
    if (expected != null) {
      Collections.reverse(completed);
      assertThat(undone).as("in reverse order\n" + all).isEqualTo(completed);
    }
  }

  @Provide
  Arbitrary<List<End>> ends() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 12), Arbitraries.of(true, true, false))
        .as(End::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<Plan> plans() {
    return parts(3).map(Plan::new).filter(plan -> plan.steps() >= 2 && plan.steps() <= 12);
  }

  private static Arbitrary<List<Plan.Part>> parts(int depth) {
    return part(depth).list().ofMinSize(1).ofMaxSize(depth == 3 ? 5 : 3);
  }

  private static Arbitrary<Plan.Part> part(int depth) {
    Arbitrary<Plan.Part> step =
        Combinators.combine(
                Arbitraries.of(true, false, false),
                Arbitraries.of(0, 0, 0, 1, 2),
                Arbitraries.frequency(Tuple.of(11, false), Tuple.of(1, true)),
                Arbitraries.of(true, true, false),
                Arbitraries.of(0, 0, 1, 2))
            .as(Plan.Step::new);
    if (depth == 0) {
      return step;
    }
    Arbitrary<List<List<Plan.Part>>> lanes = parts(depth - 1).list().ofMinSize(2).ofMaxSize(3);
    Arbitrary<Plan.Part> choice =
        Combinators.combine(Arbitraries.integers().between(0, 1), lanes)
            .as((taken, cases) -> new Plan.Choice(taken, cases));
    Arbitrary<Plan.Part> loop =
        Combinators.combine(Arbitraries.integers().between(1, 3), parts(depth - 1))
            .as((times, body) -> new Plan.Loop(times, body));
    Arbitrary<Plan.Part> each =
        Combinators.combine(Arbitraries.integers().between(0, 3), parts(depth - 1))
            .as((elements, body) -> new Plan.Each(elements, body));
    return Arbitraries.frequencyOf(
        Tuple.of(8, step),
        Tuple.of(1, Arbitraries.just(new Plan.Nap())),
        Tuple.of(1, choice),
        Tuple.of(2, lanes.map(Plan.All::new)),
        Tuple.of(2, lanes.map(Plan.First::new)),
        Tuple.of(1, loop),
        Tuple.of(1, each));
  }
}
