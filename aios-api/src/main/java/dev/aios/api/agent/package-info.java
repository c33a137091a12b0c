/** Agents: typed workers that answer with a proposal, and the context in which they work. */
@NullMarked
package dev.aios.api.agent;

import org.jspecify.annotations.NullMarked;
