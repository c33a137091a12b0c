package dev.aios.core.internal.engine;

import dev.aios.api.ConflictException;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sagas that are known, by name and version. Thread-safe. */
final class Definitions {
  /** A definition with its nodes by name. */
  private record Known(Saga<?, ?> saga, String graph, Map<String, Node> nodes) {}

  private final Map<String, TreeMap<Integer, Known>> byName = new ConcurrentHashMap<>();
  private final Map<Saga<?, ?>, Map<String, Node>> nodes = new ConcurrentHashMap<>();

  /** Makes a definition known; true if it was not. */
  boolean register(Saga<?, ?> saga) {
    if (nodes.containsKey(saga)) {
      return false;
    }
    String graph = saga.diagram();
    Map<String, Node> index = new HashMap<>();
    index(saga.nodes(), index);
    TreeMap<Integer, Known> versions = byName.computeIfAbsent(saga.name(), name -> new TreeMap<>());
    boolean isNew;
    synchronized (versions) {
      Known known = versions.get(saga.version());
      if (known != null && !known.graph.equals(graph)) {
        throw new ConflictException(
            "saga "
                + saga
                + " is known with another graph: raise the version when the graph changes");
      }
      isNew = known == null;
      if (known != null) {
        nodes.remove(known.saga);
      }
      versions.put(saga.version(), new Known(saga, graph, index));
    }
    nodes.put(saga, index);
    for (Node node : index.values()) {
      if (node instanceof Node.SubSaga sub) {
        register(sub.saga());
      }
    }
    return isNew;
  }

  @Nullable Saga<?, ?> find(String name, int version) {
    TreeMap<Integer, Known> versions = byName.get(name);
    if (versions == null) {
      return null;
    }
    synchronized (versions) {
      Known known = versions.get(version);
      return known == null ? null : known.saga;
    }
  }

  /** The versions known of a saga, ascending. */
  List<Integer> versions(String name) {
    TreeMap<Integer, Known> versions = byName.get(name);
    if (versions == null) {
      return List.of();
    }
    synchronized (versions) {
      return List.copyOf(versions.keySet());
    }
  }

  /** A definition's nodes by name, those within composites too. */
  Map<String, Node> nodes(Saga<?, ?> saga) {
    return nodes.computeIfAbsent(
        saga,
        s -> {
          Map<String, Node> index = new HashMap<>();
          index(s.nodes(), index);
          return index;
        });
  }

  /** The names of the awaits of a definition; empty if it is not known. */
  Set<String> awaits(String name, int version) {
    Saga<?, ?> saga = find(name, version);
    return saga == null
        ? Set.of()
        : nodes(saga).values().stream()
            .filter(Node.Await.class::isInstance)
            .map(Node::name)
            .collect(Collectors.toSet());
  }

  private static void index(List<Node> nodes, Map<String, Node> index) {
    for (Node node : nodes) {
      index.put(node.name(), node);
      if (node instanceof Node.Branch branch) {
        branch.cases().forEach(one -> index(one.nodes(), index));
      } else if (node instanceof Node.Parallel parallel) {
        parallel.lanes().forEach(lane -> index(lane.nodes(), index));
      } else if (node instanceof Node.Repeat repeat) {
        index(repeat.nodes(), index);
      } else if (node instanceof Node.Each each) {
        index(each.nodes(), index);
      }
    }
  }
}
