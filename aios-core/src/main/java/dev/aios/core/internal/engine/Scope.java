package dev.aios.core.internal.engine;

import dev.aios.api.saga.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a failure goes: the lane of a first-of that it happens in, or the run as a whole.
 *
 * @param parallel the path of the first-of, or null for the run as a whole
 * @param lane the lane's name
 */
record Scope(@Nullable String parallel, String lane) {
  static final Scope RUN = new Scope(null, "");

  /** The names of all nodes in some part of a graph. */
  static Set<String> names(List<Node> nodes) {
    Set<String> names = new HashSet<>();
    collect(nodes, names);
    return names;
  }

  private static void collect(List<Node> nodes, Set<String> names) {
    for (Node node : nodes) {
      names.add(node.name());
      if (node instanceof Node.Branch branch) {
        branch.cases().forEach(one -> collect(one.nodes(), names));
      } else if (node instanceof Node.Parallel parallel) {
        parallel.lanes().forEach(lane -> collect(lane.nodes(), names));
      } else if (node instanceof Node.Repeat repeat) {
        collect(repeat.nodes(), names);
      } else if (node instanceof Node.Each each) {
        collect(each.nodes(), names);
      }
    }
  }
}
