package dev.aios.testkit.fault;

import java.util.Random;
import java.util.function.Function;

/**
 * Says which occurrences of something a fault hits. Occurrences are counted from 1, over all
 * threads, in the order in which they come.
 *
 * @param <S> says what happens then
 */
public final class Choice<S> {
  private final Random random;
  private final Function<Occurrence, S> then;

  Choice(Random random, Function<Occurrence, S> then) {
    this.random = random;
    this.then = then;
  }

  /**
   * Certain ones.
   *
   * @param which their numbers, from 1
   * @return says what happens
   */
  public S nth(int... which) {
    return then.apply(Occurrence.nth(which));
  }

  /**
   * Every one.
   *
   * @return says what happens
   */
  public S every() {
    return every(1);
  }

  /**
   * Every second, every third.
   *
   * @param step 1 or more
   * @return says what happens
   */
  public S every(int step) {
    return then.apply(Occurrence.every(step));
  }

  /**
   * The first ones.
   *
   * @param most how many
   * @return says what happens
   */
  public S first(int most) {
    return then.apply(Occurrence.first(most));
  }

  /**
   * Those drawn from the seed.
   *
   * @param probability 0 to 1
   * @return says what happens
   */
  public S randomly(double probability) {
    return then.apply(Occurrence.randomly(probability, random));
  }
}
