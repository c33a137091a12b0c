package dev.aios.api.run;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Taint;
import org.jspecify.annotations.Nullable;

/**
 * How a run is started.
 *
 * @param project the project that it is for; budgets of that project count its cost; null for none
 * @param taint the untrusted sources that went into its input
 * @param refuses whether the start is refused when the runtime has as many runs under way as it
 *     may; else it waits for one to end or to wait
 */
public record StartOptions(@Nullable String project, Taint taint, boolean refuses) {
  /** Checks the project's name. */
  public StartOptions {
    if (project != null && project.isBlank()) {
      throw new InvalidInputException("start options", "the project's name is blank");
    }
  }

  /** Nothing special. */
  public static final StartOptions NONE = new StartOptions(null, Taint.NONE, false);

  /**
   * For a project.
   *
   * @param project its name
   * @return the options
   */
  public static StartOptions forProject(String project) {
    return new StartOptions(project, Taint.NONE, false);
  }

  /**
   * The same with an input that comes from outside.
   *
   * @param from the untrusted sources that went into it
   * @return a copy
   */
  public StartOptions tainted(Taint from) {
    return new StartOptions(project, from, refuses);
  }

  /**
   * The same, refused with a {@link dev.aios.api.BusyException} rather than held up when the
   * runtime has as many runs under way as it may.
   *
   * @return a copy
   */
  public StartOptions orRefuse() {
    return new StartOptions(project, taint, true);
  }
}
