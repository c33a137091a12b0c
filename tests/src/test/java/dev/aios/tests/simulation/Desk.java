package dev.aios.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.Extension;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.batch.Batch;
import dev.aios.api.batch.Batches;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.queue.Queues;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Debounce;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.schedule.Missed;
import dev.aios.api.schedule.Schedule;
import dev.aios.api.schedule.Schedules;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.simulation.Clients;
import dev.aios.testkit.simulation.Ending;
import dev.aios.testkit.simulation.Scenario;
import dev.aios.testkit.simulation.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Work by the calendar, in turn, in bulk, and after a pause, on nodes that die. */
final class Desk implements Scenario {
  /** Every 20 seconds of two minutes; then not before the next year. */
  private static final String CRON = "0/20 0-1 8 5 1 *";

  private static final Instant LAST = Instant.parse("2026-01-05T08:01:40Z");
  private static final StartOptions MAIL = StartOptions.through("mail");
  private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]+)\"");
  private static final int LETTERS = 4;
  private static final int CALLERS = 3;

  /** What runs begin with. */
  record Sheet(int number) {}

  private final Random random;
  private final boolean cancels;
  private final Set<RunId> promised = new HashSet<>();
  private final Map<Integer, Integer> stamped = new TreeMap<>();

  Desk(long seed) {
    random = new Random(new SplittableRandom(seed).nextLong());
    cancels = random.nextInt(3) == 0;
  }

  private static Saga<Sheet, Sheet> plain(SimulatedNode node, String name) {
    return Saga.named(name, 1, Sheet.class)
        .step(
            "work",
            (Sheet sheet) -> {
              node.world().sleep(Duration.ofMillis(300L * (sheet.number() % 3)));
              return sheet;
            })
        .idempotent()
        .build();
  }

  private Saga<Sheet, Sheet> stamping() {
    return Saga.named("stamping", 1, Sheet.class)
        .then(batch().as("stamp"))
        .step(
            "keep",
            (Sheet sheet) -> {
              stamped.put(sheet.number() % 1_000, sheet.number() / 1_000);
              return sheet;
            })
        .idempotent()
        .build();
  }

  private static Batch<Sheet, Sheet> batch() {
    return Batch.of(
            "stamp",
            (List<Sheet> sheets, AgentContext context) ->
                sheets.stream().map(sheet -> new Sheet(7_000 + sheet.number())).toList())
        .upTo(2)
        .within(Duration.ofSeconds(5));
  }

  @Override
  public List<Saga<?, ?>> sagas(SimulatedNode node) {
    return List.of(plain(node, "letter"), plain(node, "reindex"), stamping());
  }

  @Override
  public void configure(SimulatedNode node, AiosBuilder builder) {
    builder.extension(new Definitions(node));
  }

  /** A program defines what it knows each time it starts. */
  private record Definitions(SimulatedNode node) implements Extension {
    @Override
    public String name() {
      return "definitions";
    }

    @Override
    public void install(Installation on) {
      // It brings nothing of its own.
    }

    @Override
    public void started(Services services) {
      services.service(Queues.class).define(WorkQueue.named("mail"));
      services.service(Batches.class).define(batch());
      services
          .service(Schedules.class)
          .define(
              Schedule.of("tick", CRON, plain(node, "report"), tick -> new Sheet(1))
                  .missed(Missed.RUN_ALL));
    }
  }

  @Override
  public void ask(Clients clients) {
    for (int i = 0; i < LETTERS; i++) {
      Sheet sheet = new Sheet(i);
      clients.at(
          soon(20),
          "send letter " + i,
          node -> node.aios().start(plain(node, "letter"), sheet, "" + sheet.number(), MAIL));
    }
    for (int i = 0; i < CALLERS; i++) {
      Sheet sheet = new Sheet(i);
      clients.at(
          soon(20),
          "stamp " + i,
          node -> node.aios().start(stamping(), sheet, "" + sheet.number()));
    }
    Debounce calm = Debounce.quiet(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(9));
    for (int i = 0; i < 5; i++) {
      Sheet sheet = new Sheet(i);
      clients.at(
          soon(30),
          "reindex, call " + i,
          node -> {
            RunId run = node.aios().debounce(plain(node, "reindex"), sheet, "folder", calm);
            if (!node.isDead()) {
              promised.add(run);
            }
          });
    }
    if (cancels) {
      clients.at(
          soon(20),
          "cancel the first batch",
          node -> node.aios().runs().get(new RunId("batch-stamp", "1")).cancel("not today"));
    }
  }

  private Duration soon(int seconds) {
    return Duration.ofMillis(random.nextInt(seconds * 1_000));
  }

  @Override
  public Optional<Verdict> decide(InboxItem item) {
    return Optional.of(new Verdict.DidNotHappen());
  }

  @Override
  public boolean isSettled(Journal store) {
    boolean waits =
        List.of("queue.entry", "debounce", "debounce.due", "batch.task", "batch.closed").stream()
            .anyMatch(table -> !store.rows(RowQuery.table(table)).isEmpty());
    return !waits
        && store
            .row("schedule", "tick")
            .filter(row -> Instant.ofEpochMilli(row.rank()).isAfter(LAST))
            .isPresent();
  }

  @Override
  public void verify(Ending ending) {
    Map<RunId, RunStatus> runs = new HashMap<>();
    ending.runs().forEach(run -> runs.put(run.id(), run));
    assertThat(runs.keySet()).as("each call has the run that it was told of").containsAll(promised);
    for (int i = 0; i < LETTERS; i++) {
      assertCompleted(runs.get(new RunId("letter", "" + i)));
    }
    oneByOne(ending);
    for (int i = 0; i < CALLERS; i++) {
      RunStatus caller = runs.get(new RunId("stamping", "" + i));
      if (cancels && caller != null && caller.state() == RunState.FAILED) {
        assertThat(caller.why()).contains("batch-stamp/1 is CANCELLED", "not today");
      } else {
        assertCompleted(caller);
        assertThat(stamped).as("the answer to " + i).containsEntry(i, 7);
      }
    }
    Set<String> reports = new TreeSet<>();
    runs.keySet().stream()
        .filter(run -> run.saga().equals("report"))
        .forEach(run -> reports.add(run.key()));
    assertThat(reports).as("one report for each time").isEqualTo(times(ending.journal()));
  }

  private static void assertCompleted(RunStatus run) {
    assertThat(run).isNotNull();
    assertThat(run.state()).as(run.toString()).isEqualTo(RunState.COMPLETED);
  }

  /** Of a queue of one, no run begins before the one before has ended. */
  private static void oneByOne(Ending ending) {
    TreeMap<Long, Long> held = new TreeMap<>();
    ending
        .histories()
        .forEach(
            (run, history) -> {
              if (run.startsWith("letter/")) {
                held.put(position(history, "run.admitted"), position(history, "run.ended"));
              }
            });
    List<Map.Entry<Long, Long>> slots = new ArrayList<>(held.entrySet());
    for (int i = 1; i < slots.size(); i++) {
      assertThat(slots.get(i).getKey()).as("" + held).isGreaterThan(slots.get(i - 1).getValue());
    }
  }

  private static long position(List<Checkpoint> history, String kind) {
    return history.stream()
        .filter(one -> one.kind().equals(kind))
        .mapToLong(Checkpoint::position)
        .min()
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + history));
  }

  /** The times from the schedule's definition on. */
  private static Set<String> times(Journal journal) {
    JournalRecord defined = journal.readStream("schedule/tick", 0, 1).get(0);
    Matcher position = POSITION.matcher(defined.body().toString());
    assertThat(position.find()).as(defined.toString()).isTrue();
    Set<String> times = new TreeSet<>();
    for (Instant at = Instant.parse("2026-01-05T08:00:00Z");
        !at.isAfter(LAST);
        at = at.plusSeconds(20)) {
      if (at.isAfter(Instant.parse(position.group(1)))) {
        times.add("tick/" + at);
      }
    }
    return times;
  }
}
