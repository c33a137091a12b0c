package dev.aios.memory.context;

import java.util.Locale;

/** The parts of a context, in the order in which a model is given them. */
public enum Section {
  /** What the host says of the task. Never cut. */
  SYSTEM,
  /** What the host pinned to the session. */
  PINNED,
  /** What is known of those whom it is about. */
  CARDS,
  /** What older turns said, in short. */
  SUMMARY,
  /** The turns since then. */
  TURNS,
  /** What was recalled for the question. */
  PASSAGES,
  /** The question; counted, not shown: the agent asks it. */
  QUESTION;

  /**
   * The section as entries name it.
   *
   * @return its name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
