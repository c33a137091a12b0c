package dev.aios.testkit.world;

import java.time.Duration;

/**
 * How a world goes.
 *
 * @param oneAtATime whether tasks run one at a time, in an order drawn from the seed
 * @param skipping whether the clock moves though nobody waits
 * @param threads how many tasks run at once otherwise
 * @param patience how long a driver waits by the real clock
 */
record Mode(boolean oneAtATime, boolean skipping, int threads, Duration patience) {}
