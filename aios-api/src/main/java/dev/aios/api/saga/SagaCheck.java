package dev.aios.api.saga;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds every fault of a graph before it can run. */
final class SagaCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final String saga;
  private final Set<String> names = new HashSet<>();
  private final List<String> faults = new ArrayList<>();

  SagaCheck(String saga, int version, List<Node> nodes) {
    this.saga = saga;
    name("the saga", saga);
    if (version < 1) {
      faults.add("version is " + version + ", must be 1 or more");
    }
    if (nodes.isEmpty()) {
      faults.add("it has no steps");
    }
    nodes(nodes);
    // behind the last node nothing can fail, so nothing would ever call its undo
    unreachedUndo(nodes);
  }

  void throwIfFaulty() {
    if (!faults.isEmpty()) {
      throw new InvalidInputException("saga " + saga, faults);
    }
  }

  private void name(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      faults.add(
          what
              + " is named '"
              + name
              + "': a name has 1 to 100 letters, digits, dots, dashes and underscores,"
              + " and begins with a letter or digit");
    }
  }

  private void nodes(List<Node> nodes) {
    boolean ended = false;
    for (Node node : nodes) {
      name("a node", node.name());
      if (!names.add(node.name())) {
        faults.add("two nodes are named " + node.name());
      }
      if (ended) {
        faults.add(node.name() + " cannot be reached: every way before it ends in a fail");
      }
      node(node);
      ended |= ends(node);
    }
  }

  private void node(Node node) {
    if (node instanceof Node.Step step) {
      positive(step.name(), "timeout", step.options().timeout());
    } else if (node instanceof Node.Gate gate) {
      gate(gate);
    } else if (node instanceof Node.Branch branch) {
      Set<String> cases = new HashSet<>();
      boolean open = true;
      for (Node.Case one : branch.cases()) {
        if (!cases.add(one.name())) {
          faults.add("branch " + branch.name() + " has two cases named " + one.name());
        }
        if (!open) {
          faults.add(
              "case "
                  + one.name()
                  + " of "
                  + branch.name()
                  + " cannot be reached behind otherwise");
        }
        open &= one.when() != null;
        nodes(one.nodes());
      }
    } else if (node instanceof Node.Parallel parallel) {
      if (parallel.lanes().size() < 2) {
        faults.add(
            "parallel " + parallel.name() + " needs two lanes, has " + parallel.lanes().size());
      }
      for (Node.Lane lane : parallel.lanes()) {
        if (lane.nodes().isEmpty()) {
          faults.add("lane " + lane.name() + " has no steps");
        }
        nodes(lane.nodes());
      }
    } else if (node instanceof Node.Repeat repeat) {
      if (repeat.max() < 1 || repeat.max() > 10_000) {
        faults.add("loop " + repeat.name() + ": max is " + repeat.max() + ", must be 1 to 10000");
      }
      if (repeat.nodes().isEmpty()) {
        faults.add("loop " + repeat.name() + " has no steps");
      }
      nodes(repeat.nodes());
    } else if (node instanceof Node.Each each) {
      if (each.atOnce() < 1 || each.atOnce() > 1_000) {
        faults.add("map " + each.name() + ": at once is " + each.atOnce() + ", must be 1 to 1000");
      }
      if (each.nodes().isEmpty()) {
        faults.add("map " + each.name() + " has no steps");
      }
      nodes(each.nodes());
    } else if (node instanceof Node.Await await) {
      positive(await.name(), "time limit", await.within());
    }
  }

  private void gate(Node.Gate gate) {
    if (gate.ask().isEmpty() || gate.ask().stream().anyMatch(String::isBlank)) {
      faults.add("gate " + gate.name() + " has nobody to ask");
    }
    if (gate.escalateTo().stream().anyMatch(String::isBlank)) {
      faults.add("gate " + gate.name() + " escalates to nobody");
    }
    if (!gate.escalateTo().isEmpty() && gate.expires() == null) {
      faults.add("gate " + gate.name() + " escalates but never expires: set expiresAfter");
    }
    positive(gate.name(), "expiry", gate.expires());
  }

  private void positive(String node, String what, @Nullable Duration duration) {
    if (duration != null && (duration.isZero() || duration.isNegative())) {
      faults.add(what + " of " + node + " is " + duration + ", must be more than zero");
    }
  }

  private static boolean ends(Node node) {
    if (node instanceof Node.Fail) {
      return true;
    }
    if (node instanceof Node.Branch branch) {
      return branch.cases().stream().allMatch(one -> endsIn(one.nodes()));
    }
    if (node instanceof Node.Parallel parallel) {
      return parallel.join() == Node.Join.ALL
          ? parallel.lanes().stream().anyMatch(lane -> endsIn(lane.nodes()))
          : parallel.lanes().stream().allMatch(lane -> endsIn(lane.nodes()));
    }
    return node instanceof Node.Repeat repeat && endsIn(repeat.nodes());
  }

  private static boolean endsIn(List<Node> nodes) {
    return nodes.stream().anyMatch(SagaCheck::ends);
  }

  private void unreachedUndo(List<Node> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    Node last = nodes.get(nodes.size() - 1);
    if ((last instanceof Node.Step step && step.undo() != null)
        || (last instanceof Node.SubSaga sub && sub.undo() != null)) {
      faults.add(
          "the undo of "
              + last.name()
              + " is never reached: nothing comes behind it that could fail");
    } else if (last instanceof Node.Branch branch) {
      branch.cases().forEach(one -> unreachedUndo(one.nodes()));
    }
  }
}
