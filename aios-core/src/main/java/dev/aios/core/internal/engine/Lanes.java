package dev.aios.core.internal.engine;

import dev.aios.api.saga.Node;
import dev.aios.api.value.Taint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parts of a walk that go on side by side: lanes, and the elements of a list. */
final class Lanes {
  private final LiveRun run;
  private final Engine engine;
  private final RunFold fold;
  private final Forward forward;

  Lanes(LiveRun run, Forward forward) {
    this.run = run;
    this.engine = run.engine();
    this.fold = run.fold();
    this.forward = forward;
  }

  void parallel(Node.Parallel parallel, String path, String suffix, Outcome value, Scope scope) {
    if (parallel.join() == Node.Join.FIRST) {
      first(parallel, path, suffix, value, scope);
      return;
    }
    List<Object> results = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (Node.Lane lane : parallel.lanes()) {
      Outcome result = forward.nodes(lane.nodes(), suffix, value, scope);
      if (fold.failing != null) {
        return;
      }
      if (result != null) {
        outcomes.add(result);
        results.add(result.value(engine.codec()));
      }
    }
    if (outcomes.size() == parallel.lanes().size()) {
      forward.complete(path, combined(outcomes, parallel.combine().apply(results)));
    }
  }

  /** Goes on with the first elements that are not done, as many as may be under way. */
  void each(Node.Each each, String path, String suffix, Outcome value, Scope scope) {
    NodeState state = fold.node(path);
    Elements elements = state.elements;
    if (elements == null) {
      elements = Elements.of(each, value, engine.codec());
      state.elements = elements;
    }
    int underWay = 0;
    for (int i = 0; i < elements.count() && underWay < each.atOnce(); i++) {
      if (!elements.isDone(i)) {
        Outcome result =
            forward.nodes(each.nodes(), suffix + "#" + (i + 1), elements.given(i), scope);
        if (fold.failing != null) {
          return;
        }
        if (result == null) {
          underWay++;
        } else {
          elements.done(i, result);
        }
      }
    }
    if (underWay == 0) {
      List<Outcome> outcomes = elements.results();
      List<Object> results = new ArrayList<>(outcomes.size());
      outcomes.forEach(one -> results.add(one.value(engine.codec())));
      forward.complete(
          path,
          combined(outcomes, each.combine().apply(value.value(engine.codec()), results))
              .with(value.taint()));
    }
  }

  private Outcome combined(List<Outcome> outcomes, Object value) {
    var taint = Taint.NONE;
    double confidence = 1;
    for (Outcome one : outcomes) {
      taint = taint.plus(one.taint());
      confidence = Math.min(confidence, one.confidence());
    }
    return new Outcome(
        Outcome.payload(engine.codec(), value), value, confidence, List.of(), List.of(), taint);
  }

  private void first(
      Node.Parallel parallel, String path, String suffix, Outcome value, Scope scope) {
    NodeState state = fold.node(path);
    for (Node.Lane lane : parallel.lanes()) {
      if (state.won != null) {
        break;
      }
      if (!state.failedLanes.contains(lane.name())) {
        Outcome result = forward.nodes(lane.nodes(), suffix, value, new Scope(path, lane.name()));
        if (fold.failing != null) {
          return;
        }
        if (result != null) {
          Outcome combined =
              combined(
                  List.of(result), parallel.combine().apply(List.of(result.value(engine.codec()))));
          run.win(path, lane.name(), combined);
        }
      }
    }
    if (state.won == null && state.failedLanes.size() == parallel.lanes().size()) {
      run.fail(path, scope, "every lane failed, the last: " + state.lastError);
    } else if (state.won != null) {
      Set<String> losers = new HashSet<>();
      for (Node.Lane lane : parallel.lanes()) {
        if (!lane.name().equals(state.taken)) {
          losers.addAll(Scope.names(lane.nodes()));
        }
      }
      if (run.backward().takeBack(node -> isWithin(node, losers, suffix))) {
        forward.complete(path, state.won);
      }
    }
  }

  private static boolean isWithin(NodeState node, Set<String> names, String suffix) {
    return names.contains(Names.base(node.path)) && Names.isWithin(node.path, suffix);
  }
}
