package dev.aios.core.internal.engine;

import dev.aios.api.saga.Node;
import dev.aios.api.value.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a node was given, from what the nodes before it gave. */
final class Inputs {
  private final RunFold fold;
  private final String target;
  private final Codec codec;
  private @Nullable Outcome found;

  private Inputs(RunFold fold, String target, Codec codec) {
    this.fold = fold;
    this.target = target;
    this.codec = codec;
  }

  /** The input of a node that was reached. */
  static Outcome of(List<Node> nodes, RunFold fold, String path, Codec codec) {
    Inputs inputs = new Inputs(fold, path, codec);
    inputs.walk(nodes, "", fold.input);
    return inputs.found == null ? fold.input : inputs.found;
  }

  private Outcome walk(List<Node> nodes, String suffix, Outcome input) {
    Outcome value = input;
    for (Node node : nodes) {
      String path = node.name() + suffix;
      if (path.equals(target)) {
        found = value;
      }
      NodeState state = fold.find(path);
      if (state == null && !(node instanceof Node.Parallel || node instanceof Node.Each)) {
        return value;
      }
      within(node, state, suffix, value);
      if (state != null && state.outcome != null) {
        value = state.outcome;
      }
    }
    return value;
  }

  private void within(Node node, @Nullable NodeState state, String suffix, Outcome value) {
    if (node instanceof Node.Branch branch && state != null) {
      for (Node.Case one : branch.cases()) {
        if (one.name().equals(state.taken)) {
          walk(one.nodes(), suffix, value);
        }
      }
    } else if (node instanceof Node.Parallel parallel) {
      parallel.lanes().forEach(lane -> walk(lane.nodes(), suffix, value));
    } else if (node instanceof Node.Each each) {
      int iteration = Names.iteration(target, suffix);
      if (iteration > 0 && Scope.names(each.nodes()).contains(Names.base(target))) {
        Outcome element = Elements.at(each, iteration - 1, value, codec);
        walk(each.nodes(), suffix + "#" + iteration, element);
      }
    } else if (node instanceof Node.Repeat repeat && state != null) {
      Outcome turn = value;
      for (int i = 1; i <= state.iteration; i++) {
        turn = walk(repeat.nodes(), suffix + "#" + i, turn);
      }
    }
  }
}
