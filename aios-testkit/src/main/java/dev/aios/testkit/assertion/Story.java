package dev.aios.testkit.assertion;

import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunStatus;
import java.time.Duration;

/** Tells where a run stands and how it came there, for failure messages. */
final class Story {
  private Story() {}

  static String of(Run<?> run) {
    RunStatus status = run.status();
    StringBuilder text = new StringBuilder("It is ").append(status.state());
    if (!status.at().isEmpty()) {
      text.append(" at ").append(String.join(", ", status.at()));
    }
    text.append(": ").append(status.why());
    text.append(" (").append(status.cost()).append("). Its history:");
    for (Checkpoint checkpoint : run.history()) {
      text.append(
          String.format(
              "%n  %6d  %-12s %-16s %s",
              checkpoint.position(),
              "+" + shortly(Duration.between(status.started(), checkpoint.time())),
              checkpoint.kind(),
              checkpoint.summary()));
    }
    return text.toString();
  }

  private static String shortly(Duration duration) {
    return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}
