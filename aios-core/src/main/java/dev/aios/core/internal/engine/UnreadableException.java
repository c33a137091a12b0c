package dev.aios.core.internal.engine;

import dev.aios.api.AiosException;

/** Something recorded cannot be read, and never will be: no fault of the node that is given it. */
final class UnreadableException extends AiosException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String what, Exception why) {
    super(what + " cannot be read: " + why.getMessage(), why);
  }
}
