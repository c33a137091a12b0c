package dev.aios.tests.engine;

import dev.aios.api.effect.EffectCall;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own with a runtime on a shared file: does what it is told on its standard input,
 * and notes what its steps do in a shared log.
 */
final class BranchOffice {
  private BranchOffice() {}

  /** Notes one line in the log, in one write. */
  private static void note(Path log, String line) throws IOException {
    Files.writeString(
        log,
        line + " " + ProcessHandle.current().pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static Saga<Order, Order> saga(Path log) {
    return Saga.named("branch", 1, Order.class)
        .step("first", (Order order, EffectCall call) -> done(log, order, call))
        .idempotent()
        .await("go", String.class, (Order order, String word) -> order)
        .step("second", (Order order, EffectCall call) -> done(log, order, call))
        .idempotent()
        .build();
  }

  private static Order done(Path log, Order order, EffectCall call)
      throws IOException, InterruptedException {
    if (call.attempt() == 1 && order.amount() > 0) {
      note(log, "begun " + call.idempotencyKey());
      Thread.sleep(order.amount());
    }
    note(log, "done " + call.idempotencyKey());
    return order;
  }

  @SuppressWarnings("StringSplitter") // lines of this test alone
  public static void main(String[] args) throws IOException {
    Path log = Path.of(args[1]);
    Saga<Order, Order> saga = saga(log);
    List<Run<Order>> runs = new ArrayList<>();
    try (Aios aios =
            Aios.builder().sqlite(Path.of(args[0])).saga(saga).poll(Duration.ofMillis(50)).open();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("open");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "start" ->
              runs.add(aios.start(saga, new Order("x", Integer.parseInt(words[2])), words[1]));
          case "signal" -> aios.signal(new RunId("branch", words[1]), "go", "on");
          case "await" -> runs.forEach(run -> run.await(Duration.ofSeconds(60)));
          default -> throw new IllegalArgumentException(line);
        }
        System.out.println("did " + line);
      }
    }
    System.out.println("closed");
  }
}
