package dev.aios.api.value;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The label that untrusted content carries into whatever is derived from it. A taint only grows:
 * the taint of a result is the union of the taints of all that went into it.
 *
 * @param sources where the untrusted content came from, for example {@code mail:a@b.example}; empty
 *     means trusted
 */
public record Taint(SortedSet<String> sources) {
  /** Trusted: nothing untrusted went in. */
  public static final Taint NONE = new Taint(new TreeSet<>());

  /** Copies the sources. */
  public Taint {
    sources = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(sources));
  }

  /**
   * Content from one untrusted source.
   *
   * @param source where it came from, for example {@code mail:a@b.example}
   * @return the taint
   */
  public static Taint of(String source) {
    return new Taint(new TreeSet<>(java.util.List.of(source)));
  }

  /**
   * The union.
   *
   * @param other another taint
   * @return all sources of both
   */
  public Taint plus(Taint other) {
    if (other.sources.isEmpty()) {
      return this;
    }
    if (sources.isEmpty()) {
      return other;
    }
    TreeSet<String> all = new TreeSet<>(sources);
    all.addAll(other.sources);
    return new Taint(all);
  }

  /**
   * Whether anything untrusted went in.
   *
   * @return true if there is a source
   */
  public boolean isTainted() {
    return !sources.isEmpty();
  }
}
