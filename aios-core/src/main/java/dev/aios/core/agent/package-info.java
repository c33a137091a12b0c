/**
 * Kinds of agents: model, tool-using, router, drafter, watcher, batcher. Hosts build them and give
 * them to sagas, to subscriptions, or to each other. A function agent is {@link
 * dev.aios.api.agent.Agent#of}.
 */
@NullMarked
package dev.aios.core.agent;

import org.jspecify.annotations.NullMarked;
