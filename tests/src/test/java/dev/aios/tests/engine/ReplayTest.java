package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunSnapshot;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run as it stood, a run from there, a run as a file. */
class ReplayTest {
  private static Agent<Order, Order> pricer(Site site) {
    return Agent.of(
        "pricer",
        (order, context) ->
            context
                .effects()
                .perform(
                    Effect.named("ask", order)
                        .by(
                            (request, call) -> {
                              site.did("ask " + call.idempotencyKey());
                              return request.plus(10);
                            })));
  }

  private static Saga<Order, Order> selling(Site site) {
    return Saga.named("sell", 1, Order.class)
        .then(site.undoable("a"))
        .step("price", pricer(site))
        .approve("look", proposal -> proposal.value().amount() > 1000)
        .then(site.adding("send", 100))
        .build();
  }

  private static long checkpoint(Site site, Run<?> run, String kind, String node) {
    site.settle();
    return run.history().stream()
        .filter(one -> one.kind().equals(kind) && (node == null || node.equals(one.node())))
        .findFirst()
        .orElseThrow()
        .position();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_is_rehydrated_at_every_checkpoint(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .then(site.undoable("b"))
              .then(site.failing("bad"))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      site.failure(run);
      var runs = site.aios().runs();
      List<String> seen = new ArrayList<>();
      for (Checkpoint checkpoint : runs.history(run.id())) {
        RunSnapshot then = runs.at(run.id(), checkpoint.position());
        assertThat(then.input()).isEqualTo(new Order("x", 0));
        assertThat(then.status().started()).isEqualTo(runs.history(run.id()).get(0).time());
        assertThat(then.status().updated()).isEqualTo(checkpoint.time());
        seen.add(
            checkpoint.kind()
                + " "
                + then.status().state()
                + " "
                + then.outcomes().keySet()
                + " "
                + new TreeSet<>(then.undone()));
      }

      assertThat(seen)
          .containsSubsequence(
              "run.started RUNNING [] []",
              "step.completed RUNNING [a] []",
              "step.completed RUNNING [a, b] []",
              "run.failing COMPENSATING [a, b] []",
              "undo.done COMPENSATING [a, b] [b]",
              "undo.done COMPENSATING [a, b] [a, b]",
              "run.ended COMPENSATED [a, b] [a, b]");
      assertThat(runs.at(run.id(), Long.MAX_VALUE).status().why()).contains("bad");
      assertThat(runs.at(run.id(), Long.MAX_VALUE).outcomes())
          .containsEntry("b", new Order("x", 2));
      long before = runs.history(run.id()).get(0).position() - 1;
      assertThatThrownBy(() -> runs.at(run.id(), before))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("sell/1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_completed_runs_snapshot_has_its_result(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(selling(site), new Order("x", 0), "1");
      run.await(SOON);
      site.settle();
      RunSnapshot end = site.aios().runs().at(run.id(), Long.MAX_VALUE);

      assertThat(end.result()).isEqualTo(new Order("x", 111));
      assertThat(end.status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(end.outcomes().keySet()).containsExactly("a", "price", "send");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fork_keeps_what_was_before_and_performs_the_rest_anew(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(selling(site), new Order("x", 0), "1");
      run.await(SOON);
      long priced = checkpoint(site, run, "step.completed", "price");
      site.did.clear();

      Run<Object> fork = site.aios().runs().fork(Fork.of(run.id(), priced, "fork"));

      assertThat(fork.await(SOON)).isEqualTo(new Order("x", 111));
      assertThat(site.did).containsExactly("send");
      assertThat(fork.id()).isEqualTo(new RunId("sell", "fork"));
      assertThat(run.result()).contains(new Order("x", 111));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fork_goes_on_with_another_value_or_another_input(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(selling(site), new Order("x", 0), "1");
      run.await(SOON);
      var runs = site.aios().runs();
      long priced = checkpoint(site, run, "step.completed", "price");
      long started = checkpoint(site, run, "run.started", null);
      site.did.clear();

      Run<Object> value =
          runs.fork(Fork.of(run.id(), priced, "value").withValue(new Order("y", 500)));
      assertThat(value.await(SOON)).isEqualTo(new Order("y", 600));
      assertThat(site.did).containsExactly("send");
      site.did.clear();
      Run<Object> input =
          runs.fork(Fork.of(run.id(), started, "input").withValue(new Order("z", 7)));
      assertThat(input.await(SOON)).isEqualTo(new Order("z", 118));
      assertThat(site.did).containsExactly("a", "ask sell/input:price:ask", "send");
      assertThat(runs.at(input.id(), Long.MAX_VALUE).input()).isEqualTo(new Order("z", 7));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fork_goes_on_with_another_agent(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(selling(site), new Order("x", 0), "1");
      run.await(SOON);
      long a = checkpoint(site, run, "step.completed", "a");
      Agent<Order, Order> dear = Agent.of("dear", (order, context) -> order.plus(900));

      Run<Object> fork =
          site.aios().runs().fork(Fork.of(run.id(), a, "dear").withAgent("price", dear));

      assertThat(fork.await(SOON)).isEqualTo(new Order("x", 1001));
      assertThatThrownBy(
              () -> site.aios().runs().fork(Fork.of(run.id(), a, "no").withAgent("prize", dear)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("prize");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_dry_fork_performs_nothing_and_answers_from_the_record(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(selling(site), new Order("x", 0), "1");
      run.await(SOON);
      long started = checkpoint(site, run, "run.started", null);
      long a = checkpoint(site, run, "step.completed", "a");
      site.did.clear();
      var runs = site.aios().runs();

      Run<Object> dry = runs.fork(Fork.of(run.id(), started, "dry").inDryMode());
      assertThat(dry.await(SOON)).isEqualTo(new Order("x", 111));
      Agent<Order, Order> another =
          Agent.of(
              "another",
              (order, context) ->
                  context.effects().perform(Effect.named("never-asked", order).by((r, call) -> r)));
      Run<Object> other =
          runs.fork(Fork.of(run.id(), a, "other").withAgent("price", another).inDryMode());

      assertThat(site.failure(other).why()).contains("dry run", "never-asked");
      assertThat(site.did).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fork_of_a_failed_run_gets_on_where_the_old_one_did_not(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      boolean[] works = {false};
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .step(
                  "b",
                  (Order order) -> {
                    if (!works[0]) {
                      throw new IllegalStateException("down");
                    }
                    return order.plus(1);
                  })
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      site.failure(run);
      works[0] = true;
      long a = checkpoint(site, run, "step.completed", "a");

      Run<Object> fork = site.aios().runs().fork(Fork.of(run.id(), a, "again"));

      assertThat(fork.await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(site.did).containsExactly("a", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fork_at_the_wrong_place_is_refused_with_advice(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .sleep("nap", Duration.ofMinutes(1))
              .then(site.failing("bad"))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      site.pass(Duration.ofMinutes(2));
      site.failure(run);
      var runs = site.aios().runs();
      long failing = checkpoint(site, run, "run.failing", null);
      long nap = checkpoint(site, run, "step.passed", "nap");
      long a = checkpoint(site, run, "step.completed", "a");

      assertThatThrownBy(() -> runs.fork(Fork.of(run.id(), failing, "f")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("earlier checkpoint");
      assertThatThrownBy(() -> runs.fork(Fork.of(run.id(), 0, "f")))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("had not begun");
      assertThatThrownBy(() -> runs.fork(Fork.of(run.id(), nap, "f").withValue(new Order("y", 1))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("no value stands there");
      assertThatThrownBy(() -> runs.fork(Fork.of(run.id(), a, "f").withValue("a text")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("String")
          .hasMessageContaining("Order");
      assertThatThrownBy(() -> runs.fork(Fork.of(run.id(), a, "1")))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("another key");
      assertThatThrownBy(() -> runs.fork(Fork.of(new RunId("sell", "none"), 1, "f")))
          .isInstanceOf(NotFoundException.class);
    }
  }

  // files

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_exported_run_is_imported_elsewhere_looked_at_and_forked(
      Store store, @TempDir Path dir, @TempDir Path elsewhere) throws IOException {
    Path file = dir.resolve("run.jsonl");
    RunId id;
    long a;
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(selling(site), new Order("x", 0), "1");
      run.await(SOON);
      site.settle();
      id = run.id();
      site.aios().runs().export(id, file);
      assertThat(Files.readAllLines(file))
          .hasSize(site.aios().runs().history(id).size() + 1)
          .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
      assertThatThrownBy(() -> site.aios().runs().export(id, file))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("run.jsonl")
          .hasMessageContaining("nothing is overwritten");
    }
    try (Site site = new Site(store, elsewhere)) {
      Saga<Order, Order> saga = selling(site);
      var runs = site.open(saga).runs();
      assertThat(runs.importRun(file)).isEqualTo(id);

      assertThat(runs.get(id).status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(runs.get(id).result()).contains(new Order("x", 111));
      assertThat(runs.at(id, Long.MAX_VALUE).outcomes()).containsKeys("a", "price", "send");
      a = checkpoint(site, runs.get(id), "step.completed", "a");
      Run<Object> fork = runs.fork(Fork.of(id, a, "fork"));
      assertThat(fork.await(SOON)).isEqualTo(new Order("x", 111));
      assertThat(site.did).containsExactly("ask sell/fork:price:ask", "send");
      assertThatThrownBy(() -> runs.importRun(file))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("sell/1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_imported_run_that_had_not_ended_stands_still(
      Store store, @TempDir Path dir, @TempDir Path elsewhere) {
    Path file = dir.resolve("run.jsonl");
    RunId id;
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .sleep("nap", Duration.ofMinutes(1))
              .then(site.adding("end", 1))
              .build();
      id = site.open().start(saga, new Order("x", 0), "1").id();
      site.settle();
      site.aios().runs().export(id, file);
    }
    try (Site site = new Site(store, elsewhere)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .sleep("nap", Duration.ofMinutes(1))
              .then(site.adding("end", 1))
              .build();
      var runs = site.open(saga).runs();
      runs.importRun(file);
      site.pass(Duration.ofMinutes(10));

      assertThat(runs.get(id).status().state()).isEqualTo(RunState.WAITING);
      assertThat(runs.get(id).status().why()).contains("imported");
      assertThat(site.did).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_file_that_is_no_exported_run_or_was_changed_is_refused_with_its_line(
      Store store, @TempDir Path dir, @TempDir Path elsewhere) throws IOException {
    Path file = dir.resolve("run.jsonl");
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(selling(site), new Order("x", 0), "1");
      run.await(SOON);
      site.settle();
      site.aios().runs().export(run.id(), file);
    }
    List<String> lines = Files.readAllLines(file);
    try (Site site = new Site(store, elsewhere)) {
      var runs = site.open().runs();
      refused(runs, changed(file, all -> all.subList(0, all.size() - 1)), "cut off");
      refused(runs, changed(file, all -> all.subList(1, all.size())), "line 1", "header");
      refused(runs, changed(file, all -> List.of()), "empty");
      refused(
          runs,
          changed(file, all -> replaced(all, 2, "\"amount\":1", "\"amount\":1000")),
          "changed");
      refused(runs, changed(file, all -> replaced(all, 2, "{", "<")), "line 3", "no JSON");
      refused(
          runs,
          changed(file, all -> replaced(all, 0, "\"key\":\"1\"", "\"key\":\"2\"")),
          "key",
          "line 2");
      Path binary = Files.write(elsewhere.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
      refused(runs, binary, "UTF-8");
      assertThatThrownBy(() -> runs.importRun(elsewhere.resolve("none")))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("none");
      assertThat(runs.list(null, 10)).isEmpty();
      assertThat(runs.importRun(changed(file, all -> lines))).isEqualTo(new RunId("sell", "1"));
    }
  }

  private static Path changed(Path file, UnaryOperator<List<String>> change) throws IOException {
    Path copy = Files.createTempFile(file.getParent(), "changed", ".jsonl");
    return Files.write(copy, change.apply(Files.readAllLines(file)));
  }

  private static List<String> replaced(List<String> lines, int index, String old, String now) {
    List<String> copy = new ArrayList<>(lines);
    assertThat(copy.get(index)).contains(old);
    copy.set(index, copy.get(index).replace(old, now));
    return copy;
  }

  private static void refused(dev.aios.api.run.Runs runs, Path file, String... words) {
    assertThatThrownBy(() -> runs.importRun(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContainingAll(words);
  }
}
