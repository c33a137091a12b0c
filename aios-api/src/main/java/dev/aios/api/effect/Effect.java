package dev.aios.api.effect;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something about to leave the process, described as data with the code that does it.
 *
 * <pre>{@code
 * Receipt receipt = context.effects().perform(
 *     Effect.named("send", mail).kind(EffectKind.MAIL).target("smtp").idempotent()
 *         .by((request, call) -> smtp.send(request, call.idempotencyKey())));
 * }</pre>
 *
 * @param <Q> the request; must have a JSON form
 * @param <T> the outcome; must have a JSON form
 * @param name the effect's name, unique within the step together with the key
 * @param key tells apart effects of the same name; empty if the name is enough
 * @param kind what sort of thing it touches
 * @param target what is called, for example a host; the breaker and the timeout are kept by target
 * @param request what is asked; shown to policies
 * @param idempotency whether a second try is harmless
 * @param sensitivity how much harm it could do
 * @param retry how often and when to try again
 * @param timeout how long one attempt may take, or null for no limit
 * @param estimate the most that it may cost; reserved before, settled after
 * @param taint the label of the untrusted content that went into the request
 * @param recorded whether intent and outcome are recorded; false only for reads without cost that
 *     need not be remembered, such as a look-up in a local file
 * @param reconcile asked when the outcome is in doubt, or null
 * @param code performs it
 */
public record Effect<Q, T>(
    String name,
    String key,
    EffectKind kind,
    String target,
    Q request,
    Idempotency idempotency,
    Sensitivity sensitivity,
    Retry retry,
    @Nullable Duration timeout,
    Cost estimate,
    Taint taint,
    boolean recorded,
    @Nullable Reconcile<Q, T> reconcile,
    EffectFunction<Q, T> code) {

  /** Checks the name and the timeout. */
  public Effect {
    if (name.isBlank()) {
      throw new InvalidInputException("effect", "its name is blank");
    }
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new InvalidInputException("effect " + name, "timeout " + timeout + " is not positive");
    }
  }

  /**
   * Begins a description.
   *
   * @param <Q> the request
   * @param name the effect's name, not blank
   * @param request what is asked
   * @return a builder
   */
  public static <Q> Builder<Q> named(String name, Q request) {
    return new Builder<>(name, request);
  }

  /**
   * The same with a further label.
   *
   * @param more untrusted sources that went into the request besides
   * @return a copy
   */
  public Effect<Q, T> tainted(Taint more) {
    return new Effect<>(
        name,
        key,
        kind,
        target,
        request,
        idempotency,
        sensitivity,
        retry,
        timeout,
        estimate,
        taint.plus(more),
        recorded,
        reconcile,
        code);
  }

  /**
   * Describes an effect. Not thread-safe.
   *
   * @param <Q> the request
   */
  public static final class Builder<Q> {
    private final String name;
    private final Q request;
    private String key = "";
    private EffectKind kind = EffectKind.OTHER;
    private @Nullable String target;
    private Idempotency idempotency = Idempotency.ONCE;
    private Sensitivity sensitivity = Sensitivity.NORMAL;
    private Retry retry = Retry.NEVER;
    private @Nullable Duration timeout;
    private Cost estimate = Cost.NONE;
    private Taint taint = Taint.NONE;
    private boolean recorded = true;

    private Builder(String name, Q request) {
      this.name = name;
      this.request = request;
    }

    /**
     * Tells apart effects of the same name within a step.
     *
     * @param value for example the address that a mail goes to
     * @return this
     */
    public Builder<Q> key(String value) {
      key = value;
      return this;
    }

    /**
     * Sets what sort of thing it touches.
     *
     * @param value the kind; {@link EffectKind#OTHER} unless set
     * @return this
     */
    public Builder<Q> kind(EffectKind value) {
      kind = value;
      return this;
    }

    /**
     * Sets what is called.
     *
     * @param value for example a host; the effect's name unless set
     * @return this
     */
    public Builder<Q> target(String value) {
      target = value;
      return this;
    }

    /**
     * Declares that a second try under the same key is harmless.
     *
     * @return this
     */
    public Builder<Q> idempotent() {
      idempotency = Idempotency.IDEMPOTENT;
      return this;
    }

    /**
     * Sets how much harm it could do.
     *
     * @param value the sensitivity; {@link Sensitivity#NORMAL} unless set
     * @return this
     */
    public Builder<Q> sensitivity(Sensitivity value) {
      sensitivity = value;
      return this;
    }

    /**
     * Sets how often and when to try again.
     *
     * @param value the retry; {@link Retry#NEVER} unless set
     * @return this
     */
    public Builder<Q> retry(Retry value) {
      retry = value;
      return this;
    }

    /**
     * Limits one attempt.
     *
     * @param value how long it may take, more than zero
     * @return this
     */
    public Builder<Q> timeout(Duration value) {
      timeout = value;
      return this;
    }

    /**
     * Sets what is reserved from the budgets before it is performed.
     *
     * @param value the most that it may cost
     * @return this
     */
    public Builder<Q> estimate(Cost value) {
      estimate = value;
      return this;
    }

    /**
     * Labels the request with the untrusted sources that went into it.
     *
     * @param value the taint
     * @return this
     */
    public Builder<Q> taint(Taint value) {
      taint = value;
      return this;
    }

    /**
     * Leaves intent and outcome out of the journal: only for reads without cost. Policies and the
     * breaker still apply.
     *
     * @return this
     */
    public Builder<Q> unrecorded() {
      recorded = false;
      idempotency = Idempotency.IDEMPOTENT;
      return this;
    }

    /**
     * Completes the description.
     *
     * @param <T> the outcome
     * @param code performs it
     * @return the effect
     */
    public <T> Effect<Q, T> by(EffectFunction<Q, T> code) {
      return by(code, null);
    }

    /**
     * Completes the description of an effect that can be looked up.
     *
     * @param <T> the outcome
     * @param code performs it
     * @param reconcile finds out whether it happened, or null
     * @return the effect
     */
    public <T> Effect<Q, T> by(EffectFunction<Q, T> code, @Nullable Reconcile<Q, T> reconcile) {
      return new Effect<>(
          name,
          key,
          kind,
          target == null ? name : target,
          request,
          idempotency,
          sensitivity,
          retry,
          timeout,
          estimate,
          taint,
          recorded,
          reconcile,
          code);
    }
  }
}
