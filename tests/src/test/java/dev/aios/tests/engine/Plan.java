package dev.aios.tests.engine;

import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.saga.Cases;
import dev.aios.api.saga.Flow;
import dev.aios.api.saga.Saga;
import dev.aios.api.saga.SagaBuilder;
import dev.aios.api.value.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A random saga as data: built for real with {@link #saga}, and read by the checks. */
public record Plan(List<Part> parts) {
  private static final Retry QUICKLY =
      Retry.exponential(4, Duration.ofMillis(50), Duration.ofMillis(200));

  /** A part of the saga; its name comes from where it stands. */
  public sealed interface Part {}

  /** A step that fails some times, or for good; and whose undo fails some times, if it has one. */
  public record Step(boolean agent, int failures, boolean forGood, boolean undo, int undoFailures)
      implements Part {}

  /** A pause. */
  public record Nap() implements Part {}

  /** A branch. */
  public record Choice(int taken, List<List<Part>> cases) implements Part {}

  /** A parallel that waits for all. */
  public record All(List<List<Part>> lanes) implements Part {}

  /** A parallel that takes the first. */
  public record First(List<List<Part>> lanes) implements Part {}

  /** A loop. */
  public record Loop(int times, List<Part> body) implements Part {}

  /** The same for each of some elements, two at once. */
  public record Each(int elements, List<Part> body) implements Part {}

  /** The value that goes through it: how often each loop has turned. */
  public record Turns(Map<String, Integer> of) {
    Turns with(String loop, int turns) {
      Map<String, Integer> copy = new TreeMap<>(of);
      copy.put(loop, turns);
      return new Turns(copy);
    }

    int in(String loop) {
      return of.getOrDefault(loop, 0);
    }
  }

  public int steps() {
    return steps(parts);
  }

  private static int steps(List<Part> parts) {
    int sum = 0;
    for (Part part : parts) {
      if (part instanceof Step) {
        sum++;
      }
      for (List<Part> inner : inner(part)) {
        sum += steps(inner);
      }
    }
    return sum;
  }

  private static List<List<Part>> inner(Part part) {
    return part instanceof Choice choice
        ? choice.cases()
        : part instanceof All all
            ? all.lanes()
            : part instanceof First first
                ? first.lanes()
                : part instanceof Loop loop
                    ? List.of(loop.body())
                    : part instanceof Each each ? List.of(each.body()) : List.of();
  }

  /** Whether a run of it ends COMPLETED: nothing on its way fails for good. */
  public boolean completes() {
    return completes(parts);
  }

  private static boolean completes(List<Part> parts) {
    return parts.stream().allMatch(Plan::completes);
  }

  private static boolean completes(Part part) {
    if (part instanceof Step step) {
      return !step.forGood();
    } else if (part instanceof Choice choice) {
      return completes(choice.cases().get(choice.taken()));
    } else if (part instanceof First first) {
      return first.lanes().stream().anyMatch(Plan::completes);
    } else if (part instanceof Each each && each.elements() == 0) {
      return true;
    }
    return inner(part).stream().allMatch(Plan::completes);
  }

  /** The steps that a completed run has done for certain; of a first-of it is not certain which. */
  public Set<String> certain() {
    Set<String> paths = new TreeSet<>();
    certain(parts, "n", "", paths);
    return paths;
  }

  private static void certain(List<Part> parts, String prefix, String suffix, Set<String> paths) {
    for (int i = 0; i < parts.size(); i++) {
      String name = prefix + i;
      Part part = parts.get(i);
      if (part instanceof Step) {
        paths.add(name + suffix);
      } else if (part instanceof Choice choice) {
        int taken = choice.taken();
        certain(choice.cases().get(taken), name + "." + taken + ".", suffix, paths);
      } else if (part instanceof All all) {
        for (int lane = 0; lane < all.lanes().size(); lane++) {
          certain(all.lanes().get(lane), name + "." + lane + ".", suffix, paths);
        }
      } else if (part instanceof Loop loop) {
        for (int turn = 1; turn <= loop.times(); turn++) {
          certain(loop.body(), name + ".0.", suffix + "#" + turn, paths);
        }
      } else if (part instanceof Each each) {
        for (int element = 1; element <= each.elements(); element++) {
          certain(each.body(), name + ".0.", suffix + "#" + element, paths);
        }
      }
    }
  }

  /** The steps within first-ofs, by base name. */
  public Set<String> raced() {
    Set<String> names = new TreeSet<>();
    raced(parts, "n", false, names);
    return names;
  }

  private static void raced(List<Part> parts, String prefix, boolean within, Set<String> names) {
    for (int i = 0; i < parts.size(); i++) {
      String name = prefix + i;
      if (within && parts.get(i) instanceof Step) {
        names.add(name);
      }
      List<List<Part>> inner = inner(parts.get(i));
      for (int j = 0; j < inner.size(); j++) {
        raced(inner.get(j), name + "." + j + ".", within || parts.get(i) instanceof First, names);
      }
    }
  }

  /** The steps that have an undo, by base name. */
  public Set<String> undoable() {
    Set<String> names = new TreeSet<>();
    undoable(parts, "n", names);
    return names;
  }

  private static void undoable(List<Part> parts, String prefix, Set<String> names) {
    for (int i = 0; i < parts.size(); i++) {
      String name = prefix + i;
      if (parts.get(i) instanceof Step step && step.undo()) {
        names.add(name);
      }
      List<List<Part>> inner = inner(parts.get(i));
      for (int j = 0; j < inner.size(); j++) {
        undoable(inner.get(j), name + "." + j + ".", names);
      }
    }
  }

  /** The saga; what its steps do stands in the ledger. */
  public Saga<Turns, Turns> saga(Outside ledger) {
    return Saga.named("plan", 1, Turns.class)
        .then(flow(parts, "n", ledger))
        .map("end", turns -> turns)
        .build();
  }

  /** The same as a part of a larger saga. */
  public Flow<Turns, Turns> flow(Outside ledger) {
    return flow(parts, "n", ledger);
  }

  private static Flow<Turns, Turns> flow(List<Part> parts, String prefix, Outside ledger) {
    return from -> {
      SagaBuilder<Turns, Turns> at = from;
      for (int i = 0; i < parts.size(); i++) {
        at = at.then(flow(parts.get(i), prefix + i, ledger));
      }
      return at;
    };
  }

  private static Flow<Turns, Turns> flow(Part part, String name, Outside ledger) {
    if (part instanceof Step step) {
      return step(step, name, ledger);
    } else if (part instanceof Choice choice) {
      return f -> f.<Turns>branch(name, on -> cases(choice, on, name, ledger));
    } else if (part instanceof All all) {
      return f ->
          f.parallelAll(name, lanes(all.lanes(), name, ledger))
              .map(
                  name + ".all",
                  results -> {
                    Map<String, Integer> merged = new TreeMap<>();
                    results.forEach(r -> r.of().forEach((k, v) -> merged.merge(k, v, Math::max)));
                    return new Turns(merged);
                  });
    } else if (part instanceof First first) {
      return f -> f.parallelFirst(name, lanes(first.lanes(), name, ledger));
    } else if (part instanceof Loop loop) {
      Flow<Turns, Turns> body = flow(loop.body(), name + ".0.", ledger);
      return f ->
          f.map(name + ".zero", turns -> turns.with(name, 0))
              .repeatUntil(
                  name,
                  turns -> turns.in(name) >= loop.times(),
                  10,
                  g -> g.map(name + ".turn", t -> t.with(name, t.in(name) + 1)).then(body));
    }
    if (part instanceof Each each) {
      Flow<Turns, Turns> body = flow(each.body(), name + ".0.", ledger);
      return f ->
          f.<Turns, Turns, Turns>mapEach(
              name,
              turns -> Collections.nCopies(each.elements(), turns),
              2,
              g -> g.map(name + ".in", t -> t).then(body),
              (turns, results) -> turns);
    }
    return f -> f.sleep(name, Duration.ofSeconds(1));
  }

  private static List<Flow<Turns, Turns>> lanes(
      List<List<Part>> lanes, String name, Outside ledger) {
    List<Flow<Turns, Turns>> flows = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      String prefix = name + "." + i + ".";
      Flow<Turns, Turns> lane = flow(lanes.get(i), prefix, ledger);
      flows.add(f -> f.map(prefix + "in", turns -> turns).then(lane));
    }
    return flows;
  }

  private static Cases<Turns, Turns> cases(
      Choice choice, Cases.First<Turns> on, String name, Outside ledger) {
    Cases<Turns, Turns> cases = null;
    for (int i = 0; i < choice.cases().size(); i++) {
      boolean taken = i == choice.taken();
      Flow<Turns, Turns> flow = flow(choice.cases().get(i), name + "." + i + ".", ledger);
      cases =
          cases == null
              ? on.when("c" + i, turns -> taken, flow)
              : cases.when("c" + i, turns -> taken, flow);
    }
    return cases;
  }

  private static Flow<Turns, Turns> step(Step step, String name, Outside ledger) {
    Retry retry = step.forGood() ? Retry.NEVER : QUICKLY;
    return f -> {
      var added =
          step.agent()
              ? f.step(name, agent(step, retry, ledger))
              : f.step(
                      name,
                      (Turns turns, EffectCall call) -> {
                        ledger.perform(call, step.failures(), step.forGood());
                        return turns;
                      })
                  .idempotent()
                  .retry(retry);
      return step.undo()
          ? added.undo(
              (Turns turns, EffectCall call) -> ledger.perform(call, step.undoFailures(), false),
              QUICKLY)
          : added;
    };
  }

  private static Agent<Turns, Turns> agent(Step step, Retry retry, Outside ledger) {
    return Agent.of(
        "agent",
        (turns, context) -> {
          context
              .effects()
              .perform(
                  Effect.named("do", turns)
                      .idempotent()
                      .retry(retry)
                      .by(
                          (request, call) -> {
                            ledger.perform(call, step.failures(), step.forGood());
                            return request;
                          }));
          return turns;
        });
  }
}
