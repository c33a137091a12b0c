package dev.aios.core.internal.event;

/** What one delivery came to. */
sealed interface Outcome {
  /** The handler returned, or the event is not wanted any more. */
  record Done() implements Outcome {}

  /** An effect must wait; this was no attempt. */
  record Suspended(String why) implements Outcome {}

  /** It failed and is to be tried again. */
  record Failed(String error) implements Outcome {}

  /** It failed for the last time, or trying again cannot help. */
  record Hopeless(String error) implements Outcome {}

  /** The event could not be read just now; the handler was not called. */
  record Unread(String error) implements Outcome {}
}
