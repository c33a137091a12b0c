package dev.aios.api.schedule;

import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The schedules of a journal. When the time of a schedule comes, a run of its saga starts under the
 * key {@code NAME/TIME}, for example {@code monthly-invoices/2026-12-01T06:00:00Z}: however many
 * nodes are there, and wherever one of them dies, there is one run for each time. Thread-safe.
 *
 * <p>A schedule and the time up to which it was acted on are kept in the journal. The saga and the
 * function that makes its input are code, so a program defines its schedules each time it starts;
 * those that no running program defines stand still, and are then treated as missed.
 */
public interface Schedules {
  /**
   * Defines a schedule, or changes it: what the journal knows under this name is replaced. A new
   * schedule begins now, and so does one whose cron text or zone changed; otherwise it goes on from
   * where it was, by its rule for missed times. A paused one stays paused. Durable on return.
   *
   * @param schedule the schedule
   * @return where it stands
   * @throws dev.aios.api.InvalidInputException if the cron text is not understood, or never fires
   * @throws dev.aios.api.ConflictException if this runtime has a schedule of this name for another
   *     saga
   */
  ScheduleStatus define(Schedule<?> schedule);

  /**
   * Finds a schedule.
   *
   * @param name its name
   * @return where it stands, or empty
   */
  Optional<ScheduleStatus> find(String name);

  /**
   * Lists the schedules.
   *
   * @return where they stand: those that are not paused first, by their next time
   */
  List<ScheduleStatus> list();

  /**
   * The times to come.
   *
   * @param name the schedule, paused or not
   * @param count how many, 1 to 1,000
   * @return the times after now, ascending
   * @throws dev.aios.api.NotFoundException if there is no such schedule
   */
  List<Instant> next(String name, int count);

  /**
   * Stops a schedule until it is resumed. Runs that have started go on. Durable on return.
   *
   * @param name the schedule
   * @param why shown in its status, not blank
   * @throws dev.aios.api.NotFoundException if there is no such schedule
   */
  void pause(String name, String why);

  /**
   * Lets a paused schedule go on, from now: the times in between are not missed, {@link #backfill}
   * makes up for them. Has no effect if it is not paused. Durable on return.
   *
   * @param name the schedule
   * @throws dev.aios.api.NotFoundException if there is no such schedule
   */
  void resume(String name);

  /**
   * Starts a run now, whether the schedule is paused or not. Its times stay as they are.
   *
   * @param name the schedule
   * @return the run, durable
   * @throws dev.aios.api.NotFoundException if this runtime has no such schedule
   */
  Run<?> trigger(String name);

  /**
   * Starts a run for each time in a range of the past that has none. Times that have one keep it;
   * called again after a crash, it goes on where it was.
   *
   * @param name the schedule
   * @param from the first time that counts
   * @param before the first time that does not count any more; not after now
   * @return the runs of the range, those that were there too, oldest first; durable
   * @throws dev.aios.api.NotFoundException if this runtime has no such schedule
   * @throws dev.aios.api.InvalidInputException if the range is empty, lies in the future, or holds
   *     more than 1,000 times
   */
  List<RunId> backfill(String name, Instant from, Instant before);

  /**
   * Removes a schedule. Runs that have started go on. Durable on return.
   *
   * @param name the schedule
   * @throws dev.aios.api.NotFoundException if there is no such schedule
   */
  void remove(String name);
}
