package dev.aios.core.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes threads that do not keep the process alive, named so that a thread dump explains itself.
 */
public final class DaemonThreads implements ThreadFactory {
  private final String name;
  private final AtomicInteger made = new AtomicInteger();

  /**
   * A factory.
   *
   * @param name what the threads are called, before their number; starts with {@code aios-}
   */
  public DaemonThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, nextName());
    thread.setDaemon(true);
    return thread;
  }

  /** The name for the next thread. */
  String nextName() {
    return name + "-" + made.incrementAndGet();
  }
}
