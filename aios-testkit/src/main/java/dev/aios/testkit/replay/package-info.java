/**
 * Replay of what was recorded against a changed definition: does it still answer its history the
 * same way? Performs nothing. For tests of hosts.
 */
@NullMarked
package dev.aios.testkit.replay;

import org.jspecify.annotations.NullMarked;
