package dev.aios.examples.consultancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the program, again and again, wherever it happens to be: 40 times in each build, 200 times
 * with {@code -Ptorture}, or as often as the property {@code aios.kills} says. Which moments, says
 * the property {@code aios.seed}, printed with each run.
 */
class KillTest {
  private static final long SEED =
      Long.getLong("aios.seed", new SplittableRandom().nextLong(1_000_000_000));
  private static final int CHAINS = 2;

  /** Five deaths in the delivery of one event make it a dead letter, which waits for a person. */
  private static final int MOST_KILLS_IN_A_ROW = 4;

  /** The phases, each as often as it is to be chosen; the middle of the work more often. */
  private static final List<String> WHERE =
      List.of(
          "start",
          "reading",
          "opening",
          "identity",
          "identity",
          "invoices",
          "invoices",
          "invoices",
          "recall",
          "recall",
          "recall",
          "recall",
          "leads",
          "leads",
          "leads",
          "approvals",
          "approvals",
          "approvals",
          "approvals",
          "approvals",
          "report");

  private static final Pattern PHASE = Pattern.compile("\\[ *(\\d+)\\.(\\d{3})\\] == (\\w+)");

  private final Map<String, Integer> killedIn = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> lengths = new ConcurrentSkipListMap<>();
  private final AtomicInteger started = new AtomicInteger();

  @Test
  void killed_at_any_moment_and_run_again_it_does_everything_exactly_once(@TempDir Path temp)
      throws Exception {
    kill(Integer.getInteger("aios.kills", 40), temp);
  }

  @Test
  @Tag("torture")
  void killed_at_two_hundred_moments(@TempDir Path temp) throws Exception {
    kill(Integer.getInteger("aios.kills", 200), temp);
  }

  private void kill(int all, Path temp) throws Exception {
    Program program = new Program(temp);
    Path reference = temp.resolve("reference");
    Program.Child whole = run(program, reference);
    assertThat(whole.end()).as(whole.output()).isZero();
    Expected.exactlyOnce(new Output(reference));
    // the first run also keeps the classes that it loaded: how long each phase takes, tells another
    Program.Child next = run(program, temp.resolve("measured"));
    assertThat(next.end()).as(next.output()).isZero();
    measure(next.output());

    ExecutorService executor = Executors.newFixedThreadPool(CHAINS);
    try {
      List<Future<Integer>> chains = new ArrayList<>();
      for (int i = 0; i < CHAINS; i++) {
        int number = i;
        int kills = all / CHAINS + (i < all % CHAINS ? 1 : 0);
        Path folder = temp.resolve("chain-" + i);
        chains.add(executor.submit(() -> chain(program, folder, number, kills)));
      }
      int finished = 0;
      for (Future<Integer> chain : chains) {
        finished += chain.get(30, TimeUnit.MINUTES);
      }
      System.out.println(
          "KILLS seed "
              + SEED
              + ": "
              + killedIn
              + " of "
              + started
              + " processes, each folder whole at the end: "
              + finished);
    } finally {
      executor.shutdownNow();
    }
    assertThat(killedIn.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(all);
    if (all >= 100) {
      assertThat(killedIn.keySet())
          .contains("identity", "invoices", "recall", "leads", "approvals");
    }
  }

  /** Folder after folder: killed some times, then left alone, then looked at. */
  private int chain(Program program, Path folders, int number, int kills) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED + number);
    int left = kills;
    int finished = 0;
    while (left > 0) {
      Path folder = folders.resolve("run-" + finished);
      int planned = Math.min(left, 1 + random.nextInt(MOST_KILLS_IN_A_ROW));
      for (int i = 0; i < planned; i++) {
        left -= killOnce(program, folder, random) ? 1 : 0;
      }
      Program.Child last = run(program, folder);
      String where = "seed " + SEED + ", chain " + number + ", " + folder + "\n";
      assertThat(last.end()).as(where + last.output()).isZero();
      try {
        Expected.exactlyOnce(new Output(folder));
      } catch (AssertionError e) {
        throw new AssertionError(where + last.output() + "\n" + e.getMessage(), e);
      }
      finished++;
    }
    return finished;
  }

  /** Starts it and kills it somewhere; false if it was done before. */
  private boolean killOnce(Program program, Path folder, SplittableRandom random)
      throws InterruptedException {
    String phase = WHERE.get(random.nextInt(WHERE.size()));
    int delay = random.nextInt(lengths.getOrDefault(phase, 300) + 40);
    Program.Child child = run(program, folder);
    if (!phase.equals("start") && !child.reaches(phase)) {
      assertThat(child.end()).as(child.output()).isZero();
      return false;
    }
    if (child.process.waitFor(delay, TimeUnit.MILLISECONDS)) {
      assertThat(child.end()).as(child.output()).isZero();
      return false;
    }
    String reached = child.phase();
    child.kill();
    killedIn.merge(reached, 1, Integer::sum);
    return true;
  }

  private Program.Child run(Program program, Path folder) {
    started.incrementAndGet();
    return program.start("--out", folder.toString(), "--approve", "all");
  }

  /** How long each phase takes when nobody disturbs it. */
  private void measure(String output) {
    String before = "start";
    int since = 0;
    Matcher matcher = PHASE.matcher(output);
    while (matcher.find()) {
      int at = Integer.parseInt(matcher.group(1)) * 1000 + Integer.parseInt(matcher.group(2));
      if (!before.equals("start")) {
        lengths.put(before, at - since);
      }
      before = matcher.group(3);
      since = at;
    }
  }
}
