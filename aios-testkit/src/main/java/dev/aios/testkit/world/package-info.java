/**
 * A world whose time, ids, randomness and scheduling belong to the test. For tests of hosts and of
 * the runtime; knows nothing of the runtime but {@link dev.aios.api.World}.
 */
@NullMarked
package dev.aios.testkit.world;

import org.jspecify.annotations.NullMarked;
