package dev.aios.api.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Taint;
import java.util.List;

/**
 * An agent's answer. Immutable.
 *
 * @param <O> the answer
 * @param value the answer
 * @param confidence how likely it is to be right, 0 to 1
 * @param evidence what it rests on
 * @param cost what it took; the runtime adds the cost of the effects itself
 * @param uncertain the places that a person should look at
 * @param taint the untrusted sources that went into it
 */
public record Proposal<O>(
    O value,
    double confidence,
    List<Evidence> evidence,
    Cost cost,
    List<UncertainSpan> uncertain,
    Taint taint) {

  /** Checks the confidence and copies the lists. */
  public Proposal {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new InvalidInputException(
          "proposal", "confidence " + confidence + " is not within 0 to 1");
    }
    evidence = List.copyOf(evidence);
    uncertain = List.copyOf(uncertain);
  }

  /**
   * A certain answer.
   *
   * @param <O> the answer
   * @param value the answer
   * @return a proposal with confidence 1
   */
  public static <O> Proposal<O> of(O value) {
    return new Proposal<>(value, 1, List.of(), Cost.NONE, List.of(), Taint.NONE);
  }

  /**
   * An answer with a confidence.
   *
   * @param <O> the answer
   * @param value the answer
   * @param confidence how likely it is to be right, 0 to 1
   * @return the proposal
   */
  public static <O> Proposal<O> of(O value, double confidence) {
    return new Proposal<>(value, confidence, List.of(), Cost.NONE, List.of(), Taint.NONE);
  }

  /**
   * The same with evidence.
   *
   * @param what what it rests on
   * @return a copy
   */
  public Proposal<O> because(List<Evidence> what) {
    return new Proposal<>(value, confidence, what, cost, uncertain, taint);
  }

  /**
   * The same with a cost.
   *
   * @param what what it took
   * @return a copy
   */
  public Proposal<O> costing(Cost what) {
    return new Proposal<>(value, confidence, evidence, what, uncertain, taint);
  }

  /**
   * The same with uncertain places.
   *
   * @param where the places that a person should look at
   * @return a copy
   */
  public Proposal<O> doubting(List<UncertainSpan> where) {
    return new Proposal<>(value, confidence, evidence, cost, where, taint);
  }

  /**
   * The same with a taint.
   *
   * @param from the untrusted sources that went into it
   * @return a copy
   */
  public Proposal<O> tainted(Taint from) {
    return new Proposal<>(value, confidence, evidence, cost, uncertain, from);
  }

  /**
   * The same judgement of another value.
   *
   * @param <R> the other type
   * @param other the other value
   * @return a copy
   */
  public <R> Proposal<R> with(R other) {
    return new Proposal<>(other, confidence, evidence, cost, uncertain, taint);
  }
}
