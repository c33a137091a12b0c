package dev.aios.benchmarks;

import java.util.Locale;

/** Prints figures, one a line, in the form that scripts read. */
public final class Report {
  /**
   * A figure.
   *
   * @param name its stable name
   * @param value the value
   * @param unit its unit, for example {@code steps/s}
   */
  public void result(String name, double value, String unit) {
    System.out.println("RESULT " + name + " " + number(value) + " " + unit);
  }

  /**
   * A figure as a share of a limit or a peer that ran beside it.
   *
   * @param name the figure's name
   * @param value figure divided by limit
   * @param against the limit's or peer's name
   */
  public void ratio(String name, double value, String against) {
    System.out.println("RATIO " + name + " " + number(value) + " " + against);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3f", value);
  }
}
