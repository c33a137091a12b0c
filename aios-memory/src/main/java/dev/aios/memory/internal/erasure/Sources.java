package dev.aios.memory.internal.erasure;

/** Names of data sources. */
final class Sources {
  private Sources() {}

  /** The data source of a source: what stands before its first colon. */
  static String of(String source) {
    int colon = source.indexOf(':');
    return colon < 0 ? source : source.substring(0, colon);
  }

  /** The data source of a session: what stands before its first slash. */
  static String ofSession(String session) {
    int slash = session.indexOf('/');
    return slash < 0 ? session : session.substring(0, slash);
  }
}
