/**
 * What a host may add to recall: other words for a question. For hosts; {@link
 * dev.aios.memory.Memory} takes them.
 */
@NullMarked
package dev.aios.memory.recall;

import org.jspecify.annotations.NullMarked;
