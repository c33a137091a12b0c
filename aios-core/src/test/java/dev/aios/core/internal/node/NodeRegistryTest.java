package dev.aios.core.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.ChildProcess;
import dev.aios.core.internal.FaultyJournal;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // closed in the midst of a test, to see what that does
class NodeRegistryTest {
  private static final Duration LEASE = NodeRegistry.DEFAULT_LEASE;

  @TempDir Path folder;

  private final JacksonCodec codec = new JacksonCodec();
  private final SteppedWorld here = new SteppedWorld();
  private final SteppedWorld there = new SteppedWorld();

  private Journal journal(String kind, World world) {
    return kind.equals("memory")
        ? new MemoryJournal(world)
        : SqliteJournal.open(folder.resolve("nodes.db"), world);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void a_node_is_alive_from_start_to_close(String kind) {
    try (Journal journal = journal(kind, here);
        NodeRegistry a = new NodeRegistry(journal, codec, here);
        NodeRegistry b = new NodeRegistry(journal, codec, here)) {
      assertThat(a.nodeId()).hasSize(26).isNotEqualTo(b.nodeId());
      assertThat(b.isDead(a.nodeId())).isTrue();
      a.start();
      b.start();
      here.advance(Duration.ofMillis(100));
      assertThat(b.isDead(a.nodeId())).isFalse();
      assertThat(a.isDead(b.nodeId())).isFalse();
      assertThat(a.isDead(a.nodeId())).isFalse();

      here.advance(LEASE.multipliedBy(20));
      assertThat(b.isDead(a.nodeId())).isFalse();
      Row row = journal.row("node", a.nodeId()).orElseThrow();
      assertThat(row.group()).isEqualTo("live");
      assertThat(row.rank())
          .isBetween(here.millis() + 2 * LEASE.toMillis() / 3, here.millis() + LEASE.toMillis());

      a.close();
      here.advance(Duration.ofMillis(100));
      assertThat(b.isDead(a.nodeId())).isTrue();
      assertThat(a.holdsLease()).isFalse();
      assertThat(journal.row("node", a.nodeId())).isEmpty();
      here.advance(LEASE.multipliedBy(3));
      assertThat(journal.row("node", a.nodeId())).as("no renewal after the close").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void a_node_without_a_sign_of_life_is_dead_after_its_lease(String kind) {
    try (Journal journal = journal(kind, here);
        NodeRegistry silent = new NodeRegistry(journal, codec, there);
        NodeRegistry other = new NodeRegistry(journal, codec, here)) {
      silent.start();
      other.start();
      here.advance(LEASE.minusMillis(200));
      assertThat(other.isDead(silent.nodeId())).isFalse();
      here.advance(Duration.ofMillis(300));
      assertThat(other.isDead(silent.nodeId())).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void a_node_that_slept_past_its_lease_is_told_and_lives_again(String kind) {
    try (Journal journal = journal(kind, here);
        NodeRegistry node = new NodeRegistry(journal, codec, here);
        NodeRegistry other = new NodeRegistry(journal, codec, there)) {
      AtomicInteger lost = new AtomicInteger();
      node.onLeaseLost(
          () -> {
            lost.incrementAndGet();
            assertThat(node.nodeId()).isNotEmpty();
          });
      node.start();
      here.advance(LEASE);
      assertThat(lost).hasValue(0);

      here.jump(Duration.ofHours(8));
      there.jump(Duration.ofHours(8).plus(LEASE));
      assertThat(node.holdsLease()).isFalse();
      assertThat(other.isDead(node.nodeId())).isTrue();
      here.settle();
      assertThat(lost).hasValue(1);
      assertThat(node.holdsLease()).isTrue();
      there.jump(Duration.ofMillis(100));
      assertThat(other.isDead(node.nodeId())).isFalse();
      here.advance(LEASE.multipliedBy(3));
      assertThat(lost).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void a_node_whose_row_was_removed_is_told_and_lives_again(String kind) {
    try (Journal journal = journal(kind, here);
        NodeRegistry node = new NodeRegistry(journal, codec, here)) {
      AtomicInteger lost = new AtomicInteger();
      node.onLeaseLost(lost::incrementAndGet);
      node.start();
      journal.writeNow(
          new Write(
              List.of(),
              List.of(new RowChange.Delete("node", node.nodeId(), RowChange.ANY)),
              List.of()));
      here.advance(LEASE);
      assertThat(lost).hasValue(1);
      assertThat(journal.row("node", node.nodeId())).isPresent();
    }
  }

  @Test
  void a_node_that_cannot_write_for_longer_than_its_lease_is_told_and_lives_again_when_it_can() {
    FaultyJournal journal = new FaultyJournal(new MemoryJournal(here));
    try (journal;
        NodeRegistry node = new NodeRegistry(journal, codec, here);
        NodeRegistry other = new NodeRegistry(journal, codec, here)) {
      AtomicInteger lost = new AtomicInteger();
      node.onLeaseLost(lost::incrementAndGet);
      node.start();
      journal.writesFail(true);
      here.advance(LEASE.minusSeconds(1));
      assertThat(lost).hasValue(0);
      assertThat(node.holdsLease()).isTrue();
      here.advance(LEASE);
      assertThat(lost.get()).isPositive();
      assertThat(node.holdsLease()).isFalse();
      assertThat(other.isDead(node.nodeId())).isTrue();
      journal.writesFail(false);
      here.advance(LEASE);
      assertThat(node.holdsLease()).isTrue();
      assertThat(other.isDead(node.nodeId())).isFalse();
    }
  }

  @Test
  void a_callback_that_asks_the_registry_from_another_thread_is_answered() throws Exception {
    try (Journal journal = new MemoryJournal(here);
        NodeRegistry node = new NodeRegistry(journal, codec, here)) {
      AtomicInteger answers = new AtomicInteger();
      node.onLeaseLost(
          () -> {
            Thread asking = new Thread(() -> answers.addAndGet(node.holdsLease() ? 0 : 1));
            asking.start();
            try {
              asking.join(10_000);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      node.start();
      here.jump(LEASE.multipliedBy(2));
      here.settle();
      assertThat(answers).hasValue(1);
    }
  }

  @Test
  void whether_a_node_is_dead_is_read_at_most_every_100_ms() {
    try (Journal journal = new MemoryJournal(here);
        NodeRegistry a = new NodeRegistry(journal, codec, here);
        NodeRegistry b = new NodeRegistry(journal, codec, here)) {
      a.start();
      assertThat(b.isDead(a.nodeId())).isFalse();
      a.close();
      here.advance(Duration.ofMillis(99));
      assertThat(b.isDead(a.nodeId())).isFalse();
      here.advance(Duration.ofMillis(1));
      assertThat(b.isDead(a.nodeId())).isTrue();
    }
  }

  @Test
  void rows_of_nodes_that_died_long_ago_are_swept() {
    try (Journal journal = new MemoryJournal(here);
        NodeRegistry late = new NodeRegistry(journal, codec, here)) {
      new NodeRegistry(journal, codec, there).start();
      here.jump(LEASE.multipliedBy(2));
      try (NodeRegistry early = new NodeRegistry(journal, codec, here)) {
        early.start();
        assertThat(journal.rows(RowQuery.table("node"))).hasSize(2);
      }
      here.jump(Duration.ofHours(2));
      late.start();
      assertThat(journal.rows(RowQuery.table("node")))
          .extracting(Row::key)
          .containsExactly(late.nodeId());
    }
  }

  @Test
  void a_killed_process_is_dead_at_once_on_the_same_machine() throws Exception {
    Path file = folder.resolve("nodes.db");
    try (SystemWorld world = new SystemWorld();
        Journal journal = SqliteJournal.open(file, world);
        NodeRegistry node = new NodeRegistry(journal, codec, world);
        ChildProcess child = ChildProcess.start(Living.class, file.toString())) {
      node.start();
      String id = child.line();
      assertThat(node.isDead(id)).isFalse();
      child.kill();
      world.sleep(Duration.ofMillis(100));
      assertThat(node.isDead(id)).isTrue();
      assertThat(journal.row("node", id).orElseThrow().rank())
          .as("its lease still has long to go")
          .isGreaterThan(world.millis() + Duration.ofMinutes(30).toMillis());
    }
  }

  /** A node that lives until it is killed. */
  static final class Living {
    public static void main(String[] args) throws Exception {
      SystemWorld world = new SystemWorld();
      Journal journal = SqliteJournal.open(Path.of(args[0]), world);
      NodeRegistry node = new NodeRegistry(journal, new JacksonCodec(), world, Duration.ofHours(1));
      node.start();
      System.out.println(node.nodeId());
      world.sleep(Duration.ofMinutes(2));
    }
  }

  @Test
  void a_process_is_told_from_a_later_one_with_its_pid() {
    ProcessRecord self = Processes.self();
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(Processes.isGone(self)).isFalse();
    ProcessRecord earlier = new ProcessRecord(self.place(), self.pid(), self.start() - 1_000_000);
    assertThat(Processes.isGone(earlier)).isTrue();
  }

  @Test
  void a_process_of_another_machine_boot_or_container_is_never_judged_by_its_pid() {
    ProcessRecord self = Processes.self();
    ProcessRecord elsewhere = new ProcessRecord("elsewhere/" + self.place(), 999_999_999, 1);
    assertThat(Processes.isGone(elsewhere)).isFalse();
    ProcessRecord here = new ProcessRecord(self.place(), 999_999_999, 1);
    assertThat(Processes.isGone(here)).isTrue();
  }

  @Test
  void a_row_that_cannot_be_read_is_judged_by_its_lease() {
    try (Journal journal = new MemoryJournal(here);
        NodeRegistry node = new NodeRegistry(journal, codec, here)) {
      journal.writeNow(
          new Write(
              List.of(),
              List.of(
                  new RowChange.Put(
                      "node", "n", RowChange.ABSENT, "live", here.millis() + 1_000, Json.of("7"))),
              List.of()));
      assertThat(node.isDead("n")).isFalse();
      here.advance(Duration.ofMillis(1_100));
      assertThat(node.isDead("n")).isTrue();
    }
  }
}
