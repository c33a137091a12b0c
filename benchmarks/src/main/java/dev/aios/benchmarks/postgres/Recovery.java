package dev.aios.benchmarks.postgres;

import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.journal.PostgresOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How long it takes until a node has taken up the runs of a node that was killed. A process of its
 * own starts the runs, none of which gets further than its first step, and is killed.
 */
public final class Recovery {
  private static final String SCHEMA = "recovery";

  /**
   * What was measured.
   *
   * @param first seconds until the first step was performed again
   * @param all seconds until all runs were completed
   */
  record Took(double first, double all) {}

  private Recovery() {}

  private static PostgresOptions options() {
    return PostgresOptions.DEFAULTS.schema(SCHEMA);
  }

  private static PGSimpleDataSource source(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }

  static Took measure(String url, int runs) throws IOException, InterruptedException {
    interrupt(url, runs);
    AtomicLong first = new AtomicLong();
    long start = System.nanoTime();
    CountDownLatch done = new CountDownLatch(runs);
    Saga<String, String> saga =
        Saga.named("interrupted", 1, String.class)
            .step(
                "first",
                (String value) -> {
                  first.compareAndSet(0, System.nanoTime());
                  return value;
                })
            .idempotent()
            .step(
                "second",
                (String value) -> {
                  done.countDown();
                  return value;
                })
            .idempotent()
            .build();
    try (var pool = pool(url);
        Aios aios = Aios.builder().postgres(pool, options()).saga(saga).open()) {
      if (!done.await(120, TimeUnit.SECONDS)) {
        throw new IllegalStateException(done.getCount() + " runs were not taken up");
      }
      long end = System.nanoTime();
      if (aios.journal().head() < 4L * runs) {
        throw new IllegalStateException("runs are missing");
      }
      return new Took((first.get() - start) / 1e9, (end - start) / 1e9);
    }
  }

  private static com.zaxxer.hikari.HikariDataSource pool(String url) {
    com.zaxxer.hikari.HikariConfig config = new com.zaxxer.hikari.HikariConfig();
    config.setDataSource(source(url));
    config.setMaximumPoolSize(5);
    return new com.zaxxer.hikari.HikariDataSource(config);
  }

  private static void interrupt(String url, int runs) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Recovery.class.getName(), url, Integer.toString(runs)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String said = out.readLine();
      if (!"started".equals(said)) {
        throw new IllegalStateException("the process to be killed said " + said);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String never(String value) {
    while (!value.isEmpty()) {
      LockSupport.park();
    }
    return value;
  }

  /**
   * The process that is killed.
   *
   * @param args the database's URL and the number of runs
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    int runs = Integer.parseInt(args[1]);
    Saga<String, String> saga =
        Saga.named("interrupted", 1, String.class)
            .step("first", (String value) -> never(value))
            .idempotent()
            .step("second", (String value) -> value)
            .idempotent()
            .build();
    try (var pool = pool(args[0]);
        Aios aios = Aios.builder().postgres(pool, options()).open()) {
      List<Thread> threads = new ArrayList<>();
      AtomicLong next = new AtomicLong();
      for (int i = 0; i < 64; i++) {
        Thread thread =
            new Thread(
                () -> {
                  for (long n = next.getAndIncrement(); n < runs; n = next.getAndIncrement()) {
                    var unused = aios.start(saga, "payload", "run-" + n);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.println("started");
      Thread.currentThread().join();
    }
  }
}
