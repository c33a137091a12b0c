package dev.aios.core.internal.engine;

/** What an event says, in words. */
final class Summary {
  private static final int MOST = 300;

  private Summary() {}

  static String of(RunEvent event) {
    String text = text(event);
    return text.length() <= MOST ? text : text.substring(0, MOST - 1) + "…";
  }

  private static String text(RunEvent event) {
    if (event instanceof RunEvent.Started e) {
      return "started with version " + e.version();
    } else if (event instanceof RunEvent.Begun e) {
      return "attempt " + e.attempt() + " of " + e.node();
    } else if (event instanceof RunEvent.Completed e) {
      return e.node() + by(e.by()) + " gave " + e.value().data();
    } else if (event instanceof RunEvent.Passed e) {
      return e.node() + " passed" + by(e.by());
    } else if (event instanceof RunEvent.Failed e) {
      return "attempt "
          + e.attempt()
          + " of "
          + e.node()
          + " failed: "
          + e.error()
          + (e.retryAt() == null ? "" : "; again at " + e.retryAt());
    } else if (event instanceof RunEvent.Doubted e) {
      return e.node() + " is in doubt: " + e.why();
    } else if (event instanceof RunEvent.NotHappened e) {
      return e.node() + " did not happen" + by(e.by());
    } else if (event instanceof RunEvent.Waits e) {
      return e.node() + " " + e.why();
    } else if (event instanceof RunEvent.Allowed e) {
      return e.node() + " allowed by " + e.by();
    } else if (event instanceof RunEvent.Taken e) {
      return e.node() + " took " + e.choice();
    } else if (event instanceof RunEvent.Again e) {
      return e.node() + " begins iteration " + e.iteration();
    } else if (event instanceof RunEvent.Won e) {
      return "lane " + e.lane() + " was first";
    } else if (event instanceof RunEvent.LaneFailed e) {
      return "lane " + e.lane() + " failed: " + e.error();
    } else if (event instanceof RunEvent.EffectBegun e) {
      return "attempt " + e.attempt() + " of effect " + e.effect();
    } else if (event instanceof RunEvent.EffectDone e) {
      return "effect " + e.effect() + by(e.by()) + " gave " + e.value().data();
    } else if (event instanceof RunEvent.EffectFailed e) {
      return "effect " + e.effect() + " failed: " + e.error();
    } else if (event instanceof RunEvent.Sanitised e) {
      return "the sanitiser found " + e.findings().size() + " things in effect " + e.effect();
    } else if (event instanceof RunEvent.Failing e) {
      return e.why();
    } else if (event instanceof RunEvent.UndoBegun e) {
      return "attempt " + e.attempt() + " to undo " + e.node();
    } else if (event instanceof RunEvent.UndoDone e) {
      return e.node() + " undone" + by(e.by());
    } else if (event instanceof RunEvent.UndoFailed e) {
      return "the undo of " + e.node() + " failed: " + e.error();
    } else if (event instanceof RunEvent.UndoAgain e) {
      return e.by() + " wants the undo of " + e.node() + " tried again";
    } else if (event instanceof RunEvent.Ended e) {
      return e.state() + ": " + e.why();
    } else if (event instanceof RunEvent.Queued e) {
      return "queued in " + e.entry().queue();
    } else if (event instanceof RunEvent.Admitted e) {
      return "has a slot in queue " + e.queue();
    } else if (event instanceof RunEvent.Joined e) {
      return "run " + e.parent() + " waits for it too";
    } else if (event instanceof RunEvent.Parked e) {
      return e.why();
    } else if (event instanceof RunEvent.Migrated e) {
      return "from version " + e.from() + " to " + e.to();
    }
    return event.toString();
  }

  private static String by(@org.jspecify.annotations.Nullable String who) {
    return who == null ? "" : " by " + who;
  }
}
