package dev.aios.tests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module itself, on the module path, as a child process. */
class ModulePathTest {
  private static final String HOST =
      """
      package company.host;

      import dev.aios.api.run.Run;
      import dev.aios.api.saga.Saga;
      import dev.aios.core.Aios;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.time.Duration;

      public final class Main {
        public record Order(String item, int amount) {}

        public static void main(String[] args) throws Exception {
          Saga<Order, Order> saga =
              Saga.named("order", 1, Order.class)
                  .step("double", order -> new Order(order.item(), order.amount() * 2))
                  .approve("check")
                  .step("send", order -> new Order(order.item() + " sent", order.amount()))
                  .build();
          try (Aios aios = args.length == 0 ? memory(saga) : file(args[0], saga)) {
            Run<Order> run = aios.start(saga, new Order("lamp", 2), "1");
            while (aios.inbox().open().isEmpty() && !run.status().state().isFinal()) {
              Thread.onSpinWait();
            }
            aios.inbox().open().forEach(item -> aios.inbox().approve(item, "owner"));
            System.out.println(run.await(Duration.ofMinutes(2)));
            System.out.println("verifies " + aios.journal().verify().ok());
            System.out.println("named " + Main.class.getModule().isNamed()
                + " " + Aios.class.getModule().getName());
            // Before the end of this process, which removes them.
            try (var unpacked = Files.list(Path.of(System.getProperty("org.sqlite.tmpdir")))) {
              System.out.println("native libraries " + unpacked.count());
            }
          }
        }

        static Aios memory(Saga<Order, Order> saga) {
          return Aios.builder().memory().saga(saga).open();
        }

        static Aios file(String file, Saga<Order, Order> saga) {
          return Aios.builder().sqlite(Path.of(file)).saga(saga).discover().open();
        }
      }
      """;

  @TempDir Path temp;
  private Path natives;

  @BeforeEach
  void a_folder_for_native_libraries() throws IOException {
    natives = Files.createDirectory(temp.resolve("natives"));
  }

  /** What the tests of this module run on, but for themselves. */
  private static String modulePath() {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return String.join(
        File.pathSeparator,
        Arrays.stream(classes.split(File.pathSeparator, -1))
            .filter(part -> !part.contains("test-classes") && !part.contains("surefire"))
            .toList());
  }

  private Path compiled(String declaration) throws IOException {
    Path sources = Files.createDirectories(temp.resolve("source/company/host"));
    Path main = Files.writeString(sources.resolve("Main.java"), HOST);
    Path module = Files.writeString(temp.resolve("source/module-info.java"), declaration);
    Path classes = Files.createDirectory(temp.resolve("classes"));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean done =
        javac
            .getTask(
                said,
                null,
                null,
                List.of("--module-path", modulePath(), "-d", classes.toString(), "-proc:none"),
                null,
                javac.getStandardFileManager(null, null, null).getJavaFileObjects(main, module))
            .call();
    assertThat(done).as(said.toString()).isTrue();
    return classes;
  }

  private String run(Path classes, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dorg.sqlite.tmpdir=" + natives));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("--module-path", classes + File.pathSeparator + modulePath()));
    command.addAll(List.of("--module", "company.host/company.host.Main"));
    command.addAll(List.of(args));
    Path told = temp.resolve("told.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String output = Files.readString(told);
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  @Test
  void a_module_runs_a_saga_on_a_file_with_memory_and_governance_beside_it() throws Exception {
    Path classes =
        compiled(
            """
            module company.host {
              requires dev.aios.core;
              requires dev.aios.memory;
              requires dev.aios.governance;
              opens company.host;
            }
            """);
    String file = temp.resolve("company.db").toString();
    assertThat(run(classes, file))
        .contains("Order[item=lamp sent, amount=4]", "verifies true", "named true dev.aios.core")
        .containsPattern("native libraries [1-9]");
    // A second process finds the run done.
    assertThat(run(classes, file)).contains("Order[item=lamp sent, amount=4]");
  }

  @Test
  void in_memory_it_needs_no_native_library() throws Exception {
    Path classes =
        compiled(
            """
            module company.host {
              requires dev.aios.core;
              opens company.host;
            }
            """);
    assertThat(run(classes))
        .contains("Order[item=lamp sent, amount=4]", "verifies true", "named true dev.aios.core")
        .contains("native libraries 0");
  }
}
