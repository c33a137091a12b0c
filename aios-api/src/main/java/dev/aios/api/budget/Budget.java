package dev.aios.api.budget;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Money;

/**
 * A cap on what may be spent. Money is set aside before an effect in the transaction of its intent,
 * and settled in that of its outcome, so a cap holds across crashes, threads and processes.
 *
 * @param name unique in the runtime
 * @param scope what counts against it
 * @param period how long it lasts before it begins anew
 * @param cap the most in a period, zero or more
 * @param past what happens to an effect that would pass the cap
 */
public record Budget(String name, Scope scope, Period period, Money cap, Past past) {
  /** Checks the name and the cap. */
  public Budget {
    if (name.isBlank()) {
      throw new InvalidInputException("budget", "its name is blank");
    }
    if (cap.isNegative()) {
      throw new InvalidInputException("budget " + name, "its cap " + cap + " is negative");
    }
  }

  /** When a budget begins anew, by the calendar in UTC. */
  public enum Period {
    /** At midnight. */
    DAY,
    /** At midnight before Monday. */
    WEEK,
    /** On the first of the month. */
    MONTH,
    /** On the first of January. */
    YEAR,
    /** Never. */
    EVER
  }

  /** What happens past the cap. */
  public enum Past {
    /** The effect is refused. */
    DENY,
    /** The run waits for the next period; with {@link Period#EVER} it is refused. */
    DEFER,
    /** A model call falls to a cheaper tier; anything else is refused. */
    CHEAPER,
    /** A person is asked. */
    ASK
  }

  /**
   * What counts against a budget.
   *
   * @param kind the kind of scope
   * @param name which one; empty for everything
   */
  public record Scope(Kind kind, String name) {
    /** Kinds of scopes. */
    public enum Kind {
      /** All effects. */
      EVERYTHING,
      /** Effects of one agent. */
      AGENT,
      /** Effects of one saga's runs. */
      SAGA,
      /** Effects of runs started for one project. */
      PROJECT
    }

    /** All effects. */
    public static final Scope EVERYTHING = new Scope(Kind.EVERYTHING, "");

    /** Checks that a name is given where one is needed. */
    public Scope {
      if (kind != Kind.EVERYTHING && name.isBlank()) {
        throw new InvalidInputException("budget scope", kind + " needs a name");
      }
    }

    /**
     * One agent's effects.
     *
     * @param name the agent
     * @return the scope
     */
    public static Scope agent(String name) {
      return new Scope(Kind.AGENT, name);
    }

    /**
     * One saga's effects.
     *
     * @param name the saga
     * @return the scope
     */
    public static Scope saga(String name) {
      return new Scope(Kind.SAGA, name);
    }

    /**
     * One project's effects.
     *
     * @param name the project
     * @return the scope
     */
    public static Scope project(String name) {
      return new Scope(Kind.PROJECT, name);
    }
  }
}
