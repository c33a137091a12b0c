package dev.aios.tests.input;

import static dev.aios.tests.input.Shop.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.effect.Effect;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Json;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.tests.input.Shop.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A runtime that cannot be opened, is closed, or runs out of disk. */
class BadRuntimeTest {
  private static final Saga<Order, Order> GIVING =
      Saga.named("give", 1, Order.class).step("give", (Order order) -> order).build();

  /** What is done wrong. */
  interface Opening {
    Aios open(Path dir) throws Exception;
  }

  private static Arguments bad(
      String name, Class<? extends AiosException> type, List<String> words, Opening opening) {
    return Arguments.of(name, type, words, opening);
  }

  private static Extension named(String name, Class<?> service) {
    return new Extension() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void install(Installation on) {
        register(on, service);
      }

      private <T> void register(Installation on, Class<T> type) {
        on.service(type, type.cast("a service"));
      }
    };
  }

  private static AiosBuilder memory() {
    return Aios.builder().memory();
  }

  static Stream<Arguments> openings() {
    Class<InvalidInputException> invalid = InvalidInputException.class;
    Class<StorageException> storage = StorageException.class;
    Class<ConflictException> conflict = ConflictException.class;
    return Stream.of(
        bad(
            "no URL",
            invalid,
            List.of("journal URL", "jdbc:sqlite:company.db"),
            dir -> Aios.open(null)),
        bad(
            "a URL of another database",
            invalid,
            List.of("'jdbc:mysql:x'"),
            dir -> Aios.open("jdbc:mysql:x")),
        bad(
            "a URL without a file",
            invalid,
            List.of("jdbc:sqlite:"),
            dir -> Aios.open("jdbc:sqlite:")),
        bad(
            "a URL with a NUL in its path",
            invalid,
            List.of("jdbc:sqlite:"),
            dir -> Aios.open("jdbc:sqlite:a\0b")),
        bad(
            "no journal chosen",
            invalid,
            List.of("no journal", "sqlite"),
            dir -> Aios.builder().open()),
        bad("no file", invalid, List.of("file", "null"), dir -> Aios.builder().sqlite(null).open()),
        bad(
            "a file that is no database",
            storage,
            List.of("text.db", "SQLite"),
            dir -> {
              Path file = Files.writeString(dir.resolve("text.db"), "hello\n".repeat(1000));
              return Aios.builder().sqlite(file).open();
            }),
        bad(
            "another program's database",
            storage,
            List.of("other.db", "journal"),
            dir -> {
              Path file = dir.resolve("other.db");
              try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
                  var statement = connection.createStatement()) {
                statement.execute("create table customers(name text)");
              }
              return Aios.builder().sqlite(file).open();
            }),
        bad(
            "a folder as the file",
            invalid,
            List.of("folder"),
            dir -> Aios.builder().sqlite(dir).open()),
        bad(
            "a file in a folder that is not there",
            invalid,
            List.of("nowhere", "create it first"),
            dir -> Aios.builder().sqlite(dir.resolve("nowhere").resolve("a.db")).open()),
        bad(
            "two extensions of one name",
            conflict,
            List.of("named x"),
            dir ->
                memory()
                    .extension(named("x", String.class))
                    .extension(named("x", CharSequence.class))
                    .open()),
        bad(
            "two extensions with one service",
            conflict,
            List.of("y", "java.lang.String"),
            dir ->
                memory()
                    .extension(named("x", String.class))
                    .extension(named("y", String.class))
                    .open()),
        bad(
            "no extension",
            invalid,
            List.of("extension", "null"),
            dir -> memory().extension(null).open()),
        bad("no saga", invalid, List.of("saga", "null"), dir -> memory().saga(null).open()),
        bad("no policy", invalid, List.of("policy", "null"), dir -> memory().policy(null).open()),
        bad(
            "two graphs of one saga and version",
            conflict,
            List.of("give v1", "version"),
            dir ->
                memory()
                    .saga(GIVING)
                    .saga(Saga.named("give", 1, Order.class).map("x", o -> o).build())
                    .open()),
        bad(
            "a breaker out of every range",
            invalid,
            List.of("failure rate 1.5", "window 0", "open PT0S"),
            dir -> memory().breaker(1.5, 0, Duration.ZERO).open()),
        bad(
            "a breaker of no number",
            invalid,
            List.of("failure rate NaN"),
            dir -> memory().breaker(Double.NaN, 5, Duration.ofSeconds(1)).open()),
        bad(
            "a lease of nothing",
            invalid,
            List.of("lease", "PT0S"),
            dir -> memory().lease(Duration.ZERO).open()),
        bad(
            "a lease that no node can renew in time",
            invalid,
            List.of("lease", "30 ms"),
            dir -> memory().lease(Duration.ofMillis(3)).open()),
        bad(
            "a negative poll",
            invalid,
            List.of("poll", "PT-1S"),
            dir -> memory().poll(Duration.ofSeconds(-1)).open()),
        bad(
            "a negative grace",
            invalid,
            List.of("grace", "PT-1S"),
            dir -> memory().grace(Duration.ofSeconds(-1)).open()),
        bad(
            "payloads of no bytes",
            invalid,
            List.of("payload", "0"),
            dir -> memory().maxPayloadBytes(0).open()),
        bad(
            "an alias twice",
            invalid,
            List.of("'order'"),
            dir -> memory().alias("order", Order.class).alias("order", String.class).open()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("openings")
  void a_runtime_that_cannot_be_opened_says_why(
      String name,
      Class<? extends AiosException> type,
      List<String> words,
      Opening opening,
      @TempDir Path dir)
      throws Exception {
    Throwable thrown =
        catchThrowable(
            () -> {
              try (Aios aios = opening.open(dir)) {
                aios.runs();
              }
            });

    assertThat(thrown).as(name).isInstanceOf(type);
    assertThat(thrown.getMessage()).contains(words);
    opensWellBeside(dir);
  }

  private static void opensWellBeside(Path dir) {
    try (Aios aios = Aios.builder().sqlite(dir.resolve("good.db")).open()) {
      assertThat(aios.start(GIVING, new Order("lamp", 1), "k").await(SOON).item())
          .isEqualTo("lamp");
    }
  }

  @Test
  void a_closed_runtime_says_so_to_every_request(@TempDir Path dir) {
    Shop shop = new Shop(dir, Aios.builder().sqlite(dir.resolve("company.db")));
    shop.close();
    Aios closed = shop.aios;
    long begin = 1;
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> requests =
        List.of(
            () -> closed.start(shop.giving, new Order("x", 1), "k"),
            () -> closed.register(shop.giving),
            () -> shop.waiting.signal("paid", 1),
            () -> shop.waiting.cancel("late"),
            () -> shop.waiting.await(SOON),
            () -> closed.runs().fork(Fork.of(shop.done.id(), begin, "f")),
            () -> closed.runs().migrate(shop.waiting.id(), 1),
            () -> closed.runs().importRun(dir.resolve("x")),
            () -> closed.runs().list(null, 1),
            () -> closed.events().publish(new Order("x", 1)),
            () -> closed.effects().perform(Effect.named("e", "x").by((r, c) -> r)),
            () -> closed.inbox().decide(shop.item, new Verdict.Approve(), "ann"),
            () -> closed.inbox().open());
    assertThat(requests)
        .allSatisfy(
            request ->
                assertThatThrownBy(request)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("closed"));
    try (Aios again = Aios.builder().sqlite(dir.resolve("company.db")).saga(shop.selling).open()) {
      Run<Object> waiting = again.runs().get(shop.waiting.id());
      waiting.signal("paid", 1);
      assertThat(waiting.await(SOON)).isEqualTo(new Order("lamp", 1));
    }
  }

  private static boolean succeeds(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void a_file_in_a_folder_that_cannot_be_written_says_so(@TempDir Path dir) throws IOException {
    Path folder = Files.createDirectory(dir.resolve("closed"));
    Path file = folder.resolve("company.db");
    Aios.builder().sqlite(file).open().close();
    // rights mean nothing to root, a read-only mount does
    boolean mounted = succeeds("mount", "--bind", folder.toString(), folder.toString());
    try {
      Assumptions.assumeTrue(
          mounted
              ? succeeds("mount", "-o", "remount,ro,bind", folder.toString())
              : folder.toFile().setWritable(false) && !Files.isWritable(folder),
          "neither allowed to mount nor bound by rights");
      for (Path path : List.of(file, folder.resolve("new.db"))) {
        assertThatThrownBy(() -> Aios.builder().sqlite(path).open())
            .isInstanceOf(StorageException.class)
            .hasMessageContaining(path.getFileName().toString())
            .hasMessageContaining("writ");
      }
    } finally {
      if (mounted) {
        succeeds("umount", folder.toString());
      }
      folder.toFile().setWritable(true);
    }
    try (Aios aios = Aios.builder().sqlite(file).open()) {
      assertThat(aios.start(GIVING, new Order("lamp", 1), "k").await(SOON).item())
          .isEqualTo("lamp");
    }
  }

  @Test
  void a_disk_that_is_full_holds_the_runs_and_loses_nothing_once_there_is_room(@TempDir Path dir)
      throws IOException {
    Path disk = Files.createDirectory(dir.resolve("disk"));
    Assumptions.assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()),
        "not allowed to mount a small disk");
    try (Aios aios = Aios.builder().sqlite(disk.resolve("company.db")).saga(GIVING).open()) {
      // room for the journal that is taken away, and given back
      Path ballast = disk.resolve("ballast");
      Files.write(ballast, new byte[200_000]);
      int started = 0;
      StorageException full = null;
      while (full == null && started < 10_000) {
        try {
          aios.start(GIVING, new Order("x".repeat(2000), started), "k" + started);
          started++;
        } catch (StorageException e) {
          full = e;
        }
      }
      assertThat(full).isNotNull();
      assertThat(full).hasMessageContaining("company.db").hasMessageContaining("full");
      Files.delete(ballast);
      for (int i = 0; i < started; i++) {
        Run<Order> run = aios.start(GIVING, new Order("x".repeat(2000), i), "k" + i);
        assertThat(run.await(SOON).amount()).isEqualTo(i);
      }
      assertThat(aios.journal().verify().problem()).isNull();
    } finally {
      succeeds("umount", disk.toString());
    }
  }

  @Test
  void an_outcome_too_large_for_its_limit_is_asked_about_and_the_rest_goes_on() {
    Saga<Order, Order> swelling =
        Saga.named("swell", 1, Order.class)
            .step("swell", (Order order) -> new Order("x".repeat(50_000), 1))
            .build();
    try (Aios aios = Aios.builder().memory().maxPayloadBytes(10_000).open()) {
      Run<Order> run = aios.start(swelling, new Order("x", 1), "1");
      Shop.until(() -> !aios.inbox().open().isEmpty());

      assertThat(aios.inbox().open().get(0).title())
          .contains("it happened, but its outcome cannot be recorded", "10000");
      aios.inbox()
          .decide(aios.inbox().open().get(0), new Verdict.Happened(new Order("small", 1)), "ann");
      assertThat(run.await(SOON).item()).isEqualTo("small");
      assertThat(aios.start(GIVING, new Order("y", 1), "k").await(SOON).item()).isEqualTo("y");
    }
  }

  @Test
  void a_journal_that_was_tampered_with_is_told_by_verify(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("company.db");
    try (Aios aios = Aios.builder().sqlite(file).open()) {
      aios.start(GIVING, new Order("lamp", 1), "k").await(SOON);
    }
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("update record set body = '" + Json.of("{}") + "' where position = 1");
    }
    try (Aios aios = Aios.builder().sqlite(file).open()) {
      assertThat(aios.journal().verify().firstBad()).isEqualTo(1);
      assertThat(aios.start(GIVING, new Order("chair", 1), "k2").await(SOON).item())
          .isEqualTo("chair");
    }
  }
}
