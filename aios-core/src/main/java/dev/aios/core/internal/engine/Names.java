package dev.aios.core.internal.engine;

import java.util.Optional;

/** The names of streams, tables and groups that the engine writes. */
final class Names {
  static final String SIGNALS = "signal";
  static final String WAKES = "wake";
  static final String CANCEL = "$cancel";
  static final String JOIN = "$join";
  static final String UNDO = "~undo";

  private static final String RUN = "run/";

  private Names() {}

  static String stream(String run) {
    return RUN + run;
  }

  /** Whose stream it is; empty if it is not that of a run. */
  static Optional<String> run(String stream) {
    return stream.startsWith(RUN) ? Optional.of(stream.substring(RUN.length())) : Optional.empty();
  }

  // a node's name holds no '#', a run's key no line break: no two runs' signals share a name

  /** The group of the signals that a run has not taken yet. */
  static String signals(String run, String name) {
    return name + "#" + run;
  }

  /** The group of all signals that a run has taken. */
  static String consumed(String run) {
    return "~#" + run;
  }

  /** The group of those of one name, where an older version of AIOS put them. */
  static String consumed(String run, String name) {
    return "~" + name + "#" + run;
  }

  /** The row of a signal. */
  static String signal(String run, String name, String id) {
    return name + "#" + run + "\n" + id;
  }

  /** A node's name without the iteration of the loops around it. */
  static String base(String path) {
    int hash = path.indexOf('#');
    return hash < 0 ? path : path.substring(0, hash);
  }

  /** Whether a node is in that iteration of the loops around it, or of one within. */
  static boolean isWithin(String path, String suffix) {
    String its = suffix(path);
    return its.startsWith(suffix)
        && (its.length() == suffix.length() || its.charAt(suffix.length()) == '#');
  }

  /** The iteration, from 1, of the innermost loop around a node that is in a loop there; else 0. */
  static int iteration(String path, String suffix) {
    String its = suffix(path);
    if (!isWithin(path, suffix) || its.length() == suffix.length()) {
      return 0;
    }
    int end = its.indexOf('#', suffix.length() + 1);
    return Integer.parseInt(its.substring(suffix.length() + 1, end < 0 ? its.length() : end));
  }

  /** The iteration of the loops around a node: empty, or {@code #2}, {@code #2#1}, … */
  static String suffix(String path) {
    int hash = path.indexOf('#');
    return hash < 0 ? "" : path.substring(hash);
  }
}
