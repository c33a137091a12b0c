package dev.aios.core.internal;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads, by reflection as long as the baseline is 17. */
final class VirtualThreads {
  /** Before this release a virtual thread that blocks in {@code synchronized} holds a processor. */
  private static final int FIRST_GOOD_RELEASE = 24;

  private VirtualThreads() {}

  /**
   * A factory of virtual threads.
   *
   * @param prefix what they are called, before their number
   * @return null if this JDK has none, or none that can be used without care
   */
  static @Nullable ThreadFactory factory(String prefix) {
    if (Runtime.version().feature() < FIRST_GOOD_RELEASE) {
      return null;
    }
    try {
      Class<?> builderType = Class.forName("java.lang.Thread$Builder");
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      builderType.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
      return (ThreadFactory) builderType.getMethod("factory").invoke(builder);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
