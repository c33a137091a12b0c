package dev.aios.tests.postgres;

import dev.aios.api.StorageException;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A node process that is killed and stopped at any moment. It starts runs, one after the other, and
 * works on whatever runs it finds. What a run does lands in a folder that stands for another
 * system: one file for each thing done under each idempotency key. Told where the store is, the URL
 * of a PostgreSQL or a SQLite file, and the folder.
 */
public final class TortureNode {
  /** How many things each run does outside. */
  public static final int STEPS = 3;

  private TortureNode() {}

  /** What was done, a file for each key under which it was. */
  public static Path effects(Path dir) {
    return dir.resolve("effects");
  }

  /** Runs whose start was confirmed. */
  public static Path started(Path dir) {
    return dir.resolve("started");
  }

  /** Numbers that a node has taken for a run of its own. */
  public static Path taken(Path dir) {
    return dir.resolve("taken");
  }

  /** Once it is there, no more runs are started. */
  public static Path enough(Path dir) {
    return dir.resolve("enough");
  }

  /** A file for each process that has opened its runtime. */
  public static Path open(Path dir) {
    return dir.resolve("open");
  }

  private static Saga<String, String> saga(Path dir) {
    return Saga.named("tortured", 1, String.class)
        .step("one", (String run, EffectCall call) -> perform(dir, run, "one", call))
        .idempotent()
        .sleep("rest", Duration.ofMillis(150))
        .step("two", (String run, EffectCall call) -> perform(dir, run, "two", call))
        .idempotent()
        .step("three", (String run, EffectCall call) -> perform(dir, run, "three", call))
        .idempotent()
        .build();
  }

  private static String perform(Path dir, String run, String step, EffectCall call)
      throws IOException {
    String key = HexFormat.of().formatHex(call.idempotencyKey().getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        effects(dir).resolve(run + "." + step + "." + key),
        ProcessHandle.current().pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return run;
  }

  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[1]);
    Saga<String, String> saga = saga(dir);
    try (Aios aios = open(args[0], saga)) {
      Files.createDirectories(open(dir));
      Files.createFile(open(dir).resolve("" + ProcessHandle.current().pid()));
      int next = 0;
      while (!Files.exists(enough(dir))) {
        next = take(dir, next);
        start(aios, saga, dir, "r" + next);
        Thread.sleep(30);
      }
      while (true) {
        Thread.sleep(1000);
      }
    }
  }

  /** The database may be away just now. */
  private static Aios open(String store, Saga<String, String> saga) throws InterruptedException {
    while (true) {
      try {
        AiosBuilder builder = Aios.builder();
        builder =
            store.startsWith("jdbc:") ? builder.postgres(store) : builder.sqlite(Path.of(store));
        return builder.saga(saga).lease(Duration.ofSeconds(2)).poll(Duration.ofMillis(100)).open();
      } catch (StorageException e) {
        Thread.sleep(200);
      }
    }
  }

  private static int take(Path dir, int from) throws IOException {
    int n = from;
    while (!isTaken(dir, n)) {
      n++;
    }
    return n;
  }

  /** Whether this node has it now, and no other. */
  private static boolean isTaken(Path dir, int n) throws IOException {
    try {
      Files.createFile(taken(dir).resolve("r" + n));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void start(Aios aios, Saga<String, String> saga, Path dir, String run)
      throws IOException, InterruptedException {
    while (true) {
      try {
        var unused = aios.start(saga, run, run);
        Files.createFile(started(dir).resolve(run));
        return;
      } catch (StorageException e) {
        Thread.sleep(200);
      }
    }
  }
}
