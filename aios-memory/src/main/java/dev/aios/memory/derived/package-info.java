/**
 * What was made from other things: summaries, extracts, assembled contexts. Each is stored with
 * what it was made from and falls when one of those falls. For hosts and agents.
 */
@NullMarked
package dev.aios.memory.derived;

import org.jspecify.annotations.NullMarked;
