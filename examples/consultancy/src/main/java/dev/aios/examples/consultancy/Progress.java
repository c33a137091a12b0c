package dev.aios.examples.consultancy;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the terminal shows while the program works: when, which phase, what. Thread-safe. */
final class Progress {
  private final PrintStream out;
  private final InstantSource clock;
  private final Instant began;
  private final Map<String, Duration> phases = new LinkedHashMap<>();
  private String phase = "";
  private Instant phaseBegan;

  Progress(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.began = clock.instant();
    this.phaseBegan = began;
  }

  synchronized void phase(String next) {
    Instant now = clock.instant();
    if (!phase.isEmpty()) {
      phases.merge(phase, Duration.between(phaseBegan, now), Duration::plus);
    }
    phase = next;
    phaseBegan = now;
    say("== " + next);
  }

  synchronized void say(String line) {
    Duration time = Duration.between(began, clock.instant());
    out.println("[%3d.%03d] %s".formatted(time.toSeconds(), time.toMillisPart(), line));
    out.flush();
  }

  /** How long each phase took, in this process. */
  synchronized Map<String, Duration> phases() {
    return new LinkedHashMap<>(phases);
  }

  PrintStream out() {
    return out;
  }
}
