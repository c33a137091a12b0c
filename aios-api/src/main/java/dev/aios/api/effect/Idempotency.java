package dev.aios.api.effect;

/** Whether performing an effect a second time under the same key is harmless. */
public enum Idempotency {
  /**
   * A second try under the same idempotency key has no further effect: it is retried after a crash.
   */
  IDEMPOTENT,
  /**
   * Nothing is known, so a second try could do harm. If its outcome is not known (a crash or a
   * timeout between intent and outcome), the effect is in doubt: its reconcile function is asked,
   * else a person. It is never tried again blindly.
   */
  ONCE
}
