package dev.aios.api.effect;

/** What sort of thing an effect touches; policies and budgets select by it. */
public enum EffectKind {
  /** A call of a language or embedding model. */
  MODEL,
  /** A tool that an agent chose to call. */
  TOOL,
  /** An HTTP call. */
  HTTP,
  /** A message to a person: mail, chat, SMS. */
  MAIL,
  /** A file written. */
  FILE,
  /** A write to a database that is not the journal. */
  DATABASE,
  /** A child process. */
  PROCESS,
  /** A saga's step that is an effect as a whole and said no more of itself. */
  STEP,
  /** Anything else. */
  OTHER
}
