package dev.aios.core.journal;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What tests run in a process of its own: {@code flood FILE NAME} or {@code share FILE NAME COUNT}.
 */
final class JournalChild {
  private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  private JournalChild() {}

  public static void main(String[] args) throws Exception {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(Path.of(args[1]), world)) {
      if (args[0].equals("flood")) {
        flood(journal, args[2]);
      } else {
        share(journal, args[2], Integer.parseInt(args[3]));
      }
    }
  }

  /** Writes until it is killed, and says of each write that it is durable once it is. */
  private static void flood(SqliteJournal journal, String name) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String stream = name + "/" + t;
      Thread thread =
          new Thread(
              () -> {
                for (long i = 0; ; i += 3) {
                  List<CompletableFuture<Commit>> commits = new ArrayList<>();
                  for (long n = i; n < i + 3; n++) {
                    commits.add(journal.write(numbered(stream, n)));
                  }
                  for (int n = 0; n < 3; n++) {
                    acknowledge(stream, i + n, commits.get(n).join());
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  static Write numbered(String stream, long n) {
    Json body = Json.of("{\"n\":" + n + ",\"text\":\"" + "x".repeat((int) (n % 700)) + "\"}");
    return Write.builder()
        .record("child.wrote", stream, body)
        .row(new RowChange.Put("child", stream, n, n % 2 == 0 ? "EVEN" : "ODD", n, body))
        .counter(CounterChange.add("count/" + stream, 1))
        .build();
  }

  private static void acknowledge(String stream, long n, Commit commit) {
    synchronized (OUT) {
      OUT.println(stream + " " + n + " " + commit.lastPosition());
      OUT.flush();
    }
  }

  /** Raises one row's number so many times, in turn with whoever else does. */
  private static void share(SqliteJournal journal, String name, int count) {
    int conflicts = 0;
    for (int done = 0; done < count; ) {
      long version = journal.row("shared", "number").map(Row::version).orElse(RowChange.ABSENT);
      Json body = Json.of("{\"by\":\"" + name + "\",\"number\":" + (version + 1) + "}");
      Write write =
          Write.builder()
              .record("number.raised", "number", body)
              .row(new RowChange.Put("shared", "number", version, "", 0, body))
              .counter(new CounterChange("raised", 1, Long.MAX_VALUE))
              .build();
      try {
        journal.writeNow(write);
        done++;
      } catch (WriteRejectedException e) {
        conflicts++;
      }
    }
    OUT.println("conflicts " + conflicts);
    OUT.flush();
  }
}
