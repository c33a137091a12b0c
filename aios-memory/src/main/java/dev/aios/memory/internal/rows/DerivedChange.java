package dev.aios.memory.internal.rows;

import java.util.List;

/** The bodies of the records on the stream {@code derived}; they hold no content. */
public final class DerivedChange {
  private DerivedChange() {}

  /**
   * The body of {@code derived.made}.
   *
   * @param id what was made
   * @param kind what it is
   * @param from how many things it was made from
   */
  public record Made(String id, String kind, int from) {}

  /**
   * The body of {@code derived.fallen}.
   *
   * @param ids what fell
   */
  public record Fallen(List<String> ids) {}
}
