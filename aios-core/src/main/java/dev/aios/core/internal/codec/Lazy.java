package dev.aios.core.internal.codec;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Made when first asked for, once: Jackson takes longer to set up than an empty runtime may take to
 * open.
 */
final class Lazy<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T made;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  T get() {
    T value = made;
    return value == null ? make() : value;
  }

  private synchronized T make() {
    T value = made;
    if (value == null) {
      value = maker.get();
      made = value;
    }
    return value;
  }
}
