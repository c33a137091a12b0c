package dev.aios.api.run;

import org.jspecify.annotations.Nullable;

/**
 * How a run is started.
 *
 * @param project the project that it is for; budgets of that project count its cost; null for none
 */
public record StartOptions(@Nullable String project) {
  /** Nothing special. */
  public static final StartOptions NONE = new StartOptions(null);

  /**
   * For a project.
   *
   * @param project its name
   * @return the options
   */
  public static StartOptions forProject(String project) {
    return new StartOptions(project);
  }
}
