package dev.aios.api.effect;

/** How much harm a step or effect could do if it went wrong; policies and gates select by it. */
public enum Sensitivity {
  /** Nobody outside notices. */
  LOW,
  /** Noticed, and easily put right. */
  NORMAL,
  /** Money, contracts, personal data, or words to a customer. */
  HIGH
}
