package dev.aios.examples.consultancy;

/** An event that is worth a line on the terminal. */
public interface News {
  /**
   * What happened.
   *
   * @return one line
   */
  String headline();
}
