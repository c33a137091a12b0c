package dev.aios.api.saga;

import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.Reconcile;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Retry;
import java.time.Duration;

/**
 * The options of the step just added; everything else goes on with the next node.
 *
 * @param <I> the input of the saga
 * @param <P> the input of the step
 * @param <O> the outcome of the step
 */
public final class StepBuilder<I, P, O> extends SagaBuilder<I, O> {
  StepBuilder(SagaBuilder<I, ?> behind) {
    super(behind);
  }

  private Node.Step step() {
    return (Node.Step) last();
  }

  private StepBuilder<I, P, O> with(Node.Options options) {
    replaceLast(new Node.Step(step().name(), step().work(), options, step().undo()));
    return this;
  }

  private StepBuilder<I, P, O> with(Node.Undo undo) {
    replaceLast(new Node.Step(step().name(), step().work(), step().options(), undo));
    return this;
  }

  /**
   * How the step is taken back if a later one fails. Tried five times with backoff, then the run is
   * STUCK.
   *
   * @param code takes it back, given the step's outcome
   * @return this
   */
  public StepBuilder<I, P, O> undo(StepAction<? super O> code) {
    return with(Untyped.undo(code, Retry.exponential(5)));
  }

  /**
   * How the step is taken back, with the undo's own idempotency key.
   *
   * @param code takes it back
   * @return this
   */
  public StepBuilder<I, P, O> undo(UndoFunction<? super O> code) {
    return with(Untyped.undo(code, Retry.exponential(5)));
  }

  /**
   * How the step is taken back, with retries of its own.
   *
   * @param code takes it back
   * @param retry how often and when to try again, before the run is STUCK
   * @return this
   */
  public StepBuilder<I, P, O> undo(UndoFunction<? super O> code, Retry retry) {
    return with(Untyped.undo(code, retry));
  }

  /**
   * How often and when to try again after an attempt failed.
   *
   * @param retry the retry; {@link Retry#NEVER} unless set
   * @return this
   */
  public StepBuilder<I, P, O> retry(Retry retry) {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            retry,
            o.timeout(),
            o.idempotency(),
            o.kind(),
            o.sensitivity(),
            o.target(),
            o.estimate(),
            o.reconcile()));
  }

  /**
   * Limits one attempt. An effect that is not idempotent is in doubt when its time is up.
   *
   * @param timeout how long, more than zero
   * @return this
   */
  public StepBuilder<I, P, O> timeout(Duration timeout) {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            o.retry(),
            timeout,
            o.idempotency(),
            o.kind(),
            o.sensitivity(),
            o.target(),
            o.estimate(),
            o.reconcile()));
  }

  /**
   * Declares that a second try under the same idempotency key is harmless. Steps done by an agent
   * are run again freely without this, because their effects are remembered one by one.
   *
   * @return this
   */
  public StepBuilder<I, P, O> idempotent() {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            o.retry(),
            o.timeout(),
            Idempotency.IDEMPOTENT,
            o.kind(),
            o.sensitivity(),
            o.target(),
            o.estimate(),
            o.reconcile()));
  }

  /**
   * How to find out whether the step happened when that is in doubt.
   *
   * @param reconcile asks the system that was called
   * @return this
   */
  @SuppressWarnings("unchecked") // nodes are untyped data; the compiler has checked the types here
  public StepBuilder<I, P, O> reconcile(Reconcile<? super P, ? extends O> reconcile) {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            o.retry(),
            o.timeout(),
            o.idempotency(),
            o.kind(),
            o.sensitivity(),
            o.target(),
            o.estimate(),
            (Reconcile<Object, Object>) (Reconcile<?, ?>) reconcile));
  }

  /**
   * What sort of thing the step touches; policies select by it, for example to hold back mail.
   *
   * @param kind {@link EffectKind#STEP} unless set
   * @return this
   */
  public StepBuilder<I, P, O> kind(EffectKind kind) {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            o.retry(),
            o.timeout(),
            o.idempotency(),
            kind,
            o.sensitivity(),
            o.target(),
            o.estimate(),
            o.reconcile()));
  }

  /**
   * How much harm the step could do; policies select by it.
   *
   * @param sensitivity {@link Sensitivity#NORMAL} unless set
   * @return this
   */
  public StepBuilder<I, P, O> sensitivity(Sensitivity sensitivity) {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            o.retry(),
            o.timeout(),
            o.idempotency(),
            o.kind(),
            sensitivity,
            o.target(),
            o.estimate(),
            o.reconcile()));
  }

  /**
   * What the step calls; the circuit breaker is kept by it.
   *
   * @param target for example a host; the step's name unless set
   * @return this
   */
  public StepBuilder<I, P, O> target(String target) {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            o.retry(),
            o.timeout(),
            o.idempotency(),
            o.kind(),
            o.sensitivity(),
            target,
            o.estimate(),
            o.reconcile()));
  }

  /**
   * The most that the step may cost; reserved from the budgets before it is performed.
   *
   * @param estimate nothing unless set
   * @return this
   */
  public StepBuilder<I, P, O> costs(Cost estimate) {
    Node.Options o = step().options();
    return with(
        new Node.Options(
            o.retry(),
            o.timeout(),
            o.idempotency(),
            o.kind(),
            o.sensitivity(),
            o.target(),
            estimate,
            o.reconcile()));
  }
}
