package dev.aios.api.model;

/** Classes of models by strength and price, from cheap to dear. */
public enum Tier {
  /** Answers at once and costs next to nothing: classification, extraction, routing. */
  INSTANT,
  /** The everyday model. */
  STANDARD,
  /** The strongest: planning, hard drafting, second opinions. */
  HEAVY
}
