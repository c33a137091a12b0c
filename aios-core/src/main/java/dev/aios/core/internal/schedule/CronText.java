package dev.aios.core.internal.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.aios.api.InvalidInputException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A cron text, as times on a clock that knows no zones. Immutable. */
final class CronText {
  private final ExecutionTime times;
  private final boolean hourly;

  private CronText(ExecutionTime times, boolean hourly) {
    this.times = times;
    this.hourly = hourly;
  }

  /**
   * Reads a cron text.
   *
   * @throws InvalidInputException if it is not understood
   */
  static CronText parse(String what, String text) {
    String trimmed = text.strip();
    String[] fields = trimmed.split("\\s+", -1);
    boolean unix = fields.length == 5;
    if (!unix && fields.length != 6 && !trimmed.startsWith("@")) {
      throw new InvalidInputException(
          what,
          "cron text '"
              + text
              + "' has "
              + fields.length
              + " fields: it needs five (minute, hour, day of month, month, day of week),"
              + " or six with seconds before them");
    }
    CronType type = unix ? CronType.UNIX : CronType.SPRING53;
    try {
      ExecutionTime times =
          ExecutionTime.forCron(
              new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type))
                  .parse(trimmed)
                  .validate());
      boolean hourly =
          trimmed.startsWith("@")
              ? trimmed.equals("@hourly")
              : fields[unix ? 1 : 2].equals("*") || fields[unix ? 1 : 2].equals("*/1");
      return new CronText(times, hourly);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          what, "cron text '" + text + "' is not understood: " + e.getMessage());
    }
  }

  /** Whether every hour counts, so that it goes by elapsed time. */
  boolean isHourly() {
    return hourly;
  }

  /** The first time at or after a whole second; empty if there is none ever. */
  Optional<LocalDateTime> from(LocalDateTime first) {
    return times
        .nextExecution(first.minusSeconds(1).atZone(ZoneOffset.UTC))
        .map(found -> found.toLocalDateTime());
  }
}
