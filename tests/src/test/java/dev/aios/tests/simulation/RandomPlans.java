package dev.aios.tests.simulation;

import dev.aios.tests.engine.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws plans from a seed: small ones, because there are many. */
final class RandomPlans {
  private final RandomGenerator random;

  RandomPlans(RandomGenerator random) {
    this.random = random;
  }

  Plan plan() {
    while (true) {
      Plan plan = new Plan(parts(2, 3));
      if (plan.steps() >= 1 && plan.steps() <= 7) {
        return plan;
      }
    }
  }

  private List<Plan.Part> parts(int depth, int most) {
    List<Plan.Part> parts = new ArrayList<>();
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      parts.add(part(depth));
    }
    return parts;
  }

  private Plan.Part part(int depth) {
    int kind = random.nextInt(depth == 0 ? 9 : 16);
    return switch (kind) {
      case 9 -> new Plan.Nap();
      case 10 -> new Plan.Choice(random.nextInt(2), lanes(depth));
      case 11, 12 -> new Plan.All(lanes(depth));
      case 13 -> new Plan.First(lanes(depth));
      case 14 -> new Plan.Loop(1 + random.nextInt(2), parts(depth - 1, 1));
      case 15 -> new Plan.Each(random.nextInt(3), parts(depth - 1, 1));
      default -> step();
    };
  }

  private List<List<Plan.Part>> lanes(int depth) {
    return List.of(parts(depth - 1, 2), parts(depth - 1, 2));
  }

  private Plan.Part step() {
    return new Plan.Step(
        random.nextInt(3) == 0,
        Math.max(0, random.nextInt(5) - 2),
        random.nextInt(14) == 0,
        random.nextInt(3) > 0,
        Math.max(0, random.nextInt(4) - 1));
  }
}
