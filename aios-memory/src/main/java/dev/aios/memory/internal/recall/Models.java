package dev.aios.memory.internal.recall;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The embedders that recall has: the one that is wanted and, while its vectors are still being
 * made, the one that it replaces. One of them answers. Thread-safe.
 */
final class Models {
  private final @Nullable Vectors wanted;
  private final @Nullable Vectors replaced;

  /** Which answers; the index holds its vectors. */
  private volatile @Nullable Vectors answering;

  Models(@Nullable Vectors wanted, @Nullable Vectors replaced) {
    this.wanted = wanted;
    this.replaced = replaced;
    this.answering = replaced == null ? wanted : replaced;
  }

  @Nullable Vectors answering() {
    return answering;
  }

  /** The one that does not answer yet, or no longer, or null. */
  @Nullable Vectors other() {
    return answering == wanted ? replaced : wanted;
  }

  /** What is to answer in the end, if it does not yet. */
  @Nullable Vectors next() {
    return answering == wanted ? null : wanted;
  }

  /** The one of that name, if there is an embedder of it. */
  Optional<Vectors> named(String model) {
    Vectors first = wanted;
    Vectors second = replaced;
    if (first != null && first.model().equals(model)) {
      return Optional.of(first);
    }
    return second != null && second.model().equals(model) ? Optional.of(second) : Optional.empty();
  }

  void answerWith(Vectors model) {
    answering = model;
  }
}
