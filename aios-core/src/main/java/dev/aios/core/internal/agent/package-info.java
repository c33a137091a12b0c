/**
 * What the kinds of agents share: prompts, reading of answers, counting of costs, routing by
 * meaning, batching. Called by {@code dev.aios.core.agent} only.
 */
@NullMarked
package dev.aios.core.internal.agent;

import org.jspecify.annotations.NullMarked;
