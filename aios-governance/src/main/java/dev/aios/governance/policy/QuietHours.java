package dev.aios.governance.policy;

import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/** Defers effects to the end of the quiet hours. */
record QuietHours(
    InstantSource clock, ZoneId zone, LocalTime from, LocalTime to, Set<EffectKind> kinds)
    implements Policy {
  @Override
  public String name() {
    return "quiet-hours";
  }

  @Override
  public Decision decide(EffectRequest request) {
    ZonedDateTime now = clock.instant().atZone(zone);
    if (!kinds.contains(request.kind()) || !isQuiet(now.toLocalTime())) {
      return Decision.ALLOW;
    }
    Instant end = end(now);
    return new Decision.Defer(
        end,
        Policies.effect(request)
            + " waits until "
            + end
            + ": from "
            + from
            + " to "
            + to
            + " in "
            + zone
            + " are quiet hours");
  }

  private boolean isQuiet(LocalTime time) {
    return from.isBefore(to)
        ? !time.isBefore(from) && time.isBefore(to)
        : !time.isBefore(from) || time.isBefore(to);
  }

  private Instant end(ZonedDateTime now) {
    boolean tomorrow = !now.toLocalTime().isBefore(to);
    ZonedDateTime end = now.toLocalDate().plusDays(tomorrow ? 1 : 0).atTime(to).atZone(zone);
    // When clocks are set back, the end comes twice that night; the second one is meant.
    return end.withLaterOffsetAtOverlap().toInstant();
  }
}
