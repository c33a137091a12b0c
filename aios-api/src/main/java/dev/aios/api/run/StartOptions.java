package dev.aios.api.run;

import dev.aios.api.InvalidInputException;
import dev.aios.api.queue.Place;
import dev.aios.api.queue.Window;
import dev.aios.api.value.Taint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run is started.
 *
 * @param project the project that it is for; budgets of that project count its cost; null for none
 * @param taint the untrusted sources that went into its input
 * @param refuses whether the start is refused when the runtime has as many runs under way as it
 *     may; else it waits for one to end or to wait
 * @param place where it stands in a queue, or null if it begins at once
 */
public record StartOptions(
    @Nullable String project, Taint taint, boolean refuses, @Nullable Place place) {
  /** Checks the project's name. */
  public StartOptions {
    if (project != null && project.isBlank()) {
      throw new InvalidInputException("start options", "the project's name is blank");
    }
  }

  /**
   * Options of a run that begins at once.
   *
   * @param project the project that it is for, or null
   * @param taint the untrusted sources that went into its input
   */
  public StartOptions(@Nullable String project, Taint taint) {
    this(project, taint, false, null);
  }

  /** Nothing special. */
  public static final StartOptions NONE = new StartOptions(null, Taint.NONE);

  /**
   * For a project.
   *
   * @param project its name
   * @return the options
   */
  public static StartOptions forProject(String project) {
    return new StartOptions(project, Taint.NONE);
  }

  /**
   * Through a queue.
   *
   * @param name the queue, defined before
   * @return the options
   */
  public static StartOptions through(String name) {
    return NONE.queue(name);
  }

  /**
   * The same with an input that comes from outside.
   *
   * @param from the untrusted sources that went into it
   * @return a copy
   */
  public StartOptions tainted(Taint from) {
    return new StartOptions(project, from, refuses, place);
  }

  /**
   * The same, refused with a {@link dev.aios.api.BusyException} rather than held up when the
   * runtime has as many runs under way as it may.
   *
   * @return a copy
   */
  public StartOptions orRefuse() {
    return new StartOptions(project, taint, true, place);
  }

  /**
   * The same through a queue: the run is recorded at once, and begins when it has a slot.
   *
   * @param name the queue, defined before
   * @return a copy
   */
  public StartOptions queue(String name) {
    return new StartOptions(project, taint, refuses, Place.in(name));
  }

  /**
   * The same with a priority in its queue.
   *
   * @param higherFirst -100 to 100; 0 unless set
   * @return a copy
   * @throws InvalidInputException if no queue is named
   */
  public StartOptions priority(int higherFirst) {
    Place at = placed("a priority");
    return at(new Place(at.queue(), higherFirst, at.lane(), at.delay(), at.window()));
  }

  /**
   * The same in a lane of its queue: lanes of one priority take turns, however many runs each has.
   *
   * @param lane for example the client's name
   * @return a copy
   * @throws InvalidInputException if no queue is named
   */
  public StartOptions fairBy(String lane) {
    Place at = placed("a lane (fairBy)");
    return at(new Place(at.queue(), at.priority(), lane, at.delay(), at.window()));
  }

  /**
   * The same, staying back for a time before it counts in its queue.
   *
   * @param time zero or more, from the start
   * @return a copy
   * @throws InvalidInputException if no queue is named
   */
  public StartOptions delay(Duration time) {
    Place at = placed("a delay");
    return at(new Place(at.queue(), at.priority(), at.lane(), time, at.window()));
  }

  /**
   * The same, staying back for the part of the day in which the work is cheap.
   *
   * @param cheap the window, and how long it may be waited for
   * @return a copy
   * @throws InvalidInputException if no queue is named
   */
  public StartOptions window(Window cheap) {
    Place at = placed("a window");
    return at(new Place(at.queue(), at.priority(), at.lane(), at.delay(), cheap));
  }

  private StartOptions at(Place changed) {
    return new StartOptions(project, taint, refuses, changed);
  }

  private Place placed(String what) {
    if (place == null) {
      throw new InvalidInputException(
          "start options", what + " needs a queue: say queue(\"name\") before it");
    }
    return place;
  }
}
