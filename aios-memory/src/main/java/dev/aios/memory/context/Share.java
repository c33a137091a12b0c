package dev.aios.memory.context;

import dev.aios.api.InvalidInputException;

/**
 * What a section may take. Where all fits, nothing is cut; what one section leaves, others may use.
 *
 * @param of the part of the window that it may take when others want more, 0 to 1
 * @param floor the tokens that it keeps, as far as it has them, as long as the floors of all fit; 0
 *     or more
 * @param cut when it is cut: of two sections the one with the lower number first
 */
public record Share(double of, int floor, int cut) {
  /** Checks the ranges. */
  public Share {
    if (!(of >= 0 && of <= 1) || floor < 0) {
      throw new InvalidInputException(
          "share", of + " with a floor of " + floor + ": must be 0 to 1, and 0 or more");
    }
  }
}
