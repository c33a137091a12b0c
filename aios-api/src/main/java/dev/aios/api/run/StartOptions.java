package dev.aios.api.run;

import dev.aios.api.InvalidInputException;
import dev.aios.api.queue.Place;
import dev.aios.api.queue.Window;
import dev.aios.api.value.Taint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a run is started.
 *
 * @param project the project that it is for; budgets of that project count its cost; null for none
 * @param taint the untrusted sources that went into its input
 * @param refuses whether the start is refused when the runtime has as many runs under way as it
 *     may; else it waits for one to end or to wait
 * @param place where it stands in a queue, or null if it begins at once
 * @param about ids of the people whom it is about, under whose erasure it falls: its content is
 *     sealed under a key of its own, see {@link #about(String...)}; empty for nobody
 */
public record StartOptions(
    @Nullable String project,
    Taint taint,
    boolean refuses,
    @Nullable Place place,
    SortedSet<String> about) {
  private static final int MOST_SUBJECTS = 1_000_000;
  private static final int MOST_ID = 200;

  /** Checks the project's name and the ids, and copies them. */
  public StartOptions {
    if (project != null && project.isBlank()) {
      throw new InvalidInputException("start options", "the project's name is blank");
    }
    about = Collections.unmodifiableSortedSet(new TreeSet<>(checked(about)));
  }

  private static Collection<String> checked(Collection<String> about) {
    List<String> faults = new ArrayList<>(0);
    if (about.size() > MOST_SUBJECTS) {
      faults.add("it is about " + about.size() + " ids, the most is " + MOST_SUBJECTS);
    }
    for (String id : about) {
      if (id == null || id.isBlank()) {
        faults.add("an id that it is about is blank");
      } else if (id.length() > MOST_ID || id.chars().anyMatch(Character::isISOControl)) {
        faults.add(
            "an id that it is about has "
                + id.length()
                + " characters: it must have at most "
                + MOST_ID
                + ", no control characters");
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("start options", faults);
    }
    return about;
  }

  /**
   * Options of a run about nobody.
   *
   * @param project the project that it is for, or null
   * @param taint the untrusted sources that went into its input
   * @param refuses whether the start is refused when there is no room
   * @param place where it stands in a queue, or null if it begins at once
   */
  public StartOptions(
      @Nullable String project, Taint taint, boolean refuses, @Nullable Place place) {
    this(project, taint, refuses, place, Collections.emptySortedSet());
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
    return new StartOptions(project, from, refuses, place, about);
  }

  /**
   * The same about somebody. What is recorded of the run, its input, outcomes, effects, signals,
   * inbox items and the events that it emits, is encrypted under a key of the run; {@link
   * Runs#eraseAbout} deletes the key. The runs that it starts and waits for are about them too. A
   * run that was there already, found by a repeated start or joined by its key, stays about whom it
   * was started about; calls of a debounce add up.
   *
   * <p>In clear stay the run's id (saga and key), version, state, times, cost and project, the
   * names of its nodes, its lane in a queue, the key of a debounce, names and ids of signals, and
   * these ids: put no names there.
   *
   * @param ids of entities of memory, or whatever the host calls people by; of at most 200
   *     characters each, no control characters; ids rather than names
   * @return a copy, about these besides those before
   * @throws InvalidInputException if an id is blank or too long
   */
  public StartOptions about(String... ids) {
    return about(Arrays.asList(ids));
  }

  /**
   * The same about somebody.
   *
   * @param ids whom, as in {@link #about(String...)}
   * @return a copy, about these besides those before
   */
  public StartOptions about(Collection<String> ids) {
    // a tree refuses null, which is to be told like any other fault
    checked(ids);
    TreeSet<String> all = new TreeSet<>(about);
    return all.addAll(ids) ? new StartOptions(project, taint, refuses, place, all) : this;
  }

  /**
   * The same, refused with a {@link dev.aios.api.BusyException} rather than held up when the
   * runtime has as many runs under way as it may.
   *
   * @return a copy
   */
  public StartOptions orRefuse() {
    return new StartOptions(project, taint, true, place, about);
  }

  /**
   * The same through a queue: the run is recorded at once, and begins when it has a slot.
   *
   * @param name the queue, defined before
   * @return a copy
   */
  public StartOptions queue(String name) {
    return new StartOptions(project, taint, refuses, Place.in(name), about);
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
   * @param lane for example the client's id; kept in clear
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
    return new StartOptions(project, taint, refuses, changed, about);
  }

  private Place placed(String what) {
    if (place == null) {
      throw new InvalidInputException(
          "start options", what + " needs a queue: say queue(\"name\") before it");
    }
    return place;
  }
}
