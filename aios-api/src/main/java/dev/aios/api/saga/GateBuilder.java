package dev.aios.api.saga;

import java.time.Duration;
import java.util.List;

/**
 * The options of the gate just added; everything else goes on with the next node.
 *
 * @param <I> the input of the saga
 * @param <O> the value at the gate
 */
public final class GateBuilder<I, O> extends SagaBuilder<I, O> {
  GateBuilder(SagaBuilder<I, ?> behind) {
    super(behind);
  }

  private Node.Gate gate() {
    return (Node.Gate) last();
  }

  /**
   * Whom to ask.
   *
   * @param who names or roles; at least one
   * @return this
   */
  public GateBuilder<I, O> ask(String... who) {
    Node.Gate g = gate();
    replaceLast(
        new Node.Gate(g.name(), g.when(), List.of(who), g.expires(), g.escalateTo(), g.priority()));
    return this;
  }

  /**
   * How long the request stands; after that the run fails and is compensated.
   *
   * @param time more than zero; for ever unless set
   * @return this
   */
  public GateBuilder<I, O> expiresAfter(Duration time) {
    Node.Gate g = gate();
    replaceLast(new Node.Gate(g.name(), g.when(), g.ask(), time, g.escalateTo(), g.priority()));
    return this;
  }

  /**
   * Whom to ask besides when half of the time to expiry has passed.
   *
   * @param who names or roles; needs {@link #expiresAfter}
   * @return this
   */
  public GateBuilder<I, O> escalateTo(String... who) {
    Node.Gate g = gate();
    replaceLast(
        new Node.Gate(g.name(), g.when(), g.ask(), g.expires(), List.of(who), g.priority()));
    return this;
  }

  /**
   * The request's place in the inbox.
   *
   * @param priority higher comes first; 0 unless set
   * @return this
   */
  public GateBuilder<I, O> priority(int priority) {
    Node.Gate g = gate();
    replaceLast(new Node.Gate(g.name(), g.when(), g.ask(), g.expires(), g.escalateTo(), priority));
    return this;
  }
}
