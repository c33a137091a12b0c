package dev.aios.testkit.assertion;

import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run that is as the test says. */
final class ToldRun implements Run<String> {
  static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private final RunState state;
  private final List<String> at;
  private final Optional<String> result;
  private final List<Checkpoint> history = new ArrayList<>();

  ToldRun(RunState state, List<String> at, Optional<String> result) {
    this.state = state;
    this.at = at;
    this.result = result;
  }

  ToldRun did(String kind, String node) {
    history.add(
        new Checkpoint(
            history.size() + 1,
            START.plusSeconds(history.size()),
            kind,
            node,
            kind + " of " + node));
    return this;
  }

  @Override
  public RunId id() {
    return new RunId("invoicing", "2026-11");
  }

  @Override
  public RunStatus status() {
    return new RunStatus(
        id(),
        1,
        state,
        "because it was told",
        at,
        state == RunState.WAITING ? START.plusSeconds(60) : null,
        new Cost(Money.of(2, "EUR"), Tokens.of(100), Duration.ofSeconds(1)),
        null,
        START,
        START.plusSeconds(30));
  }

  @Override
  public Optional<String> result() {
    return result;
  }

  @Override
  public List<Checkpoint> history() {
    return history;
  }

  @Override
  public String await(Duration atMost) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void cancel(String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void signal(String name, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void signal(String name, Object value, String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void signal(String name, Object value, String id, dev.aios.api.value.Taint taint) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String diagram() {
    throw new UnsupportedOperationException();
  }
}
