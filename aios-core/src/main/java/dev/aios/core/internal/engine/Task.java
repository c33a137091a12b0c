package dev.aios.core.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Work for a run that may take long; runs on one thread of the executor, and can be interrupted.
 */
abstract class Task {
  private final String path;
  private @Nullable Thread worker;
  private boolean stopped;

  Task(String path) {
    this.path = path;
  }

  /** Under which name it is in flight: a node's path, or that of its undo. */
  final String path() {
    return path;
  }

  /** Whether it finds out what happened: then it is not stopped on the way back. */
  boolean findsOut() {
    return false;
  }

  final Message.Finished perform() {
    synchronized (this) {
      if (stopped) {
        return new Message.Finished(this, new Message.Result.NotBegun());
      }
      worker = Thread.currentThread();
    }
    try {
      return new Message.Finished(this, work());
    } finally {
      synchronized (this) {
        worker = null;
        if (stopped) {
          // the interrupt was meant for this task, not for what the thread does next
          Thread.interrupted();
        }
      }
    }
  }

  final synchronized void stop() {
    if (!stopped) {
      stopped = true;
      if (worker != null) {
        worker.interrupt();
      }
    }
  }

  final synchronized boolean isStopped() {
    return stopped;
  }

  abstract Message.Result work();
}
