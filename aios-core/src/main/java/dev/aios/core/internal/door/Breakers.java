package dev.aios.core.internal.door;

import dev.aios.api.World;
import dev.aios.core.internal.Ahead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** One circuit breaker for each target, on the runtime's clock. */
final class Breakers {
  private final World world;
  private final Duration open;
  private final CircuitBreakerRegistry registry;

  Breakers(World world, BreakerOptions options) {
    this.world = world;
    this.open = options.open();
    this.registry =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .failureRateThreshold((float) (options.failureRate() * 100))
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(options.window())
                .minimumNumberOfCalls(options.window())
                .waitDurationInOpenState(options.open())
                .permittedNumberOfCallsInHalfOpenState(2)
                .writableStackTraceEnabled(false)
                .clock(new WorldClock(world))
                .currentTimestampFunction(clock -> world.nanoTime(), TimeUnit.NANOSECONDS)
                .build());
  }

  CircuitBreaker of(String target) {
    return registry.circuitBreaker(target);
  }

  Instant retryAt() {
    return Ahead.of(world.instant(), open);
  }

  /** The runtime's clock in the form that the library wants. */
  private static final class WorldClock extends Clock {
    private final World world;

    WorldClock(World world) {
      this.world = world;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return world.instant();
    }
  }
}
