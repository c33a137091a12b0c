package dev.aios.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures several things in turn, several times over, so that a disk or a machine whose speed
 * changes meanwhile treats all of them alike. Figures are medians over the rounds; a ratio is the
 * median of the rounds' ratios.
 */
public final class Rounds {
  /** Something that can be measured once more. */
  @FunctionalInterface
  public interface Measurement {
    /**
     * Measures for a while.
     *
     * @param seconds how long, about
     * @return the figure
     * @throws Exception if it cannot be measured
     */
    double measure(double seconds) throws Exception;
  }

  private static final class Figure {
    private final String name;
    private final Measurement measurement;
    private final List<Double> values = new ArrayList<>();

    Figure(String name, Measurement measurement) {
      this.name = name;
      this.measurement = measurement;
    }
  }

  private final List<Figure> figures = new ArrayList<>();

  /**
   * Adds something to measure.
   *
   * @param name its name
   * @param measurement measures it
   * @return this
   */
  public Rounds add(String name, Measurement measurement) {
    figures.add(new Figure(name, measurement));
    return this;
  }

  /**
   * Measures everything, round by round.
   *
   * @param rounds how many rounds count; one more goes ahead to warm up
   * @param seconds how long each measurement takes
   * @throws Exception if something cannot be measured
   */
  public void run(int rounds, double seconds) throws Exception {
    for (int round = 0; round <= rounds; round++) {
      for (Figure figure : figures) {
        double value = figure.measurement.measure(seconds);
        if (round > 0) {
          figure.values.add(value);
        }
      }
    }
  }

  /**
   * A figure.
   *
   * @param name its name
   * @return the median over the rounds
   */
  public double median(String name) {
    return median(values(name).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * One figure as a share of another.
   *
   * @param name its name
   * @param against the other's name
   * @return the median over the rounds of the one divided by the other
   */
  public double ratio(String name, String against) {
    List<Double> shares = values(name);
    List<Double> wholes = values(against);
    double[] ratios = new double[shares.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = shares.get(i) / wholes.get(i);
    }
    return median(ratios);
  }

  private List<Double> values(String name) {
    for (Figure figure : figures) {
      if (figure.name.equals(name)) {
        return figure.values;
      }
    }
    throw new IllegalArgumentException("Nothing was measured under the name " + name);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
