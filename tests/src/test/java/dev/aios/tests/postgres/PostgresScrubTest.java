package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ErasedException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.Run;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the files of a PostgreSQL server of runs that were erased. */
@Timeout(300)
class PostgresScrubTest {
  /** What the runs work on. */
  public record Case(String word) {}

  private static final List<String> WORDS = List.of("Quittengelee", "Urteilsmoos", "Signaldistel");

  private static final Saga<Case, Case> SAGA =
      Saga.named("care", 1, Case.class)
          .step("s", (Case of) -> of)
          .approve("may-i")
          .await("word", Case.class, (Case of, Case word) -> new Case(of.word() + word.word()))
          .emit("tell", of -> of)
          .build();

  @TempDir Path dir;

  private static Aios open(String url) {
    return Aios.builder().postgres(url).saga(SAGA).poll(Duration.ofMillis(100)).open();
  }

  private static Run<Case> done(Aios aios, String key, String whom) {
    Run<Case> run = aios.start(SAGA, new Case("Quittengelee"), key, StartOptions.NONE.about(whom));
    List<InboxItem> open = aios.inbox().open();
    while (open.isEmpty()) {
      LockSupport.parkNanos(10_000_000); // the timeout of the test ends it
      open = aios.inbox().open();
    }
    aios.inbox().decide(open.get(0), new Verdict.Edit(new Case("Urteilsmoos"), ""), "owner");
    run.signal("word", new Case("Signaldistel"));
    run.await(Duration.ofMinutes(1));
    return run;
  }

  private static List<String> secrets(Journal journal) {
    List<String> secrets = new ArrayList<>();
    for (Row row : journal.rows(RowQuery.table("key"))) {
      String body = row.body().toString();
      int at = body.indexOf("\"secret\":\"") + 10;
      secrets.add(body.substring(at, body.indexOf('"', at)));
    }
    return secrets;
  }

  private List<String> found(List<String> texts) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(dir.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          for (String text : texts) {
            if (bytes.contains(text)) {
              found.add(text + " in " + dir.relativize(file));
            }
          }
        } catch (NoSuchFileException e) {
          // the server has removed it meanwhile
        }
      }
    }
    return found;
  }

  @Test
  void neither_content_nor_key_is_left_in_tables_or_log_where_the_role_may_have_them_overwritten()
      throws IOException, InterruptedException {
    OwnServer server = new OwnServer(dir.resolve("data"));
    server.start();
    try (Aios aios = open(server.url())) {
      Run<Case> hers = done(aios, "1", "anna");
      Run<Case> his = done(aios, "2", "ben");
      List<String> secrets = secrets(aios.journal());
      assertThat(secrets).hasSize(2);
      assertThat(found(WORDS)).isEmpty();
      assertThat(found(secrets)).hasSizeGreaterThanOrEqualTo(2);

      ErasedRuns erased = aios.runs().eraseAbout("anna");

      assertThat(erased.erased()).containsExactly(hers.id());
      assertThat(erased.filesClean()).as("the files are the server's").isFalse();
      List<String> gone = new ArrayList<>(secrets);
      gone.removeAll(secrets(aios.journal()));
      assertThat(gone).hasSize(1);
      // The server may have written an old page to its log just then: the next scrub goes over it.
      for (int more = 0; more < 3 && !found(gone).isEmpty(); more++) {
        aios.journal().scrub();
      }
      assertThat(found(gone)).isEmpty();
      assertThat(found(WORDS)).isEmpty();
      assertThatThrownBy(hers::result).isInstanceOf(ErasedException.class);
      assertThat(his.result()).isPresent();
      assertThat(aios.journal().verify().ok()).isTrue();
    } finally {
      server.kill();
    }
  }

  @Test
  void a_role_that_may_not_have_the_log_overwritten_scrubs_the_tables_all_the_same()
      throws IOException, InterruptedException, SQLException {
    OwnServer server = new OwnServer(dir.resolve("data"));
    server.start();
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE clerk LOGIN");
      statement.execute("GRANT CREATE ON DATABASE postgres TO clerk");
      String url = server.url().replace("user=postgres", "user=clerk");
      try (Aios aios = open(url)) {
        Run<Case> hers = done(aios, "1", "anna");
        List<String> secrets = secrets(aios.journal());
        assertThat(aios.runs().eraseAbout("anna").erased()).containsExactly(hers.id());
        statement.execute("CHECKPOINT");
        assertThat(found(secrets)).allMatch(place -> place.contains("pg_wal"));
        assertThatThrownBy(hers::result).isInstanceOf(ErasedException.class);
      }
    } finally {
      server.kill();
    }
  }

  @Test
  void what_one_node_erases_another_opens_no_more_and_writes_nothing_about() {
    String url = Postgres.url();
    String schema = Postgres.freshSchema();
    var options = dev.aios.core.journal.PostgresOptions.DEFAULTS.schema(schema);
    var world = new dev.aios.core.internal.SystemWorld();
    try (Journal one = dev.aios.core.journal.PostgresJournal.open(url, world, options);
        Journal two = dev.aios.core.journal.PostgresJournal.open(url, world, options);
        Aios first = Aios.builder().journal(one).saga(SAGA).open();
        Aios second = Aios.builder().journal(two).saga(SAGA).open()) {
      Run<Case> run = done(first, "1", "anna");
      Run<Object> same = second.runs().get(run.id());
      assertThat(same.history()).isNotEmpty();
      assertThat(same.result()).isPresent();

      assertThat(first.runs().eraseAbout("anna").erased()).containsExactly(run.id());

      assertThat(same.status().why()).isEqualTo("erased");
      boolean opened = true;
      while (opened) {
        try {
          opened = !same.history().isEmpty();
        } catch (ErasedException e) {
          opened = false; // a second after it was last asked for, the key is asked for again
        }
      }
      assertThatThrownBy(same::result).isInstanceOf(ErasedException.class);
      assertThat(second.runs().eraseAbout("anna").erased()).isEmpty();
    } finally {
      world.close();
    }
  }
}
