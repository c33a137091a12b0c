package dev.aios.tests.postgres;

import dev.aios.api.StorageException;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
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
 * system: one file for each thing done under each idempotency key.
 */
final class TortureNode {
  static final int STEPS = 3;

  private TortureNode() {}

  static Path effects(Path dir) {
    return dir.resolve("effects");
  }

  /** Runs whose start was confirmed. */
  static Path started(Path dir) {
    return dir.resolve("started");
  }

  /** Numbers that a node has taken for a run of its own. */
  static Path taken(Path dir) {
    return dir.resolve("taken");
  }

  /** Once it is there, no more runs are started. */
  static Path enough(Path dir) {
    return dir.resolve("enough");
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
  private static Aios open(String url, Saga<String, String> saga) throws InterruptedException {
    while (true) {
      try {
        return Aios.builder()
            .postgres(url)
            .saga(saga)
            .lease(Duration.ofSeconds(2))
            .poll(Duration.ofMillis(100))
            .open();
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
