package dev.aios.testkit.assertion;

import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Money;
import dev.aios.api.value.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a run. Where a node is named, {@code draft} stands for every iteration of it in a
 * loop, {@code draft#2} for one.
 */
public final class RunAssert extends AbstractAssert<RunAssert, Run<?>> {
  RunAssert(Run<?> actual) {
    super(actual, RunAssert.class);
  }

  /**
   * Asserts the state.
   *
   * @param state the state expected
   * @return this
   */
  public RunAssert hasState(RunState state) {
    return require(status().state() == state, "to be " + state);
  }

  /**
   * Asserts that it did all it should.
   *
   * @return this
   */
  public RunAssert isCompleted() {
    return hasState(RunState.COMPLETED);
  }

  /**
   * Asserts that it failed and took everything back.
   *
   * @return this
   */
  public RunAssert isCompensated() {
    return hasState(RunState.COMPENSATED);
  }

  /**
   * Asserts that it was cancelled and took everything back.
   *
   * @return this
   */
  public RunAssert isCancelled() {
    return hasState(RunState.CANCELLED);
  }

  /**
   * Asserts that it failed with nothing to take back.
   *
   * @return this
   */
  public RunAssert hasFailed() {
    return hasState(RunState.FAILED);
  }

  /**
   * Asserts that a person must help it.
   *
   * @return this
   */
  public RunAssert isStuck() {
    return hasState(RunState.STUCK);
  }

  /**
   * Asserts that it waits.
   *
   * @return this
   */
  public RunAssert isWaiting() {
    return hasState(RunState.WAITING);
  }

  /**
   * Asserts that it waits at a node: a gate, an await, a sleep, a step before its retry.
   *
   * @param node the node's name
   * @return this
   */
  public RunAssert isWaitingFor(String node) {
    RunStatus status = status();
    return require(
        status.state() == RunState.WAITING && status.at().stream().anyMatch(at -> is(at, node)),
        "to wait for " + node);
  }

  /**
   * Asserts until when it waits.
   *
   * @param until the time
   * @return this
   */
  public RunAssert isWaitingUntil(Instant until) {
    RunStatus status = status();
    return require(
        status.state() == RunState.WAITING && until.equals(status.until()),
        "to wait until " + until + ", and not until " + status.until());
  }

  /**
   * Asserts what its status says of why it is in its state.
   *
   * @param part a part of the reason
   * @return this
   */
  public RunAssert saysWhy(String part) {
    return require(status().why().contains(part), "to say '" + part + "' of why");
  }

  /**
   * Asserts that it is completed with a result.
   *
   * @param result the result expected
   * @return this
   */
  public RunAssert hasResult(@Nullable Object result) {
    isCompleted();
    Object actualResult = actual.result().orElse(null);
    return require(
        Objects.equals(actualResult, result),
        "to have the result " + result + ", and not " + actualResult);
  }

  /**
   * Asserts that nodes were done in this order; others may have been done between them.
   *
   * @param nodes the nodes' names
   * @return this
   */
  public RunAssert completedSteps(String... nodes) {
    List<String> done = done();
    int found = 0;
    for (String node : done) {
      if (found < nodes.length && is(node, nodes[found])) {
        found++;
      }
    }
    return require(
        found == nodes.length,
        "to have completed " + Arrays.toString(nodes) + " in this order; it completed " + done);
  }

  /**
   * Asserts that these nodes were done in this order, and no others. Branches, parallels and loops
   * are nodes too, done when all within them is.
   *
   * @param nodes the nodes' names
   * @return this
   */
  public RunAssert completedExactly(String... nodes) {
    List<String> done = done();
    boolean same = done.size() == nodes.length;
    for (int i = 0; same && i < nodes.length; i++) {
      same = is(done.get(i), nodes[i]);
    }
    return require(
        same, "to have completed exactly " + Arrays.toString(nodes) + "; it completed " + done);
  }

  /**
   * Asserts that nodes were not done.
   *
   * @param nodes the nodes' names
   * @return this
   */
  public RunAssert didNotComplete(String... nodes) {
    List<String> done = done();
    return require(
        done.stream().noneMatch(node -> Arrays.stream(nodes).anyMatch(name -> is(node, name))),
        "to have completed none of " + Arrays.toString(nodes) + "; it completed " + done);
  }

  /**
   * Asserts that exactly these nodes were taken back, in this order.
   *
   * @param nodes the nodes' names
   * @return this
   */
  public RunAssert undid(String... nodes) {
    List<String> undone = nodes("undo.done");
    boolean same = undone.size() == nodes.length;
    for (int i = 0; same && i < nodes.length; i++) {
      same = is(undone.get(i), nodes[i]);
    }
    return require(same, "to have undone " + Arrays.toString(nodes) + "; it undid " + undone);
  }

  /**
   * Asserts that nothing was taken back.
   *
   * @return this
   */
  public RunAssert undidNothing() {
    return undid();
  }

  /**
   * Asserts that what was taken back, was so once and in the reverse of the order in which it was
   * done.
   *
   * @return this
   */
  public RunAssert undidInReverse() {
    List<String> undone = nodes("undo.done");
    List<String> expected = new ArrayList<>(done());
    expected.retainAll(undone);
    Collections.reverse(expected);
    return require(undone.equals(expected), "to have undone " + expected + "; it undid " + undone);
  }

  /**
   * Asserts how many attempts of a step failed.
   *
   * @param node the step's name
   * @param attempts how many
   * @return this
   */
  public RunAssert failedAttempts(String node, int attempts) {
    long count = nodes("step.failed").stream().filter(failed -> is(failed, node)).count();
    return require(
        count == attempts, "to have failed " + attempts + " times at " + node + ", not " + count);
  }

  /**
   * Asserts that its effects cost no more than this; a run without cost passes.
   *
   * @param most the most, in the run's currency
   * @return this
   */
  public RunAssert costAtMost(Money most) {
    Money money = status().cost().money();
    return require(money == null || !money.isAbove(most), "to cost at most " + most);
  }

  /**
   * Asserts that its model calls took no more tokens than this.
   *
   * @param most the most
   * @return this
   */
  public RunAssert tookAtMost(Tokens most) {
    return require(status().cost().tokens().compareTo(most) <= 0, "to take at most " + most);
  }

  /**
   * Asserts that it took no longer than this from its start to where it got, by the runtime's
   * clock.
   *
   * @param most the most
   * @return this
   */
  public RunAssert tookAtMost(Duration most) {
    Duration took = Duration.between(status().started(), status().updated());
    return require(took.compareTo(most) <= 0, "to take at most " + most + ", and not " + took);
  }

  private RunStatus status() {
    isNotNull();
    return actual.status();
  }

  private List<String> done() {
    return nodes("step.completed", "step.passed");
  }

  private List<String> nodes(String... kinds) {
    isNotNull();
    List<String> nodes = new ArrayList<>();
    for (Checkpoint checkpoint : actual.history()) {
      if (checkpoint.node() != null && List.of(kinds).contains(checkpoint.kind())) {
        nodes.add(checkpoint.node());
      }
    }
    return nodes;
  }

  private static boolean is(String node, String named) {
    return node.equals(named) || node.startsWith(named + "#");
  }

  private RunAssert require(boolean holds, String expected) {
    if (!holds) {
      failWithMessage(
          "%s", "Expected run " + actual.id() + " " + expected + ". " + Story.of(actual));
    }
    return this;
  }
}
