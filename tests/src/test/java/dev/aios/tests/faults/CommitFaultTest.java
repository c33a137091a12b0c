package dev.aios.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.BrokenSqlite;
import dev.aios.testkit.world.VirtualWorld;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SQLite reports an error at COMMIT: whoever wrote is told what is true. */
@Timeout(60)
class CommitFaultTest {
  /** What becomes of the next commits. */
  private enum Commits {
    WORK,
    /** The next one fails, and the one after it works. */
    FAIL_ONCE,
    /** The next one is done, and reported to have failed. */
    ARE_DENIED_ONCE,
    /** All fail. */
    FAIL
  }

  private static final Write NOTE = Write.of(new Draft("note", "a", Json.of("1")));

  @TempDir Path dir;

  private final VirtualWorld world = VirtualWorld.builder().build();
  private volatile Commits commits = Commits.WORK;
  private Journal journal;

  @BeforeEach
  void open() {
    journal = BrokenSqlite.open(dir.resolve("company.db"), world, this::through);
    journal.writeNow(NOTE);
  }

  @AfterEach
  void close() {
    journal.close();
    world.close();
  }

  private Connection through(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            CommitFaultTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, given) -> {
              boolean commit =
                  method.getName().equals("setAutoCommit")
                      && given[0].equals(true)
                      && !real.getAutoCommit();
              Commits now = commits;
              if (commit && now != Commits.WORK) {
                if (now != Commits.FAIL) {
                  commits = Commits.WORK;
                }
                if (now == Commits.ARE_DENIED_ONCE) {
                  real.setAutoCommit(true);
                }
                throw new SQLException("disk I/O error, by the test", null, 10);
              }
              try {
                return method.invoke(real, given);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Write row(int version) {
    return Write.of(new RowChange.Put("t", "k", version, "", 0, Json.of("" + version)));
  }

  @Test
  void a_commit_that_was_done_all_the_same_is_no_failure() {
    commits = Commits.ARE_DENIED_ONCE;
    assertThat(journal.writeNow(NOTE).firstPosition()).isEqualTo(2);
    commits = Commits.ARE_DENIED_ONCE;
    journal.writeNow(row(0));
    commits = Commits.ARE_DENIED_ONCE;
    journal.writeNow(row(1));
    assertThat(journal.row("t", "k").orElseThrow().version()).isEqualTo(2);
    commits = Commits.ARE_DENIED_ONCE;
    journal.writeNow(Write.of(new RowChange.Delete("t", "k", 2)));
    assertThat(journal.row("t", "k")).isEmpty();
    assertThat(journal.writeNow(NOTE).firstPosition()).isEqualTo(3);
    assertThat(journal.verify().ok()).isTrue();
  }

  @Test
  void after_a_commit_that_failed_it_is_certain_that_nothing_was_applied() {
    for (Write write :
        List.of(NOTE, row(0), Write.of(NOTE.records().get(0), row(0).rows().get(0)))) {
      commits = Commits.FAIL_ONCE;
      assertThatThrownBy(() -> journal.writeNow(write))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Nothing of the write was applied");
      assertThat(journal.head()).isEqualTo(1);
      assertThat(journal.row("t", "k")).isEmpty();
    }
    assertThat(journal.writeNow(NOTE).firstPosition()).isEqualTo(2);
    assertThat(journal.verify().ok()).isTrue();
  }

  @Test
  void while_the_disk_is_gone_nobody_says_what_became_of_a_commit() {
    commits = Commits.FAIL;
    assertThatThrownBy(() -> journal.writeNow(NOTE))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot be read back")
        .hasMessageNotContainingAny("Nothing of the write was applied");
    commits = Commits.WORK;
    assertThat(journal.writeNow(NOTE).firstPosition()).isEqualTo(2);
    assertThat(journal.verify().ok()).isTrue();
  }

  @Test
  void of_a_write_of_counters_alone_nobody_can_say() {
    commits = Commits.ARE_DENIED_ONCE;
    Write counted = new Write(List.of(), List.of(), List.of(CounterChange.add("c", 1)));
    assertThatThrownBy(() -> journal.writeNow(counted))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot be read back");
    assertThat(journal.counter("c")).isEqualTo(1);
  }
}
